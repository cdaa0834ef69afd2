import { CEDAR, cedarLosses, cedarString, when } from "../cedar.ts";
import { type Format, noWildcard, prepare } from "../format.ts";
import { json } from "../json-text.ts";
import { letsThrough } from "../judge.ts";

/**
 * ToolHive passes an argument of a simple type as `context.arg_NAME`, and of any other only that it is there, as
 * `context.arg_NAME_present`; so an argument counts as absent only where neither is.
 */
const INPUT = {
  record: "context",
  keyOf: (argument: string) => `arg_${argument}`,
  absent: (argument: string) => `!(context has ${cedarString(`arg_${argument}_present`)})`,
};

export const toolhiveCedar: Format = {
  id: "toolhive-cedar",
  product: "ToolHive (Cedar)",
  readBy: "gateway",
  says: "ToolHive permits the listed calls, denies all others and leaves them out of the list.",
  fileName: "authz.json",
  mediaType: "application/json",
  checkedAgainst:
    "docs.stacklok.com/toolhive, authorization policy reference, November 2026; decided by @cedar-policy/cedar-wasm 4.13.0 in every test",
  able: CEDAR,
  render(decisions, options) {
    const { tools, cannotExpress } = prepare(decisions, options, toolhiveCedar.able, noWildcard, "denied");
    const policies = tools
      .filter(({ action }) => letsThrough(action))
      .map(
        (tool) =>
          `permit (principal, action == Action::"call_tool", resource == Tool::${cedarString(tool.tool)})${when(tool, INPUT)};`,
      );
    return {
      text: json({ version: "1.0", type: "cedarv1", cedar: { policies, entities_json: "[]" } }),
      cannotExpress: [...cannotExpress, ...cedarLosses(tools)],
    };
  },
};
