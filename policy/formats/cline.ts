import { combineJson } from "../combine.ts";
import { ASKS } from "../fit.ts";
import { type Format, namesOf, noWildcard, prepare, tableOf } from "../format.ts";
import { json } from "../json-text.ts";

export const cline: Format = {
  id: "cline",
  product: "Cline",
  readBy: "client",
  says: "Cline runs the listed tools without asking and asks about all others.",
  fileName: "cline_mcp_settings.json",
  mediaType: "application/json",
  checkedAgainst: "Cline's documented MCP settings, November 2026; strict schema of the one key that is documented",
  able: { ...ASKS, deny: false },
  combine: combineJson,
  render(decisions, options) {
    const { tools, cannotExpress } = prepare(decisions, options, cline.able, noWildcard, "asked about");
    return {
      text: json({ mcpServers: tableOf([[options.alias, { autoApprove: namesOf(tools, "allow") }]]) }),
      cannotExpress,
    };
  },
};
