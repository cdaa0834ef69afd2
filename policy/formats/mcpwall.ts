import { ASKS } from "../fit.ts";
import { type Format, NO_GLOB, prepare } from "../format.ts";
import { yamlText } from "../yaml-text.ts";

export const mcpwall: Format = {
  id: "mcpwall",
  product: "mcpwall",
  readBy: "gateway",
  says: "The proxy lets through, asks about or denies each tool.",
  fileName: "mcpwall.yml",
  mediaType: "application/yaml",
  checkedAgainst:
    "mcpwall's README, November 2026; strict schema of the documented keys, read by a YAML parser, first match wins",
  able: ASKS,
  render(decisions, options) {
    const { tools, cannotExpress } = prepare(decisions, options, mcpwall.able, NO_GLOB, "asked about");
    const rules = tools.map(({ tool, action, reason }, index) => ({
      name: `toolrisk-${index + 1}`,
      match: { method: "tools/call", tool },
      action,
      ...(action !== "allow" && { message: reason }),
    }));
    const rest = { name: "toolrisk-rest", match: { method: "tools/call" }, action: "ask" };
    return { text: yamlText({ rules: [...rules, rest] }), cannotExpress };
  },
};
