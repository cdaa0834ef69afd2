import { CAPABILITIES } from "../../db/records/classification.ts";
import { OWASP_CLASSES } from "../content/owasp.ts";
import type { EntryKind } from "../entry.ts";
import { count } from "../view/wording.ts";

export const owasp: EntryKind = {
  id: "owasp",
  title: "OWASP risk classes",
  lead: "Classes of the OWASP lists for language models, for MCP and for agents that a definition can tell something about. Others depend on how a tool is used, and are not claimed here.",
  entries: (survey) =>
    OWASP_CLASSES.map((one) => {
      const group = survey.owasp.get(one.slug);
      return {
        slug: one.slug,
        title: `${one.id} ${one.title}`,
        lead: one.concerns,
        tools: group?.tools ?? 0,
        blocks: [
          {
            facts: [
              { label: "List", value: one.list },
              { label: "What helps", value: one.guard },
              {
                label: "In this catalogue",
                value: `${count(group?.tools ?? 0, "tool")} on ${count(group?.servers ?? 0, "server")}`,
              },
            ],
          },
          {
            heading: "Which tools it concerns",
            links: [
              ...one.capabilities.map((id) => ({
                title: id,
                note: `A tool that ${CAPABILITIES[id]}.`,
                path: `/capabilities/${id}/`,
              })),
              { title: "The class as OWASP describes it", url: one.url },
            ],
          },
          { heading: "Tools to look at first", tools: group?.shown() ?? [] },
        ],
      };
    }),
};
