import { CHANGE_LEVELS, type ChangeLevel } from "../../db/records/change.ts";
import { oneOf, wholeNumber } from "../arguments.ts";
import { type Command, CommandError, examples } from "../command.ts";
import { homeFolder } from "../home.ts";
import { writeLine } from "../stdout.ts";
import { clip, terminalText } from "../terminal-text.ts";

interface ChangesOptions {
  since: number;
  server?: string;
  level: ChangeLevel;
  limit: number;
  json?: boolean;
}

const print = async (options: ChangesOptions): Promise<void> => {
  const { closeDatabase, openDatabase } = await import("../../db/open.ts");
  const { changesOf } = await import("../../db/queries/changes.ts");
  const { findTarget } = await import("../../db/queries/find-target.ts");
  const { gradeChanges } = await import("../../site/grade-changes.ts");
  const db = await openDatabase(homeFolder());
  try {
    await gradeChanges(db);
    const { server, ...wanted } = options;
    if (server !== undefined) {
      const found = await findTarget(db, server);
      if (!found.found || found.tool !== undefined)
        throw new CommandError(found.found ? `${server} is a tool: name its server` : found.message);
    }
    const { changes, cursor, more } = await changesOf(db, { ...wanted, ...(server === undefined ? {} : { server }) });
    if (options.json) {
      for (const change of changes) await writeLine(JSON.stringify(change));
    } else {
      for (const { at, level, server: name, tool, kinds, says } of changes) {
        const what = clip(tool === null ? name : `${name}/${tool}`, 80);
        await writeLine(`${at.slice(0, 10)}  ${level.padEnd(8)}  ${what}  ${kinds.join(", ")}`);
        for (const sentence of says) await writeLine(`            ${clip(terminalText(sentence), 200)}`);
      }
    }
    console.error(
      changes.length === 0
        ? `nothing changed in meaning; the cursor is ${cursor}`
        : `${changes.length} changes${more ? ", and more follow" : ""}; go on with --since ${cursor}`,
    );
  } finally {
    await closeDatabase(db);
  }
};

export const listChanges: Command = {
  id: "changes",
  define(verb) {
    verb
      .description(
        "Print what changed on the servers that were listed more than once, graded by meaning, oldest first.\n" +
          "The order never changes: --since goes on after the last change that you have seen.",
      )
      .option("--since <cursor>", "only what came after it", wholeNumber(0, Number.MAX_SAFE_INTEGER), 0)
      .option("--server <name>", "only of this server")
      .option("--level <level>", `the least level: ${CHANGE_LEVELS.join(", ")}`, oneOf(CHANGE_LEVELS), "info")
      .option("--limit <number>", "the most changes to print", wholeNumber(1, 100_000), 100)
      .option("--json", "one change a line, in the change contract")
      .addHelpText(
        "after",
        examples([
          ["toolrisk changes", "what changed in meaning"],
          ["toolrisk changes --since 120 --level high --json", "the grave ones since a cursor, for a program"],
        ]),
      )
      .action(print);
  },
};
