import { oneOf } from "../arguments.ts";
import { type Command, examples } from "../command.ts";
import { homeFolder } from "../home.ts";
import { writeLine } from "../stdout.ts";

const KINDS = ["snapshots", "classifications"] as const;

export const exportData: Command = {
  id: "export",
  define(verb) {
    verb
      .description(
        "Print what the database knows as JSONL: the latest complete listing of every server in the snapshot contract,\n" +
          "or the latest classification of every tool.",
      )
      .argument("<what>", KINDS.join(" or "), oneOf(KINDS))
      .addHelpText(
        "after",
        examples([
          ["toolrisk export snapshots > servers.jsonl", "every server's tools, as it sent them"],
          ["toolrisk export snapshots | toolrisk classify -", "judge them again"],
          ["toolrisk export classifications | gzip > verdicts.jsonl.gz", "every tool's verdict"],
        ]),
      )
      .action(async (what: (typeof KINDS)[number]) => {
        const { openDatabase, closeDatabase } = await import("../../db/open.ts");
        const { latestListings } = await import("../../db/queries/latest-listings.ts");
        const { latestClassifications } = await import("../../db/queries/latest-classifications.ts");
        const db = await openDatabase(homeFolder());
        try {
          const rows = what === "snapshots" ? latestListings(db) : latestClassifications(db);
          for await (const row of rows) await writeLine(JSON.stringify(row));
        } finally {
          await closeDatabase(db);
        }
      });
  },
};
