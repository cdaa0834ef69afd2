import type { Change } from "../db/records/change.ts";
import type { Definition } from "../db/records/definition.ts";
import type { ServerLook } from "../db/records/origin.ts";
import type { Snapshot } from "../db/records/snapshot.ts";
import { changesBetween, type Look } from "./change.ts";
import { type ClassifyOptions, classifyServer } from "./classify.ts";
import { serverChanges } from "./server-change.ts";

/** Two complete listings of one server, one after the other. */
export interface HistoryStep {
  /** The place of the later one among the looks. */
  look: number;
  before: readonly Definition[];
  after: readonly Definition[];
}

/** What of a server's history is to be graded. */
export interface History {
  /** Every look at the server in the order in which they were saved, since what is new can only be told from all that was. */
  looks: readonly ServerLook[];
  /** So many of the first looks are graded already. */
  graded: number;
  /** The pairs of listings to be graded. */
  steps: readonly HistoryStep[];
}

/**
 * What changed from look to look, in their order: the server first, then its tools by name. Both sides of a step are judged
 * by this version of the classifier, so that what we have learned since is no change of a tool. Pure.
 */
export const gradeHistory = (
  server: Snapshot["server"],
  { looks, graded, steps }: History,
  options: ClassifyOptions = {},
): { at: string; change: Change }[] => {
  const judge = (definitions: readonly Definition[]): Look[] => {
    const tools = [...definitions];
    const verdicts = classifyServer({ server, tools }, options);
    return tools.flatMap((definition, index) => {
      const classification = verdicts[index];
      return classification ? [{ definition, classification }] : [];
    });
  };
  const own = serverChanges(server.name, looks);
  const ofTools = new Map(
    steps.map(({ look, before, after }) => [look, changesBetween(server.name, judge(before), judge(after))]),
  );
  return looks.flatMap(({ at }, look) => {
    if (look < graded) return [];
    const ofServer = own[look];
    return [...(ofServer ? [ofServer] : []), ...(ofTools.get(look) ?? [])].map((change) => ({ at, change }));
  });
};
