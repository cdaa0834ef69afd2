import { NAMES_ONLY } from "../fit.ts";
import { type Format, namesOf, noWildcard, prepare } from "../format.ts";
import { yamlText } from "../yaml-text.ts";

export const agentgateway: Format = {
  id: "agentgateway",
  product: "agentgateway",
  readBy: "gateway",
  says: "The gateway lets only the listed tools through and hides the others.",
  fileName: "config.yaml",
  mediaType: "application/yaml",
  checkedAgainst:
    "agentgateway.dev docs (mcpAuthorization), November 2026; each rule evaluated by a CEL engine in the tests",
  able: NAMES_ONLY,
  render(decisions, options) {
    const { tools, cannotExpress } = prepare(decisions, options, agentgateway.able, noWildcard, "denied");
    // A JSON string is a CEL string. One allow rule makes the list the whole truth; with none, all is denied outright.
    const allowed = namesOf(tools, "allow").map((name) => `mcp.tool.name == ${JSON.stringify(name)}`);
    const rules = allowed.length > 0 ? allowed : [{ deny: "true" }];
    return { text: yamlText({ policies: { mcpAuthorization: { rules } } }), cannotExpress };
  },
};
