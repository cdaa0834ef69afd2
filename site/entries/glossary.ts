import { GLOSSARY } from "../content/glossary.ts";
import type { EntryKind } from "../entry.ts";

export const glossary: EntryKind = {
  id: "glossary",
  title: "Glossary",
  lead: "The words that these pages use, each with one meaning.",
  entries: () =>
    GLOSSARY.map(({ slug, term, means, more }) => ({
      slug,
      title: term,
      lead: means,
      tools: null,
      blocks: [
        ...(more ? [{ text: [more] }] : []),
        {
          heading: "Read on",
          links: [
            { title: "All terms", path: "/glossary/" },
            { title: "How a tool is judged", path: "/method/" },
          ],
        },
      ],
    })),
};
