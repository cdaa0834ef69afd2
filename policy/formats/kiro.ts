import { combineJson } from "../combine.ts";
import { ASKS } from "../fit.ts";
import { type Format, NO_GLOB, namesOf, prepare } from "../format.ts";
import { json } from "../json-text.ts";

export const kiro: Format = {
  id: "kiro",
  product: "Kiro and Amazon Q Developer CLI",
  readBy: "client",
  says: "The agent sees the listed tools and runs the allowed ones without asking.",
  fileName: ".amazonq/cli-agents/agent.json",
  mediaType: "application/json",
  checkedAgainst:
    "aws.github.io/amazon-q-developer-cli, agent format, November 2026; strict schema of the documented keys",
  able: ASKS,
  combine: combineJson,
  render(decisions, options) {
    const { tools, cannotExpress } = prepare(decisions, options, kiro.able, NO_GLOB, "hidden");
    const at = (name: string): string => `@${options.alias}/${name}`;
    return {
      text: json({
        tools: namesOf(tools, "allow", "limit", "ask").map(at),
        allowedTools: namesOf(tools, "allow").map(at),
      }),
      cannotExpress,
    };
  },
};
