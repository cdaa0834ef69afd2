import { NAMES_ONLY } from "../fit.ts";
import { type Format, namesOf, noWildcard, prepare, quoted } from "../format.ts";
import { yamlText } from "../yaml-text.ts";

/** A name as a pattern of RE2 that matches it and nothing else. */
const exactly = (name: string): string => `^${name.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")}$`;

export const pipelock: Format = {
  id: "pipelock",
  product: "Pipelock",
  readBy: "gateway",
  says: "The proxy blocks the listed tools and lets all others through.",
  fileName: "pipelock.yaml",
  mediaType: "application/yaml",
  checkedAgainst:
    "luckyPipewrench/pipelock docs (mcp_tool_policy), November 2026; strict schema of the documented keys, read by a YAML parser",
  able: NAMES_ONLY,
  render(decisions, options) {
    const { tools, cannotExpress } = prepare(decisions, options, pipelock.able, noWildcard, "let through");
    const rules = namesOf(tools, "deny").map((name, index) => ({
      name: `toolrisk-${index + 1}`,
      tool_pattern: exactly(name),
      action: "block",
    }));
    const through = namesOf(tools, "allow");
    return {
      text: yamlText({ mcp_tool_policy: { enabled: true, action: "block", rules } }),
      cannotExpress: [
        ...cannotExpress,
        `It lets every tool through that no rule names, also tools added later${through.length > 0 ? `; of those known: ${quoted(through)}` : ""}.`,
      ],
    };
  },
};
