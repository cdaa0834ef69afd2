import { combineToml } from "../combine.ts";
import { ASKS } from "../fit.ts";
import { type Format, namesOf, noWildcard, prepare, tableOf } from "../format.ts";
import { tomlText } from "../toml-text.ts";

export const codex: Format = {
  id: "codex",
  product: "Codex",
  readBy: "client",
  says: "Codex runs, asks about or leaves out each tool.",
  fileName: ".codex/config.toml",
  mediaType: "application/toml",
  checkedAgainst:
    "openai/codex, codex-rs/config/src/mcp_types.rs, November 2026; strict schema of its fields, read by a TOML parser",
  able: ASKS,
  combine: combineToml,
  render(decisions, options) {
    const { tools, cannotExpress } = prepare(decisions, options, codex.able, noWildcard, "asked about");
    const denied = namesOf(tools, "deny");
    const modes = tools
      .filter(({ action }) => action !== "deny")
      .map(({ tool, action }): [string, object] => [
        tool,
        { approval_mode: action === "allow" ? "approve" : "prompt" },
      ]);
    const server = {
      ...(denied.length > 0 && { disabled_tools: denied }),
      default_tools_approval_mode: "prompt",
      ...(modes.length > 0 && { tools: tableOf(modes) }),
    };
    return { text: tomlText({ mcp_servers: tableOf([[options.alias, server]]) }), cannotExpress };
  },
};
