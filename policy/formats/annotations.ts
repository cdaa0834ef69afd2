import type { Capability } from "../../db/records/classification.ts";
import type { Decision } from "../../db/records/policy.ts";
import { ALL_CHECKS } from "../fit.ts";
import { byName, type Format, tableOf } from "../format.ts";
import { json } from "../json-text.ts";

const OPEN_WORLD: Capability[] = ["reads-untrusted-content", "network-egress", "sends-messages", "controls-browser"];

/** Only hints that the classification supports; what it is silent on is left to the author. */
const hintsOf = ({ category, capabilities }: Decision): object => ({
  readOnlyHint: category === "Read",
  ...(category !== "Read" && { destructiveHint: category !== "Write" }),
  ...(capabilities.some((capability) => OPEN_WORLD.includes(capability)) && { openWorldHint: true }),
});

export const annotations: Format = {
  id: "annotations",
  product: "MCP tool annotations",
  readBy: "author",
  says: "For a server's author: the annotations to put on each tool, which clients read as a claim.",
  fileName: "annotations.json",
  mediaType: "application/json",
  checkedAgainst: "the MCP specification of 2025-11-25, ToolAnnotations; the schema of the official SDK in every test",
  // Nothing of a decision is lost in a format that holds none: it says what the tools are.
  able: { ask: true, deny: true, limit: true, checks: ALL_CHECKS, optional: true, operations: true },
  render: (decisions) => ({
    text: json(tableOf(byName(decisions).map((decision) => [decision.tool, hintsOf(decision)]))),
    cannotExpress: ["Annotations describe a tool; they allow, limit and deny nothing."],
  }),
};
