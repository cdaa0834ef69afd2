import { combineJson } from "../combine.ts";
import { ASKS } from "../fit.ts";
import { type Format, namesOf, PLAIN_NAME, prepare } from "../format.ts";
import { json } from "../json-text.ts";

export const claudeCode: Format = {
  id: "claude-code",
  product: "Claude Code",
  readBy: "client",
  says: "Claude Code runs, asks about or hides each tool.",
  fileName: ".claude/settings.json",
  mediaType: "application/json",
  checkedAgainst:
    "code.claude.com/docs (permissions), November 2026; strict schema of the documented keys and rule forms",
  able: ASKS,
  combine: combineJson,
  render(decisions, options) {
    const { tools, cannotExpress } = prepare(decisions, options, claudeCode.able, PLAIN_NAME, "asked about");
    const of = (...actions: Parameters<typeof namesOf>[1][]): string[] =>
      namesOf(tools, ...actions).map((name) => `mcp__${options.alias}__${name}`);
    const allow = of("allow");
    return {
      text: json({ permissions: { allow, ask: of("ask"), deny: of("deny") } }),
      cannotExpress: [
        ...cannotExpress,
        ...(allow.length > 0
          ? [
              "In plan mode a tool that is allowed here is asked about all the same, unless the server marks it read-only.",
            ]
          : []),
      ],
    };
  },
};
