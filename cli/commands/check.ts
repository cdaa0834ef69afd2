import { existsSync } from "node:fs";
import type { Command as Verb } from "commander";
import type { Report } from "../../db/records/report.ts";
import { wantsColor } from "../color.ts";
import { type Command, CommandError, examples } from "../command.ts";
import { homeFolder } from "../home.ts";
import { parseThreshold, THRESHOLDS, type Threshold } from "../stack/fail-on.ts";
import { type StackOptions, splitCommand, stackOptions } from "../stack/options.ts";
import { writeOutput } from "../write-output.ts";

/** Where accepted findings and corrected verdicts stand unless the command line says otherwise. */
const SUPPRESSIONS = "mcp-suppressions.json";
const OVERRIDES = "mcp-overrides.json";

interface CheckOptions extends StackOptions {
  json?: boolean;
  sarif?: string;
  markdown?: string;
  html?: string;
  all?: boolean;
  failOn?: Threshold[];
  frozen?: boolean;
  lock: string;
  suppressions?: string;
  overrides?: string;
}

/** The forms that were asked for, each with its file; `-` is stdout. */
const wanted = ({ json, sarif, markdown, html }: CheckOptions): [id: string, file: string][] => {
  const files: [string, string | undefined][] = [
    ["json", json ? "-" : undefined],
    ["sarif", sarif],
    ["markdown", markdown],
    ["html", html],
  ];
  const named = files.filter((entry): entry is [string, string] => entry[1] !== undefined);
  const toStdout = named.filter(([, file]) => file === "-");
  if (toStdout.length > 1) throw new CommandError("only one report can be written to stdout");
  return toStdout.length > 0 ? named : [["text", "-"], ...named];
};

const check = async (targets: string[], options: CheckOptions, verb: Verb): Promise<void> => {
  const { loadSuppressions } = await import("../../classifier/suppressions.ts");
  const { loadOverrides } = await import("../../classifier/overrides.ts");
  const { exitCode, failures, unlocked } = await import("../stack/fail-on.ts");
  const { judgeStack } = await import("../stack/judge-stack.ts");
  const { readLock } = await import("../stack/lock-file.ts");
  const { lookAtStack } = await import("../stack/look-at-stack.ts");
  const { REPORTS } = await import("../reports.ts");
  const { lockedLooks, verdictsOn } = await import("../stack/verdicts.ts");
  const { version } = await import("../../db/records/version.ts");

  const outputs = wanted(options);
  const given = (file: string | undefined, usual: string): string | undefined =>
    file ?? (existsSync(usual) ? usual : undefined);
  const suppressionFile = given(options.suppressions, SUPPRESSIONS);
  const overrideFile = given(options.overrides, OVERRIDES);
  const suppressions = suppressionFile === undefined ? [] : await loadSuppressions(suppressionFile);
  const overrides = overrideFile === undefined ? [] : await loadOverrides(overrideFile);
  const lock = readLock(options.lock);
  if (options.frozen && !lock)
    throw new CommandError(`--frozen needs ${options.lock}, which is not there: write it with toolrisk lock`);

  const { targets: named, command } = splitCommand(targets, verb);
  const looks = await lookAtStack(named, command, options);
  const classify = await verdictsOn(homeFolder(), [...looks, ...lockedLooks(lock, looks)]);
  const report: Report = judgeStack(looks, {
    classify,
    version: version(),
    at: new Date(),
    suppressions,
    overrides,
    lock,
  });
  const thresholds: Threshold[] = [...(options.failOn ?? []), ...(options.frozen ? (["change"] as const) : [])];
  const missing = options.frozen ? unlocked(report) : [];
  const why = [
    ...failures(report, thresholds),
    ...(missing.length > 0 ? [`not in ${options.lock}: ${missing.join(", ")}`] : []),
  ];
  for (const [id, file] of outputs) {
    const format = REPORTS.find((one) => one.id === id);
    if (!format) throw new Error(`no report format ${id}`);
    const rendered = format.render(report, {
      color: file === "-" && wantsColor(process.stdout),
      columns: process.stdout.columns ?? 100,
      all: options.all ?? false,
      failures: why,
    });
    if (file === "-") process.stdout.write(rendered);
    else writeOutput(file, rendered);
  }
  process.exitCode = exitCode(report, why, options.frozen ?? false);
};

export const checkStack: Command = {
  id: "check",
  define(verb) {
    stackOptions(
      verb.description(
        "Look at the MCP servers that your agent uses: list their tools, judge them, and say what deserves a look. What\n" +
          "it starts it says before, and asks. Everything happens on this machine: the only connections are those to the\n" +
          "servers themselves. Saved listings are judged without starting anything.",
      ),
    )
      .option("--all", "show every tool and every note, not only what deserves a look")
      .option("--json", "print the report as JSON")
      .option("--sarif <file>", "write it as SARIF 2.1.0, for code scanning (- for stdout)")
      .option("--markdown <file>", "write it as Markdown, for a pull request (- for stdout)")
      .option("--html <file>", "write it as one self-contained HTML file (- for stdout)")
      .option("--fail-on <what>", `exit with 1 on this; several times: ${THRESHOLDS.join(", ")}`, parseThreshold)
      .option("--frozen", "exit with 1 when a tool changed in meaning since the lock file, or is not in it")
      .option("--lock <file>", "the lock file", "mcp-lock.json")
      .option("--suppressions <file>", `findings that somebody accepted (default: ${SUPPRESSIONS}, where it is there)`)
      .option("--overrides <file>", `verdicts that somebody corrected (default: ${OVERRIDES}, where it is there)`)
      .addHelpText(
        "after",
        examples([
          ["toolrisk check", "the servers of every client on this machine"],
          ["toolrisk check .mcp.json --yes --html report.html", "those of one configuration, as a page too"],
          ["toolrisk check npm:@acme/mcp", "a package before you add it, in a sandbox"],
          ["toolrisk check --yes -- node server.js", "a server of your own"],
          ["toolrisk check tools.json --fail-on critical", "a saved tools/list answer, offline"],
          ["toolrisk check .mcp.json --yes --frozen --sarif mcp.sarif", "in CI: against mcp-lock.json"],
        ]),
      )
      .action(check);
  },
};
