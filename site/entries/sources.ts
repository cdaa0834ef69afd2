import { SOURCES } from "../../crawler/sources.ts";
import type { EntryKind } from "../entry.ts";
import { count } from "../view/wording.ts";

export const sources: EntryKind = {
  id: "sources",
  title: "Sources",
  lead: "Where servers are heard of. A server that several sources name is one server.",
  entries: (survey) =>
    SOURCES.map((source) => {
      const known = survey.sources.get(source.id) ?? { servers: 0, tools: 0 };
      return {
        slug: source.id,
        title: source.id,
        lead: `${source.says.charAt(0).toUpperCase()}${source.says.slice(1)}.`,
        tools: known.tools,
        blocks: [
          {
            heading: "What it brings",
            facts: [
              {
                label: "In this catalogue",
                value: `${count(known.servers, "server")} with ${count(known.tools, "tool")}`,
              },
              {
                label: "Read with",
                value: `toolrisk crawl --source ${source.id}${source.argument ? `:${source.argument}` : ""}`,
              },
            ],
          },
        ],
      };
    }),
};
