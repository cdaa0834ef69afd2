import { ASKS } from "../fit.ts";
import { type Format, namesOf, neverEmpty, PLAIN_NAME, prepare } from "../format.ts";
import { json } from "../json-text.ts";

export const openai: Format = {
  id: "openai",
  product: "OpenAI Responses API",
  readBy: "api",
  says: "The hosted tool offers the listed tools and asks for approval where told to.",
  fileName: "mcp-tool.json",
  mediaType: "application/json",
  checkedAgainst: "OpenAI's Responses API, hosted MCP tool, November 2026; strict schema of the documented keys",
  able: ASKS,
  render(decisions, options) {
    const { tools, cannotExpress } = prepare(decisions, options, openai.able, PLAIN_NAME, "denied");
    const { list, note } = neverEmpty(namesOf(tools, "allow", "ask"));
    return {
      text: json({
        type: "mcp",
        server_label: options.alias,
        allowed_tools: list,
        require_approval: {
          always: { tool_names: namesOf(tools, "ask") },
          never: { tool_names: namesOf(tools, "allow") },
        },
      }),
      cannotExpress: [...cannotExpress, ...note],
    };
  },
};
