import { combineYaml } from "../combine.ts";
import { NAMES_ONLY } from "../fit.ts";
import { type Format, namesOf, neverEmpty, noWildcard, prepare, tableOf } from "../format.ts";
import { yamlText } from "../yaml-text.ts";

export const litellm: Format = {
  id: "litellm",
  product: "LiteLLM",
  readBy: "gateway",
  says: "The proxy offers only the listed tools.",
  fileName: "config.yaml",
  mediaType: "application/yaml",
  checkedAgainst:
    "docs.litellm.ai/docs/mcp_control, November 2026; strict schema of the documented keys, read by a YAML parser",
  able: NAMES_ONLY,
  combine: combineYaml,
  render(decisions, options) {
    const { tools, cannotExpress } = prepare(decisions, options, litellm.able, noWildcard, "denied");
    const { list, note } = neverEmpty(namesOf(tools, "allow"));
    const denied = namesOf(tools, "deny");
    const server = { allowed_tools: list, ...(denied.length > 0 && { disallowed_tools: denied }) };
    return {
      text: yamlText({ mcp_servers: tableOf([[options.alias, server]]) }),
      cannotExpress: [...cannotExpress, ...note],
    };
  },
};
