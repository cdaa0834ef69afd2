import type { Decision } from "../../db/records/policy.ts";
import { count } from "./wording.ts";

/** What a decision comes to in everyday words: a label for the head of the page and a sentence under the policy. */
export const effectOf = (decision: Decision, tool: string, server: string): { label: string; says: string } => {
  const rest = `Every other tool of ${server} is denied until a rule names it.`;
  const cap = decision.limit ? `${count(decision.limit.max, "call")} a ${decision.limit.window}` : "";
  switch (decision.action) {
    case "allow":
      return { label: "Allow", says: `With it, ${tool} can be called as often as the agent likes. ${rest}` };
    case "limit":
      return {
        label: cap ? `Allow, at most ${cap}` : "Allow, limited",
        says: `With it, ${tool} stays usable, up to ${cap}; what goes beyond is refused until the ${decision.limit?.window ?? "time"} is over, so a loop stays small. ${rest}`,
      };
    case "ask":
      return {
        label: "Ask a person",
        says: `With it, no call of ${tool} goes through by itself. This format cannot wait for an answer: the call is refused with a text that says a person has to approve, and that person changes the rule. ${rest}`,
      };
    case "deny":
      return {
        label: "Hide and deny",
        says: `With it, ${tool} is left out of the list that the agent sees, and a call of it is refused all the same. ${rest}`,
      };
  }
};
