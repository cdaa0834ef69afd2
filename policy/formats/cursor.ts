import { combineJson } from "../combine.ts";
import { ASKS } from "../fit.ts";
import { type Format, namesOf, only, prepare } from "../format.ts";
import { json } from "../json-text.ts";

const NAME = only(/^[^:*]+$/u, "the product would read the name as a pattern");

export const cursor: Format = {
  id: "cursor",
  product: "Cursor",
  readBy: "client",
  says: "Cursor runs the listed tools without asking and asks about all others.",
  fileName: ".cursor/permissions.json",
  mediaType: "application/json",
  checkedAgainst: "cursor.com/docs/reference/permissions, November 2026; strict schema of the documented key",
  able: { ...ASKS, deny: false },
  combine: combineJson,
  render(decisions, options) {
    const { tools, cannotExpress } = prepare(decisions, options, cursor.able, NAME, "asked about");
    return {
      text: json({ mcpAllowlist: namesOf(tools, "allow").map((name) => `${options.alias}:${name}`) }),
      cannotExpress,
    };
  },
};
