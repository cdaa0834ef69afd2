import { CATEGORIES } from "../../db/records/classification.ts";
import { PROFILES } from "../../policy/profile.ts";
import { CATEGORY_TEXTS } from "../content/categories.ts";
import type { EntryKind } from "../entry.ts";
import { count } from "../view/wording.ts";

const ruleOf = (profile: (typeof PROFILES)[keyof typeof PROFILES], category: (typeof CATEGORIES)[number]): string => {
  const rule = profile.categories[category];
  const cap = "limit" in rule ? `, at most ${count(rule.limit.max, "call")} a ${rule.limit.window}` : "";
  return { allow: `allow${cap}`, limit: `allow${cap}`, ask: `ask a person${cap}`, deny: "hide and deny" }[rule.action];
};

export const categories: EntryKind = {
  id: "categories",
  title: "Categories",
  lead: "What a tool does, by the most severe thing that an ordinary call of it can do.",
  entries: (survey) =>
    [...CATEGORIES].reverse().map((category) => {
      const text = CATEGORY_TEXTS[category];
      const group = survey.categories[category];
      return {
        slug: category.toLowerCase(),
        title: `${category} tools`,
        lead: text.means,
        tools: group.tools,
        blocks: [
          {
            heading: "What to expect of one",
            text: [text.whyRule],
            facts: [
              { label: "Typical", value: text.typical },
              { label: "Risk starts at", value: text.starts },
              {
                label: "In this catalogue",
                value: `${count(group.tools, "tool")} on ${count(group.servers, "server")}`,
              },
            ],
          },
          {
            heading: "The rule that each profile gives it",
            facts: Object.values(PROFILES).map((profile) => ({
              label: profile.name,
              value: ruleOf(profile, category),
            })),
          },
          { heading: "Tools to look at first", tools: group.shown() },
        ],
      };
    }),
};
