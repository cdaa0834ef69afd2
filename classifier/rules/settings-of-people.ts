import { phraseRule } from "../phrase-rule.ts";

export const settingsOfPeople = phraseRule({
  id: "settings-of-people",
  asks: "Is only a template, type, label or count meant, not the records themselves?",
  because: "A list of e-mail templates, lead types or labels says nothing about a person.",
  about: "capability",
  pattern: {
    name: /\b(templates?|types?|labels?|fields?|filters?|schemas?|categor(y|ies)|status(es)?|counts?|stats|statistics|settings?|domains?|customizations?|metadata|definitions?|tags|groups|teams|channels|pipelines?|stages?|states?|formats?|options?|columns?|properties|balance|balances|summary|url|urls|link|links|config|configuration|permissions?|roles?|ids?|matrix)$/,
  },
  says: "is about a kind, a label or a count",
  examples: {
    hits: [{ name: "list_email_templates" }, { name: "get_lead_types" }],
    misses: [{ name: "get_label_owner" }],
  },
});
