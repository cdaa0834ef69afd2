import { NAMES_ONLY } from "../fit.ts";
import { type Format, namesOf, noWildcard, prepare } from "../format.ts";
import { yamlText } from "../yaml-text.ts";

/** The consumer group that the user puts their agents in. */
const GROUP = "agents";

export const kong: Format = {
  id: "kong",
  product: "Kong AI MCP proxy",
  readBy: "gateway",
  says: `The gateway lets the consumer group "${GROUP}" call only the listed tools.`,
  fileName: "kong.yaml",
  mediaType: "application/yaml",
  checkedAgainst:
    "developer.konghq.com/plugins/ai-mcp-proxy, version 3.13; strict schema of the documented keys, read by a YAML parser",
  able: NAMES_ONLY,
  render(decisions, options) {
    const { tools, cannotExpress } = prepare(decisions, options, kong.able, noWildcard, "denied");
    const config = {
      mode: "passthrough-listener",
      include_consumer_groups: true,
      default_acl: [{ scope: "tools", deny: ["everyone"] }],
      tools: namesOf(tools, "allow").map((name) => ({ name, acl: { allow: [GROUP] } })),
    };
    return { text: yamlText({ plugins: [{ name: "ai-mcp-proxy", config }] }), cannotExpress };
  },
};
