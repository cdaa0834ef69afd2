import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { parse } from "yaml";
import { parseSchedule } from "../../cli/commands/scheduling/run-schedule.ts";
import { program } from "../../cli/main.ts";
import { parseSource } from "../../crawler/sources.ts";

const DOCUMENT = readFileSync(new URL("../../docs/operations.md", import.meta.url), "utf8");

/** The units of the document by the names of their files. */
const units = new Map(
  [...DOCUMENT.matchAll(/`\/etc\/systemd\/system\/([^`]+)`[^`]*```ini\n([\s\S]*?)^```$/gm)].map(
    ([, name = "", text = ""]) => [name, text],
  ),
);
const valuesOf = (unit: string, key: string): string[] =>
  [...unit.matchAll(new RegExp(`^${key}=(.*)$`, "gm"))].map(([, value = ""]) => value);

/** The words of a line of a shell or a unit, with quotes taken away. */
const wordsOf = (line: string): string[] =>
  [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? "");

/** Everything after `toolrisk` in the code of the document. */
const commands = [
  ...[...units.values()].flatMap((unit) => valuesOf(unit, "ExecStart")),
  ...[...DOCUMENT.matchAll(/^ {4}(toolrisk .*)|run: npx --yes (toolrisk .*)|`(toolrisk [^`]+)`/gm)].map(
    ([, block, step, span]) => block ?? step ?? span ?? "",
  ),
].map((line) => wordsOf((line.split(/ (?:#|\|\|) /)[0] ?? "").replace(/.*?\btoolrisk /, "")));

test("every command of the recipes has a verb and options that exist, and sources, times and zones that can be read", async () => {
  const verbs = new Map((await program()).commands.map((verb) => [verb.name(), verb]));
  const database = "--database";
  assert.ok(commands.length >= 10, `only ${commands.length}`);
  const crons: string[] = [];
  for (const [name = "", ...words] of commands) {
    const shown = [name, ...words].join(" ");
    const verb = verbs.get(name);
    assert.ok(verb, shown);
    const known = new Set([...verb.options.map(({ long }) => long), database]);
    for (const [at, word] of words.entries()) {
      if (word.startsWith("--")) assert.ok(known.has(word), `${shown}: ${word}`);
      const value = words[at + 1] ?? "";
      if (word === "--source") parseSource(value);
      if (word === "--cron") crons.push(value);
      if (word === "--zone") parseSchedule(["0 0 * * *"], value);
    }
  }
  assert.ok(parseSchedule(crons, "UTC").next(new Date()));
});

test("the workflow of the recipes keeps the database, runs by a schedule, and never twice at once", () => {
  const [, text = ""] = /```yaml\n([\s\S]*?)^```$/m.exec(DOCUMENT) ?? [];
  const workflow = parse(text) as {
    on: { schedule: { cron: string }[] };
    concurrency: { group: string };
    jobs: Record<string, { "runs-on": string; steps: { uses?: string; run?: string; with?: { path?: string } }[] }>;
  };
  assert.ok(
    parseSchedule(
      workflow.on.schedule.map(({ cron }) => cron),
      "UTC",
    ).next(new Date()),
  );
  assert.ok(workflow.concurrency.group);
  const steps = Object.values(workflow.jobs).flatMap((job) => job.steps);
  for (const { uses, run } of steps) assert.ok(uses ? /^actions\/[a-z-]+@v\d+$/.test(uses) : run);
  const cached = steps.findIndex((step) => step.uses?.startsWith("actions/cache@"));
  const crawled = steps.findIndex(({ run }) => run?.includes("toolrisk crawl"));
  assert.ok(cached >= 0 && cached < crawled, "it is restored before it is used");
  // The folder that every command uses by itself.
  assert.equal(steps[cached]?.with?.path, ".toolrisk");
});

const hasSystemd = spawnSync("systemd-analyze", ["--version"]).status === 0;

test("systemd takes the units of the recipes", { skip: hasSystemd ? false : "no systemd-analyze here" }, (t) => {
  assert.deepEqual([...units.keys()].sort(), [
    "toolrisk-crawl.service",
    "toolrisk-crawl.timer",
    "toolrisk-worker@.service",
    "toolrisk.service",
  ]);
  const folder = mkdtempSync(join(tmpdir(), "toolrisk-units-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, "units"));
  const files = [...units].map(([name, text]) => {
    const file = join(folder, "units", name.replace("@.", "@1."));
    writeFileSync(file, text);
    return file;
  });
  const { status, stdout, stderr } = spawnSync("systemd-analyze", ["verify", "--man=no", ...files], {
    encoding: "utf8",
    env: { ...process.env, SYSTEMD_UNIT_PATH: `${join(folder, "units")}:` },
  });
  const about = `${stdout}${stderr}`.split("\n").filter((line) => line.includes("toolrisk"));
  assert.deepEqual([status, about], [0, []]);
  for (const time of [...units.values()].flatMap((unit) => valuesOf(unit, "OnCalendar")))
    assert.equal(spawnSync("systemd-analyze", ["calendar", time]).status, 0, time);
});
