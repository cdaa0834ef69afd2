import { combineToml } from "../combine.ts";
import { ASKS } from "../fit.ts";
import { type Format, namesOf, only, prepare } from "../format.ts";
import { tomlText } from "../toml-text.ts";

const NAME = only(/^(?!.*__)[A-Za-z0-9_.-]{1,50}$/, "the product shortens, refuses or misreads the name");

/** Highest first; a file of the user's own can stand above or below. */
const PRIORITY = { deny: 900, ask: 500, allow: 400, others: 100 };

export const geminiPolicy: Format = {
  id: "gemini-policy",
  product: "Gemini CLI (policy engine)",
  readBy: "client",
  says: "Gemini CLI runs, asks about or hides each tool.",
  fileName: ".gemini/policies/mcp.toml",
  mediaType: "application/toml",
  checkedAgainst:
    "@google/gemini-cli-core 0.61.0: loaded by its policy loader and decided by its policy engine, November 2026; " +
    "strict schema of its rules in every test",
  able: ASKS,
  combine: combineToml,
  render(decisions, options) {
    const { tools, cannotExpress } = prepare(decisions, options, geminiPolicy.able, NAME, "asked about");
    const rule = (toolName: string | string[], decision: string, priority: number): object => ({
      mcpName: options.alias,
      toolName,
      decision,
      priority,
    });
    const groups: [string[], string, number][] = [
      [namesOf(tools, "deny"), "deny", PRIORITY.deny],
      [namesOf(tools, "ask"), "ask_user", PRIORITY.ask],
      [namesOf(tools, "allow"), "allow", PRIORITY.allow],
    ];
    const rules = [
      ...groups
        .filter(([names]) => names.length > 0)
        .map(([names, decision, priority]) => rule(names, decision, priority)),
      rule("*", "ask_user", PRIORITY.others),
    ];
    return {
      text: tomlText({ rule: rules }),
      cannotExpress: [
        ...cannotExpress,
        ...(options.alias.includes("_")
          ? ["It joins server and tool with _, so a server's key with _ in it can be mistaken; choose one without."]
          : []),
      ],
    };
  },
};
