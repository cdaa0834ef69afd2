import { GLOSSARY } from "../content/glossary.ts";
import type { EntryKind } from "../entry.ts";
import type { Survey } from "../survey.ts";
import { count, figure, inWords } from "../view/wording.ts";

type Term = (typeof GLOSSARY)[number];

/** Pages on which a term is at work. */
const AT_WORK: Readonly<Record<string, readonly [title: string, path: string]>> = {
  capability: ["All capabilities", "/capabilities/"],
  category: ["All categories", "/categories/"],
  change: ["What has changed", "/changes/"],
  confidence: ["How often verdicts were right", "/statistics/"],
  finding: ["The rules that find", "/rules/"],
  policy: ["Formats of policies", "/formats/"],
  "prompt-injection": ["Attack patterns", "/attacks/"],
  risk: ["All risk levels", "/risks/"],
  rule: ["All rules", "/rules/"],
  "rug-pull": ["Attack patterns", "/attacks/"],
  stack: ["Build a policy for a stack", "/builder/"],
  "tool-poisoning": ["Attack patterns", "/attacks/"],
};

/** What a term comes to in this catalogue, where that can be counted. */
const countedOf = (slug: string, survey: Survey): string | undefined => {
  const of = (parts: Readonly<Record<string, { tools: number }>>): string =>
    inWords(Object.entries(parts).map(([name, { tools }]) => `${figure(tools)} ${name}`));
  const tools = (): number => survey.sizes.reduce((sum, size) => sum + size, 0);
  const counted: Readonly<Record<string, () => string>> = {
    annotation: () => `${count(survey.annotated, "tool")} of ${figure(tools())} carry one`,
    capability: () => `Tools by capability: ${of(survey.capabilities)}`,
    category: () => `Tools by category: ${of(survey.categories)}`,
    grade: () =>
      `Servers by grade: ${inWords([...survey.grades].sort().map(([letter, n]) => `${figure(n)} ${letter}`))}`,
    "mcp-server": () => count(survey.servers.length, "server"),
    risk: () => `Tools by risk: ${of(survey.risks)}`,
    tool: () => count(tools(), "tool"),
  };
  return counted[slug]?.();
};

/** Terms that the texts of `term` use, and those whose texts use it, in the order of the glossary. */
const relatedTo = (term: Term): Term[] => {
  const uses = (text: Term, { term: word }: Term): boolean =>
    new RegExp(`\\b${word}s?\\b`, "i").test(`${text.means} ${text.more ?? ""}`);
  return GLOSSARY.filter((other) => other !== term && (uses(term, other) || uses(other, term))).slice(0, 8);
};

export const glossary: EntryKind = {
  id: "glossary",
  title: "Glossary",
  lead: "The words that these pages use, each with one meaning.",
  entries: (survey) =>
    GLOSSARY.map((term) => {
      const { slug, term: title, means, more } = term;
      const work = AT_WORK[slug];
      const here = countedOf(slug, survey);
      return {
        slug,
        title,
        lead: means,
        tools: null,
        blocks: [
          ...(more ? [{ text: [more] }] : []),
          ...(here ? [{ facts: [{ label: "In this catalogue", value: here }] }] : []),
          {
            heading: "Terms beside it",
            links: relatedTo(term).map((one) => ({ title: one.term, note: one.means, path: `/glossary/${one.slug}/` })),
          },
          {
            heading: "Read on",
            links: [
              ...(work ? [{ title: work[0], path: work[1] }] : []),
              { title: "How a tool is judged", path: "/method/" },
              { title: "All terms", path: "/glossary/" },
            ],
          },
        ],
      };
    }),
};
