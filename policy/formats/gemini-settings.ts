import { combineJson } from "../combine.ts";
import { NAMES_ONLY } from "../fit.ts";
import { type Format, namesOf, neverEmpty, only, prepare, tableOf } from "../format.ts";
import { json } from "../json-text.ts";

const NAME = only(/^[^()]+$/u, "the product cuts names at parentheses");

export const geminiSettings: Format = {
  id: "gemini-settings",
  product: "Gemini CLI (settings)",
  readBy: "client",
  says: "Gemini CLI offers only the listed tools, and asks before it calls one.",
  fileName: ".gemini/settings.json",
  mediaType: "application/json",
  checkedAgainst:
    "google-gemini/gemini-cli, docs/tools/mcp-server.md, November 2026; strict schema of the documented keys",
  able: { ...NAMES_ONLY, ask: true },
  combine: combineJson,
  render(decisions, options) {
    const { tools, cannotExpress } = prepare(decisions, options, geminiSettings.able, NAME, "hidden");
    const { list, note } = neverEmpty(namesOf(tools, "allow", "limit", "ask"));
    const excludeTools = namesOf(tools, "deny");
    const server = { trust: false, includeTools: list, ...(excludeTools.length > 0 && { excludeTools }) };
    return {
      text: json({ mcpServers: tableOf([[options.alias, server]]) }),
      cannotExpress: [
        ...cannotExpress,
        ...note,
        ...(namesOf(tools, "allow").length > 0
          ? ["It asks about every tool of a server that is not trusted, so what is allowed is asked about too."]
          : []),
      ],
    };
  },
};
