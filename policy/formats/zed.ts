import { combineJson } from "../combine.ts";
import { ASKS } from "../fit.ts";
import { type Format, noWildcard, prepare, tableOf } from "../format.ts";
import { json } from "../json-text.ts";

const WORDS = { allow: "allow", limit: "confirm", ask: "confirm", deny: "deny" };

export const zed: Format = {
  id: "zed",
  product: "Zed",
  readBy: "client",
  says: "Zed runs, asks about or denies each tool.",
  fileName: ".zed/settings.json",
  mediaType: "application/json",
  checkedAgainst: "zed.dev/docs/ai/tool-permissions, November 2026; strict schema of the documented keys",
  able: ASKS,
  combine: combineJson,
  render(decisions, options) {
    const { tools, cannotExpress } = prepare(decisions, options, zed.able, noWildcard, "as the user's default says");
    const entries = tools.map(({ tool, action }): [string, object] => [
      `mcp:${options.alias}:${tool}`,
      { default: WORDS[action] },
    ]);
    return { text: json({ agent: { tool_permissions: { tools: tableOf(entries) } } }), cannotExpress };
  },
};
