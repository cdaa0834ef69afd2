import { phraseRule } from "../phrase-rule.ts";

export const createsIfMissing = phraseRule({
  id: "creates-if-missing",
  asks: "Does it create what it does not find?",
  because: "A read that creates on a miss is a write.",
  leans: "Write",
  pattern: {
    name: /\b(get|find|fetch|ensure|upsert) (or )?(create|insert)\b|\bcreate if\b/,
    main: /\b(or |and )?creat(e|es|ing) (it|one|a new one|them|the \w+)?,? ?(if|when) (it |one |they |the \w+ )?(does ?n.t|does not|do not|is not|not|needed|missing|necessary)|\bcreated if\b/,
  },
  says: "creates what it does not find",
  examples: {
    hits: [
      { name: "get_or_create_label" },
      { name: "x", description: "Gets a label or creates it if it does not exist" },
    ],
    misses: [{ name: "x", description: "Fails if it does not exist" }],
  },
});
