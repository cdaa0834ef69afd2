import { combineJson } from "../combine.ts";
import { ASKS } from "../fit.ts";
import { type Format, PLAIN_NAME, prepare, tableOf } from "../format.ts";
import { json } from "../json-text.ts";

export const opencode: Format = {
  id: "opencode",
  product: "OpenCode",
  readBy: "client",
  says: "OpenCode runs, asks about or denies each tool.",
  fileName: "opencode.json",
  mediaType: "application/json",
  checkedAgainst: "opencode.ai/docs/permissions, November 2026; strict schema of the documented keys, last match wins",
  able: ASKS,
  combine: combineJson,
  render(decisions, options) {
    const { tools, cannotExpress } = prepare(decisions, options, opencode.able, PLAIN_NAME, "asked about");
    // The last matching entry wins, so what holds for all tools of the server stands first.
    const entries = tools.map(({ tool, action }): [string, string] => [`${options.alias}_${tool}`, action]);
    return { text: json({ permission: tableOf([[`${options.alias}_*`, "ask"], ...entries]) }), cannotExpress };
  },
};
