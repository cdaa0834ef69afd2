import { ASKS } from "../fit.ts";
import { type Format, PLAIN_NAME, prepare } from "../format.ts";
import { json } from "../json-text.ts";

const policy = (type: "always_allow" | "always_ask"): object => ({ permission_policy: { type } });

export const anthropic: Format = {
  id: "anthropic",
  product: "Anthropic managed agents",
  readBy: "api",
  says: "The toolset runs, asks about or disables each tool.",
  fileName: "mcp-toolset.json",
  mediaType: "application/json",
  checkedAgainst:
    "platform.claude.com/docs (managed agents, permission policies), beta managed-agents-2026-04-01; strict schema of the documented keys",
  able: ASKS,
  render(decisions, options) {
    const { tools, cannotExpress } = prepare(decisions, options, anthropic.able, PLAIN_NAME, "asked about");
    return {
      text: json({
        type: "mcp_toolset",
        mcp_server_name: options.alias,
        default_config: policy("always_ask"),
        configs: tools.map(({ tool, action }) => ({
          name: tool,
          ...(action === "deny" ? { enabled: false } : policy(action === "allow" ? "always_allow" : "always_ask")),
        })),
      }),
      cannotExpress,
    };
  },
};
