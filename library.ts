/**
 * toolrisk as a library: what an MCP tool can do, and which rule to put in front of it. Works offline, in Node and in a
 * browser; importing it does nothing but load it.
 *
 * @module
 */
import { changesBetween, type Look } from "./classifier/change.ts";
import { classifyServer } from "./classifier/classify.ts";
import type { Change } from "./db/records/change.ts";
import type { Classification } from "./db/records/classification.ts";
import { type Definition, fingerprintOf } from "./db/records/definition.ts";
import type { Decision } from "./db/records/policy.ts";
import { SnapshotSchema } from "./db/records/snapshot.ts";
import { decideAll } from "./policy/decide.ts";
import { aliasOf } from "./policy/format.ts";
import { FORMATS } from "./policy/formats.ts";
import { PROFILES, type Profile, type ProfileName } from "./policy/profile.ts";

export { type AttackPattern, attackPatternsOf } from "./classifier/attack-patterns.ts";
export { combinationsOf } from "./classifier/findings.ts";
export { gradeOf } from "./classifier/grade.ts";
export { type OwaspClass, owaspOf } from "./classifier/owasp.ts";
export type { Change } from "./db/records/change.ts";
export type { Capability, Category, Classification, Evidence, Finding, Risk } from "./db/records/classification.ts";
export type { Definition } from "./db/records/definition.ts";
export type { Grade } from "./db/records/grade.ts";
export type { Action, Decision } from "./db/records/policy.ts";
export type { Profile, ProfileName } from "./policy/profile.ts";
export { fingerprintOf };

/** The tools of one server: `tools` are the items of its `tools/list` answer, as it sent them. */
export interface ServerTools {
  server: { name: string; description?: string };
  tools: readonly { name: string; [field: string]: unknown }[];
}

const parsed = (input: ServerTools): { server: { name: string }; tools: Definition[] } => SnapshotSchema.parse(input);

/**
 * What each tool of a server can do: category, risk, capabilities, confidence, evidence and findings, in the order given.
 * Give all tools of a server at once, since they bear on each other. The same input gives the same verdicts.
 * Throws a ZodError for an input of another shape, and a RangeError where a definition nests more than 64 deep.
 */
export const classify = (input: ServerTools): Classification[] => classifyServer(parsed(input));

export interface PolicyOptions {
  /** How strict: one of ours by name, or one of your own. Default: `recommended`. */
  profile?: ProfileName | Profile;
  /** The id of a format, as `toolrisk policy --help` lists them. Default: `policy-json`. */
  format?: string;
  /** The server's key in the user's configuration. Default: made from its name. */
  alias?: string;
}

export interface DerivedPolicy {
  /** One decision a tool, in the order given. */
  decisions: Decision[];
  /** The file's text in the format asked for. */
  text: string;
  /** What the decisions say and this format cannot. */
  cannotExpress: string[];
}

/**
 * The recommended policy of a server. Pass the verdicts where you have them already (perhaps corrected), in the order of
 * the tools. Throws a RangeError for a format that there is none of, for an alias that is none, and for verdicts of another
 * number than the tools; else as `classify`.
 */
export const derivePolicy = (
  input: ServerTools,
  { profile = "recommended", format: id = "policy-json", alias }: PolicyOptions = {},
  verdicts?: readonly Classification[],
): DerivedPolicy => {
  const format = FORMATS.find((one) => one.id === id);
  if (!format)
    throw new RangeError(`no format ${JSON.stringify(id)}: it is one of ${FORMATS.map((one) => one.id).join(", ")}`);
  const { server, tools } = parsed(input);
  const judged = verdicts ?? classify(input);
  if (judged.length !== tools.length) throw new RangeError(`${judged.length} verdicts on ${tools.length} tools`);
  const rules: Profile = typeof profile === "string" ? PROFILES[profile] : profile;
  const decisions = decideAll(
    judged.map((classification, at) => ({ classification, definition: tools[at] as Definition })),
    rules,
  );
  return { decisions, ...format.render(decisions, { alias: alias ?? aliasOf(server.name), serverName: server.name }) };
};

/**
 * What changed between two complete lists of one server's tools, graded by meaning; cosmetic changes have the level
 * `none`. Throws as `classify`.
 */
export const compare = (before: ServerTools, after: ServerTools): Change[] => {
  const looks = (input: ServerTools): Look[] => {
    const verdicts = classify(input);
    return parsed(input).tools.flatMap((definition, at) => {
      const classification = verdicts[at];
      return classification ? [{ definition, classification }] : [];
    });
  };
  return changesBetween(after.server.name, looks(before), looks(after));
};
