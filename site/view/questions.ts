import { CAPABILITIES } from "../../db/records/classification.ts";
import { CATEGORY_TEXTS, confidenceWords, RISK_TEXTS, surely } from "../content/categories.ts";
import type { ToolFacts } from "./facts.ts";
import { effectOf } from "./rule-effect.ts";
import { count, inWords } from "./wording.ts";

export type Question = { question: string; answer: string };

/**
 * Questions about one tool with their answers as plain text. The answers speak of `policy.json` as it is: what they
 * name stands in its schema.
 */
export const questionsAbout = (facts: ToolFacts, names: { tool: string; server: string }): Question[] => {
  const { classification, decision } = facts;
  const { tool, server } = names;
  const text = CATEGORY_TEXTS[classification.category];
  const effect = effectOf(decision, tool, server);
  const sure = confidenceWords(classification.confidence);
  return [
    {
      question: `What does the ${tool} tool do?`,
      answer: `${tool} is ${text.article} ${classification.category} tool of ${server}: it ${text.act}. ${
        classification.capabilities.length > 0
          ? `From its definition, it ${inWords(classification.capabilities.map((id) => CAPABILITIES[id]))}.`
          : text.means
      }`,
    },
    {
      question: `What risk level is ${tool}?`,
      answer: `${classification.risk}. ${RISK_TEXTS[classification.risk].means} The category is ${surely(classification.confidence)} likely to be right (${sure.word}). ${sure.means}`,
    },
    {
      question: `How do I enforce a policy on ${tool}?`,
      answer: `Put something between the agent and the server that reads the rule on every call, and give it the policy.json of this page. ${effect.says}`,
    },
    {
      question: `Can I limit how often ${tool} is called?`,
      answer: `Yes. An entry in "limits" of the tool's rule counts calls: "window" is minute, hour or day, "max" is the number, and "scope": "grant" counts for each client that was given access. ${
        decision.limit
          ? `The policy here allows ${count(decision.limit.max, "call")} a ${decision.limit.window}.`
          : "The policy here sets none for this tool, because its rule does not rest on a count."
      }`,
    },
    {
      question: `How do I block ${tool} completely?`,
      answer: `Name it in "hide". It is then missing from the list of tools that the agent is given, and a call that comes anyway is refused. With "default": "deny" it is enough not to name it at all.`,
    },
    {
      question: `Which MCP server provides ${tool}?`,
      answer: `${server} (${facts.server.name}), which lists ${count(facts.siblingCount + 1, "tool")}.`,
    },
  ];
};
