import { CHANGE_KINDS, type Change } from "../db/records/change.ts";
import type { Definition } from "../db/records/definition.ts";
import type { Snapshot } from "../db/records/snapshot.ts";
import { changesBetween, type Look } from "./change.ts";
import { type ClassifyOptions, classifyServer } from "./classify.ts";

/** Two complete listings of one server, one after the other. */
export interface HistoryStep {
  /** When the later one began, ISO 8601. */
  at: string;
  before: readonly Definition[];
  after: readonly Definition[];
  /** The package's exact versions; null where it has none. */
  versionBefore: string | null;
  versionAfter: string | null;
}

const versionChange = (server: string, before: string, after: string): Change => ({
  server,
  tool: null,
  kinds: ["version-changed"],
  level: CHANGE_KINDS["version-changed"].level,
  before: null,
  after: null,
  says: [`the package was ${before}, is ${after}`],
});

/**
 * What changed from look to look, in order: the server first, then its tools by name. Both sides of a step are judged by
 * this version of the classifier, so that what we have learned since is no change of a tool. Pure.
 */
export const gradeHistory = (
  server: Snapshot["server"],
  steps: readonly HistoryStep[],
  options: ClassifyOptions = {},
): { at: string; change: Change }[] => {
  const looks = (definitions: readonly Definition[]): Look[] => {
    const tools = [...definitions];
    const verdicts = classifyServer({ server, tools }, options);
    return tools.flatMap((definition, index) => {
      const classification = verdicts[index];
      return classification ? [{ definition, classification }] : [];
    });
  };
  return steps.flatMap(({ at, before, after, versionBefore, versionAfter }) => {
    const moved = versionBefore !== null && versionAfter !== null && versionBefore !== versionAfter;
    const own = moved ? [versionChange(server.name, versionBefore, versionAfter)] : [];
    return [...own, ...changesBetween(server.name, looks(before), looks(after))].map((change) => ({ at, change }));
  });
};
