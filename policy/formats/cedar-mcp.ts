import { CEDAR, cedarLosses, cedarString, when } from "../cedar.ts";
import { type Format, noWildcard, prepare } from "../format.ts";
import { letsThrough } from "../judge.ts";

export const cedarMcp: Format = {
  id: "cedar-mcp",
  product: "Cedar for MCP",
  readBy: "engine",
  says: "An authorizer with one Cedar action per tool permits the listed calls and no others.",
  fileName: "policies.cedar",
  mediaType: "text/x-cedar",
  checkedAgainst:
    "cedar-policy/cedar-for-agents (one action per tool, arguments in context.input); decided by @cedar-policy/cedar-wasm 4.13.0 in every test",
  able: CEDAR,
  render(decisions, options) {
    const { tools, cannotExpress } = prepare(decisions, options, cedarMcp.able, noWildcard, "denied");
    const permits = tools
      .filter(({ action }) => letsThrough(action))
      .map(
        (tool) =>
          `permit (principal, action == Action::${cedarString(tool.tool)}, resource)` +
          `${when(tool, { record: "context.input", keyOf: (argument) => argument })};`,
      );
    return { text: permits.join("\n\n"), cannotExpress: [...cannotExpress, ...cedarLosses(tools)] };
  },
};
