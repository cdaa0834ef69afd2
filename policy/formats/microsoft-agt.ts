import { NAMES_ONLY } from "../fit.ts";
import { type Format, NO_GLOB, prepare } from "../format.ts";
import { yamlText } from "../yaml-text.ts";

export const microsoftAgt: Format = {
  id: "microsoft-agt",
  product: "Microsoft Agent Governance Toolkit",
  readBy: "gateway",
  says: "The MCP proxy lets tools through, up to their rate, and denies all others.",
  fileName: "policy.yaml",
  mediaType: "application/yaml",
  checkedAgainst:
    "microsoft.github.io/agent-governance-toolkit (MCP governance), November 2026; strict schema of the documented keys, read by a YAML parser, first match wins",
  able: { ...NAMES_ONLY, limit: true },
  render(decisions, options) {
    const { tools, cannotExpress } = prepare(decisions, options, microsoftAgt.able, NO_GLOB, "denied");
    const rules = tools.map(({ tool, action, limit, reason }) =>
      action === "deny"
        ? { tool, action: "deny", reason }
        : { tool, action: "allow", ...(limit && { rate_limit: { requests: limit.max, per: limit.window } }) },
    );
    return {
      text: yamlText({
        version: "1.0",
        mode: "enforce",
        rules: [...rules, { tool: "*", action: "deny", reason: "The policy does not list this tool." }],
      }),
      cannotExpress,
    };
  },
};
