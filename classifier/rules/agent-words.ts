import { phraseRule } from "../phrase-rule.ts";

export const agentWords = phraseRule({
  id: "agent-words",
  asks: "Is another agent or tool called?",
  because: "The called agent decides what happens.",
  leans: "Execute",
  pattern: {
    name: /\b(call|invoke|execute|run|use|delegate|dispatch|spawn|launch)( \w+)? (tool|agent|actor|function|skill|api|endpoint|action|operation|method|capability|sub agent)s?\b/,
    main: /\b(another|other|sub-?|specialized|external|remote) ?(ai )?(agent|tool|assistant)s?\b|\b(call|invoke|execute|delegate)s? (a |an |any |the |specific )*(\w+ )?(tool|agent|actor|function|api|endpoint|method|rpc|action)\b/,
  },
  says: "calls another agent or tool",
  examples: {
    hits: [{ name: "call_tool" }, { name: "x", description: "Delegates the task to another agent" }],
    misses: [{ name: "x", description: "Lists agents" }],
  },
});
