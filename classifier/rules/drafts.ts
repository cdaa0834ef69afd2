import { phraseRule } from "../phrase-rule.ts";

export const drafts = phraseRule({
  id: "drafts",
  asks: "Does the tool only prepare something that a person must still send or approve?",
  because: "A draft commits to nothing until somebody acts on it.",
  step: { by: -1, of: ["Financial", "Write"], reason: "it prepares something that someone must still approve" },
  pattern: {
    name: /\b(create (an? )?invoice$|resume recurring|request|draft|propose|proposal|unsigned|payment link|checkout link|quote)\b/,
    main: /\bcreates? (a |an )?(new )?(\w+ )?invoices?\b|\b(transfer|swap) message|\b(draft|unsigned|propos(e|es|al)|payment link|checkout (link|session)|request for payment|payment request)\b/,
  },
  says: "prepares a draft or proposal",
  examples: {
    hits: [{ name: "x", description: "Creates a draft of a reply" }, { name: "create_draft" }],
    misses: [{ name: "x", description: "Sends the drafted letter" }],
  },
});
