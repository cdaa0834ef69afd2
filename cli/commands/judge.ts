import type { Db } from "../../db/open.ts";
import { type Command, examples } from "../command.ts";
import { homeFolder } from "../home.ts";
import { ProgressLine } from "../progress.ts";

/** How many servers and tools were judged. */
export interface Judged {
  servers: number;
  tools: number;
}

/**
 * Classifies every server whose current tools this version of the classifier has not judged yet, and saves verdicts and
 * decisions; then grades what changed since the last time. Servers that are judged already cost nothing.
 */
export const judgeStale = async (
  db: Db,
  { all = false, progress }: { all?: boolean; progress?: ProgressLine } = {},
): Promise<Judged> => {
  const { classifierOf, classifyServer } = await import("../../classifier/classify.ts");
  const { decideAll } = await import("../../policy/decide.ts");
  const { latestListings } = await import("../../db/queries/latest-listings.ts");
  const { gradeChanges } = await import("../../site/grade-changes.ts");
  const { classifierName, saveClassifications } = await import("../../db/queries/save-classifications.ts");
  const judged: Judged = { servers: 0, tools: 0 };
  for await (const snapshot of latestListings(db, all ? {} : { notClassifiedBy: classifierName(classifierOf()) })) {
    const verdicts = classifyServer(snapshot);
    const decisions = decideAll(
      verdicts.map((classification, at) => ({ classification, definition: snapshot.tools[at] })),
    );
    await saveClassifications(db, snapshot.server.name, verdicts, decisions);
    judged.servers++;
    judged.tools += verdicts.length;
    progress?.update(`judging: ${judged.servers} servers, ${judged.tools} tools`);
  }
  await gradeChanges(db);
  progress?.end();
  return judged;
};

export const judge: Command = {
  id: "judge",
  define(verb) {
    verb
      .description(
        "Classify again what the database holds, after the rules changed: every server that this version of the\n" +
          "classifier has not judged. Crawling does this by itself.",
      )
      .option("--all", "judge every server again, also those that this version has judged")
      .addHelpText(
        "after",
        examples([
          ["toolrisk judge", "judge what is stale"],
          ["toolrisk judge --all", "judge everything"],
        ]),
      )
      .action(async (options: { all?: boolean }) => {
        const { closeDatabase, openDatabase } = await import("../../db/open.ts");
        const db = await openDatabase(homeFolder());
        try {
          const judged = await judgeStale(db, { all: options.all ?? false, progress: new ProgressLine() });
          console.log(`${judged.tools} tools of ${judged.servers} servers judged`);
        } finally {
          await closeDatabase(db);
        }
      });
  },
};
