import type { Sandbox } from "../../crawler/sandbox.ts";
import { parseSource, SOURCES } from "../../crawler/sources.ts";
import { closeDatabase, type Db, openDatabase } from "../../db/open.ts";
import type { Outcome } from "../../db/records/outcome.ts";
import type { ServerRecord } from "../../db/records/server.ts";
import { collect, wholeNumber } from "../arguments.ts";
import { type Command, CommandError, EXIT, examples } from "../command.ts";
import { homeFolder } from "../home.ts";
import { interruptible } from "../interrupt.ts";
import { ProgressLine, progressText } from "../progress.ts";
import { clip, table } from "../terminal-text.ts";
import { judgeStale } from "./judge.ts";

export interface CrawlSettings {
  sources: string[];
  home: string;
  concurrency: number;
  deadlineSeconds: number;
  /** List again also what cannot have changed since it was listed. */
  again: boolean;
  /** Start servers with the user's own rights, whatever they are. */
  unsafeNoSandbox: boolean;
  signal: AbortSignal;
}

/** What a crawl did, by server, in the order in which the servers were done. */
export interface CrawlSummary {
  rows: { server: string; outcome: Outcome; tools: number; seconds: number; error: string | null }[];
  /** Servers that were known already and not listed again. */
  known: number;
  /** Rows of a source that were neither record nor listing. */
  problems: number;
  judged: number;
}

/** Outcomes that another run may mend, since something outside failed. */
const OUTSIDE: readonly Outcome[] = ["install-failed", "timeout", "unreachable", "incomplete"];

/**
 * What the servers of a source are started in. The starter servers' exact versions ship with toolrisk, so where no sandbox
 * can be had they are started without one, and it says so; a server of any other source is not.
 */
const sandboxFor = async (
  sourceId: string,
  { home, unsafeNoSandbox }: CrawlSettings,
  warn: (text: string) => void,
): Promise<Sandbox> => {
  const { chooseSandbox, NoSandboxError } = await import("../../crawler/sandboxes.ts");
  if (unsafeNoSandbox)
    warn("warning: without a sandbox (--unsafe-no-sandbox): what these servers do, they do with your own rights");
  try {
    return await chooseSandbox({ home, unsafe: unsafeNoSandbox });
  } catch (error) {
    if (!(error instanceof NoSandboxError)) throw error;
    if (sourceId !== "starter")
      throw new CommandError(`${error.message}
--unsafe-no-sandbox starts them with your own rights all the same`);
    warn(
      "warning: no sandbox here, so the starter servers, whose versions ship with toolrisk, run with your own rights",
    );
    return await chooseSandbox({ home, unsafe: true });
  }
};

/** Reads the sources, lists what is not known yet, saves every attempt as it ends, and judges what was listed. */
export const crawlInto = async (db: Db, settings: CrawlSettings): Promise<CrawlSummary> => {
  const { crawl } = await import("../../crawler/crawl.ts");
  const { savedListing } = await import("../../crawler/saved-listing.ts");
  const { knownListings, listingKey } = await import("../../db/queries/known-listings.ts");
  const { saveAttempt } = await import("../../db/queries/save-attempt.ts");
  const sources = settings.sources.map(parseSource);
  const progress = new ProgressLine();
  const summary: CrawlSummary = { rows: [], known: 0, problems: 0, judged: 0 };
  const known = settings.again ? new Set<string>() : await knownListings(db);

  try {
    for (const { source, argument } of sources) {
      /** The records of a source; its finished listings are saved on the way. */
      const records = async function* (): AsyncGenerator<ServerRecord> {
        for await (const found of source.read(argument, { signal: settings.signal })) {
          if (settings.signal.aborted) return;
          if (found.kind === "record") yield found.record;
          else if (found.kind === "snapshot") {
            const { record, result } = savedListing(found.snapshot, source.id, new Date());
            await saveAttempt(db, record, result);
            summary.rows.push({
              server: record.name,
              outcome: "listed",
              tools: result.tools.length,
              seconds: 0,
              error: null,
            });
            progress.update(`${summary.rows.length} saved listings read`);
          } else {
            summary.problems++;
            progress.log(`left out: ${source.id}: ${clip(`${found.where}: ${found.reason}`, 200)}`);
          }
        }
      };
      const attempts = crawl(records(), {
        home: settings.home,
        sourceId: source.id,
        sandbox: () => sandboxFor(source.id, settings, (text) => progress.log(text)),
        concurrency: settings.concurrency,
        deadlineMs: settings.deadlineSeconds * 1000,
        signal: settings.signal,
        known: (record) => {
          const key = listingKey(record);
          const skip = key !== null && known.has(key);
          if (skip) summary.known++;
          return skip;
        },
        onProgress: (state) => {
          if (state.last && !process.stderr.isTTY)
            progress.log(`${progressText(state)}: ${clip(state.last.server, 80)} ${state.last.outcome}`);
          progress.update(progressText(state));
        },
      });
      for await (const { attempt, tools, record } of attempts) {
        await saveAttempt(db, record, { attempt, tools });
        const { server, outcome, error } = attempt;
        summary.rows.push({ server, outcome, tools: tools.length, seconds: attempt.durationMs / 1000, error });
      }
    }
    progress.end();
    summary.judged = (await judgeStale(db, { progress })).tools;
  } finally {
    progress.end();
  }
  return summary;
};

/** The table of servers and one line of totals, for people. */
export const summaryText = ({ rows, known, problems, judged }: CrawlSummary): string => {
  const lines: string[] = [];
  if (rows.length > 0 && rows.length <= 60)
    lines.push(
      table(
        ["server", "outcome", "tools", "seconds", "what was seen"],
        rows
          .toSorted((a, b) => (a.server < b.server ? -1 : 1))
          .map((row) => [
            clip(row.server, 60),
            row.outcome,
            row.tools,
            row.seconds.toFixed(1),
            row.error ? clip(row.error, 60) : "",
          ]),
      ),
    );
  const by = Map.groupBy(rows, (row) => row.outcome);
  const outcomes = [...by].map(([outcome, some]) => `${some.length} ${outcome}`);
  lines.push(
    [
      `${rows.length} servers tried${outcomes.length > 0 ? `: ${outcomes.join(", ")}` : ""}`,
      ...(known > 0 ? [`${known} known already, not listed again`] : []),
      ...(problems > 0 ? [`${problems} rows left out`] : []),
      `${judged} tools judged`,
    ].join("; "),
  );
  return lines.join("\n\n");
};

const sourceLine = ({ id, argument, says }: (typeof SOURCES)[number]): string =>
  `  ${(argument ? `${id}:${argument}` : id).padEnd(16)}  ${says}`;

interface CrawlOptions {
  source?: string[];
  concurrency: number;
  deadline: number;
  again?: boolean;
  unsafeNoSandbox?: boolean;
}

export const crawl: Command = {
  id: "crawl",
  define(verb) {
    verb
      .description(
        "List the tools of MCP servers and keep what they say, with the outcome of every attempt; then classify them.\n" +
          "What was listed before and cannot have changed is not listed again. No tool is ever called.",
      )
      .option("--source <id[:argument]>", "where servers are heard of; may be given several times (see below)", collect)
      .option("--concurrency <number>", "servers listed at once", wholeNumber(1, 256), 4)
      .option("--deadline <seconds>", "the longest that one server may take to list its tools", wholeNumber(1, 600), 20)
      .option("--again", "list again also what cannot have changed")
      .option("--unsafe-no-sandbox", "start servers with your own rights, in no sandbox (see docs/sandbox.md)")
      .addHelpText("after", `\nSources:\n${SOURCES.map(sourceLine).join("\n")}`)
      .addHelpText(
        "after",
        examples([
          ["toolrisk crawl --source starter", "the ten servers that ship with toolrisk"],
          ["toolrisk crawl --source records:servers.json", "server.json records of a file (JSON or JSONL)"],
          ["toolrisk crawl --source snapshots:tools.jsonl.gz", "saved listings; nothing is started"],
        ]),
      )
      .action(async (options: CrawlOptions) => {
        if (!options.source)
          throw new CommandError("toolrisk crawl: name a source with --source (see toolrisk crawl --help)");
        options.source.forEach(parseSource);
        const home = homeFolder();
        const { signal, release } = interruptible();
        const db = await openDatabase(home);
        try {
          const summary = await crawlInto(db, {
            sources: options.source,
            home,
            concurrency: options.concurrency,
            deadlineSeconds: options.deadline,
            again: options.again ?? false,
            unsafeNoSandbox: options.unsafeNoSandbox ?? false,
            signal,
          });
          console.log(summaryText(summary));
          if (signal.aborted)
            throw new CommandError("interrupted; what was listed is kept, the same command goes on", 130);
          if (summary.rows.some((row) => OUTSIDE.includes(row.outcome))) process.exitCode = EXIT.partial;
        } finally {
          release();
          await closeDatabase(db);
        }
      });
  },
};
