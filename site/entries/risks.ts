import { CATEGORIES, RISKS } from "../../db/records/classification.ts";
import { CATEGORY_TEXTS, RISK_TEXTS } from "../content/categories.ts";
import type { EntryKind } from "../entry.ts";
import { count, inWords } from "../view/wording.ts";

export const risks: EntryKind = {
  id: "risks",
  title: "Risk levels",
  lead: "How bad one wrong call is. The level starts from the category and moves by at most one step, for a reason that stands in the definition.",
  entries: (survey) =>
    [...RISKS].reverse().map((risk) => {
      const group = survey.risks[risk];
      const starting = CATEGORIES.filter((category) => CATEGORY_TEXTS[category].starts === risk);
      return {
        slug: risk.toLowerCase(),
        title: `${risk} risk`,
        lead: RISK_TEXTS[risk].means,
        tools: group.tools,
        risk,
        blocks: [
          {
            heading: "What to do with it",
            text: [RISK_TEXTS[risk].act],
            facts: [
              { label: "Categories that start here", value: inWords(starting) || "none; tools come here by a step" },
              {
                label: "In this catalogue",
                value: `${count(group.tools, "tool")} on ${count(group.servers, "server")}`,
              },
            ],
          },
          { heading: "Tools to look at first", tools: group.shown() },
        ],
      };
    }),
};
