import { CAPABILITIES } from "../../db/records/classification.ts";
import { ATTACK_PATTERNS } from "../content/attack-patterns.ts";
import type { EntryKind } from "../entry.ts";
import { count } from "../view/wording.ts";

export const attacks: EntryKind = {
  id: "attacks",
  title: "Attack patterns",
  lead: "Ways in which access of a certain kind has been abused, what was seen of each, and what helps.",
  entries: (survey) =>
    ATTACK_PATTERNS.map((pattern) => {
      const group = survey.attacks.get(pattern.id);
      return {
        slug: pattern.id,
        title: pattern.title,
        lead: pattern.short,
        tools: group?.tools ?? 0,
        blocks: [
          { heading: "How it works", text: pattern.how },
          { heading: "What has been seen", text: [pattern.seen] },
          { heading: "What helps", list: pattern.defence },
          {
            heading: "Access that invites it",
            ...(pattern.capabilities === "any"
              ? { text: ["Any: a definition that a model reads is enough."] }
              : {
                  links: pattern.capabilities.map((id) => ({
                    title: id,
                    note: `A tool that ${CAPABILITIES[id]}.`,
                    path: `/capabilities/${id}/`,
                  })),
                }),
          },
          { heading: "References", links: pattern.references },
          {
            heading: "Tools with such access",
            facts: [
              {
                label: "In this catalogue",
                value: `${count(group?.tools ?? 0, "tool")} on ${count(group?.servers ?? 0, "server")}`,
              },
            ],
            tools: group?.shown() ?? [],
          },
        ],
      };
    }),
};
