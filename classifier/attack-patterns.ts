import type { Capability } from "../db/records/classification.ts";

/** A way in which access of a certain kind is abused: it concerns tools by what they can do, not by their category. */
export interface AttackPattern {
  id: string;
  title: string;
  /** It concerns tools that can do one of these; "any" tool where a definition alone is enough for it. */
  capabilities: readonly Capability[] | "any";
}

/** Every pattern, the most specific to one kind of access first. */
export const ATTACK_PATTERNS = [
  {
    id: "command-injection",
    title: "Command injection through an argument",
    capabilities: ["shell", "runs-code"],
  },
  {
    id: "query-injection",
    title: "A statement that does more than read",
    capabilities: ["runs-sql"],
  },
  {
    id: "path-traversal",
    title: "Out of the folder",
    capabilities: ["reads-files", "writes-files"],
  },
  {
    id: "destructive-autonomy",
    title: "Deleting with confidence",
    capabilities: ["deletes-data"],
  },
  {
    id: "unwanted-payment",
    title: "Money on somebody else's word",
    capabilities: ["moves-money"],
  },
  {
    id: "runaway-loop",
    title: "The loop that nobody stops",
    capabilities: [
      "bulk",
      "sends-messages",
      "network-egress",
      "runs-code",
      "shell",
      "runs-sql",
      "controls-browser",
      "writes-files",
    ],
  },
  {
    id: "permission-widening",
    title: "Rights that grow by themselves",
    capabilities: ["changes-permissions"],
  },
  {
    id: "device-misuse",
    title: "A machine set going",
    capabilities: ["controls-device"],
  },
  {
    id: "private-data-carried-out",
    title: "Read here, sent there",
    capabilities: ["reads-private-data", "sends-messages", "network-egress"],
  },
  {
    id: "secret-in-the-context",
    title: "A secret in the conversation",
    capabilities: ["reads-secrets"],
  },
  {
    id: "request-to-inside",
    title: "A request to the inside",
    capabilities: ["network-egress"],
  },
  {
    id: "message-in-your-name",
    title: "A message in your name",
    capabilities: ["sends-messages"],
  },
  {
    id: "instructions-in-content",
    title: "Instructions hidden in what is read",
    capabilities: ["reads-untrusted-content", "controls-browser"],
  },
  {
    id: "tool-poisoning",
    title: "A description that gives orders",
    capabilities: "any",
  },
  {
    id: "changed-after-approval",
    title: "Changed after it was approved",
    capabilities: "any",
  },
] as const satisfies readonly AttackPattern[];
export type AttackPatternId = (typeof ATTACK_PATTERNS)[number]["id"];

/**
 * The patterns that concern a tool with `capabilities`: those of its capabilities first, then those that concern any tool.
 */
export const attackPatternsOf = (capabilities: readonly Capability[]): (typeof ATTACK_PATTERNS)[number][] => {
  const concerns = (one: AttackPattern): boolean =>
    one.capabilities !== "any" && one.capabilities.some((id) => capabilities.includes(id));
  return [...ATTACK_PATTERNS.filter(concerns), ...ATTACK_PATTERNS.filter((one) => one.capabilities === "any")];
};
