import { CAPABILITIES, type Capability } from "../../db/records/classification.ts";
import { ATTACK_PATTERNS } from "../content/attack-patterns.ts";
import { OWASP_CLASSES } from "../content/owasp.ts";
import type { EntryKind } from "../entry.ts";
import { count } from "../view/wording.ts";

export const capabilities: EntryKind = {
  id: "capabilities",
  title: "Capabilities",
  lead: "What the access that a tool gives is good for, beyond its category. Attack patterns and risk classes are attached by these.",
  entries: (survey) =>
    (Object.keys(CAPABILITIES) as Capability[]).map((id) => {
      const group = survey.capabilities[id];
      return {
        slug: id,
        title: id,
        lead: `A tool with this capability ${CAPABILITIES[id]}.`,
        tools: group.tools,
        blocks: [
          {
            heading: "Attack patterns that it invites",
            links: ATTACK_PATTERNS.filter((one) => one.capabilities.includes(id)).map((one) => ({
              title: one.title,
              note: one.short,
              path: `/attacks/${one.id}/`,
            })),
          },
          {
            heading: "Risk classes that concern it",
            links: OWASP_CLASSES.filter((one) => one.capabilities.includes(id)).map((one) => ({
              title: `${one.id} ${one.title}`,
              note: one.concerns,
              path: `/owasp/${one.slug}/`,
            })),
          },
          {
            heading: "Tools to look at first",
            facts: [
              {
                label: "In this catalogue",
                value: `${count(group.tools, "tool")} on ${count(group.servers, "server")}`,
              },
            ],
            tools: group.shown(),
          },
        ],
      };
    }),
};
