import { combineYaml } from "../combine.ts";
import { NAMES_ONLY } from "../fit.ts";
import { type Format, namesOf, neverEmpty, noWildcard, prepare, tableOf } from "../format.ts";
import { yamlText } from "../yaml-text.ts";

export const dockerTools: Format = {
  id: "docker-tools",
  product: "Docker MCP gateway (tools.yaml)",
  readBy: "gateway",
  says: "The gateway offers only the listed tools.",
  fileName: "tools.yaml",
  mediaType: "application/yaml",
  checkedAgainst: "docker/mcp-gateway docs, November 2026; strict schema of the documented map, read by a YAML parser",
  able: NAMES_ONLY,
  combine: combineYaml,
  render(decisions, options) {
    const { tools, cannotExpress } = prepare(decisions, options, dockerTools.able, noWildcard, "denied");
    const { list, note } = neverEmpty(namesOf(tools, "allow"));
    return { text: yamlText(tableOf([[options.alias, list]])), cannotExpress: [...cannotExpress, ...note] };
  },
};
