import type { Change } from "../db/records/change.ts";
import type { Definition } from "../db/records/definition.ts";
import type { ServerLook } from "../db/records/origin.ts";
import type { Snapshot } from "../db/records/snapshot.ts";
import { changesBetween, type Look } from "./change.ts";
import { type ClassifyOptions, classifyServer } from "./classify.ts";
import { serverChanges } from "./server-change.ts";

/** Two complete listings of one server, one after the other. */
export interface HistoryStep {
  /** When the later one began, ISO 8601. */
  at: string;
  before: readonly Definition[];
  after: readonly Definition[];
}

/** What of a server's history is to be graded. */
export interface History {
  /** Every look at the server, oldest first, since what is new can only be told from all that was. */
  looks: readonly ServerLook[];
  /** The pairs of listings to be graded, oldest first. */
  steps: readonly HistoryStep[];
  /** What began up to this time is graded already; null: nothing is. */
  from: string | null;
}

/**
 * What changed from look to look, in order of time: the server first, then its tools by name. Both sides of a step are
 * judged by this version of the classifier, so that what we have learned since is no change of a tool. Pure.
 */
export const gradeHistory = (
  server: Snapshot["server"],
  { looks, steps, from }: History,
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
  const own = serverChanges(server.name, looks).filter(({ at }) => from === null || at > from);
  const ofTools = steps.flatMap(({ at, before, after }) =>
    changesBetween(server.name, judge(before), judge(after)).map((change) => ({ at, change })),
  );
  // The sort is stable, so the server stands before its tools.
  return [...own, ...ofTools].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
};
