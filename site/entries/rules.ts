import type { Combination, FindingRule } from "../../classifier/finding.ts";
import { FINDING_RULES } from "../../classifier/findings.ts";
import type { Example, Rule } from "../../classifier/rule.ts";
import { RULES } from "../../classifier/rules.ts";
import { percent } from "../content/categories.ts";
import type { Entry, EntryKind } from "../entry.ts";
import type { Survey } from "../survey.ts";
import { safeUrl } from "../view/links.ts";
import { count, inWords } from "../view/wording.ts";

/** Examples that a page shows of each sort. */
const SHOWN = 4;

const exampleText = (example: Example): string =>
  [
    // An example whose name is of no account has one letter for it.
    ...(example.name.length > 1 ? [example.name] : []),
    ...(example.description ? [`“${example.description}”`] : []),
    ...(example.arguments ? [`takes ${Object.keys(example.arguments).join(", ")}`] : []),
    ...(example.siblings ? [`beside ${example.siblings.join(", ")}`] : []),
  ].join(" · ");

const firing = (id: string, survey: Survey) => {
  const group = survey.rules.get(id);
  const tools = group?.tools ?? 0;
  const all = Object.values(survey.categories).reduce((sum, category) => sum + category.tools, 0);
  return {
    tools,
    facts: {
      label: "How often it fires",
      value:
        tools === 0
          ? "on no tool of this catalogue"
          : `on ${count(tools, "tool")} of ${count(group?.servers ?? 0, "server")} here, ${percent(tools / all)} of all tools`,
    },
    rows: group?.shown(20) ?? [],
  };
};

const ruleEntry = (rule: Rule, survey: Survey): Entry => {
  const { tools, facts, rows } = firing(rule.id, survey);
  return {
    slug: rule.id,
    title: rule.id,
    lead: rule.asks,
    tools,
    group: "What a tool does",
    blocks: [
      {
        heading: "Why it is asked",
        text: [rule.because],
        facts: [
          ...(rule.leans ? [{ label: "Speaks for", value: rule.leans }] : []),
          ...(rule.capability ? [{ label: "Speaks for the capability", value: rule.capability }] : []),
          ...(rule.step
            ? [
                {
                  label: rule.step.by > 0 ? "Raises the risk of" : "Lowers the risk of",
                  value: `${inWords(rule.step.of)}: ${rule.step.reason}`,
                },
              ]
            : []),
          facts,
        ],
      },
      { heading: "It fires on", list: rule.examples.hits.slice(0, SHOWN).map(exampleText) },
      { heading: "It stays silent on", list: rule.examples.misses.slice(0, SHOWN).map(exampleText) },
      { heading: "Tools whose evidence it is", tools: rows },
    ],
  };
};

const findingExamples = (rule: FindingRule, sort: "hits" | "misses"): string[] =>
  rule.examples[sort].slice(0, SHOWN).map(({ why }) => why);

const findingEntry = (rule: FindingRule, survey: Survey): Entry => {
  const { tools, facts, rows } = firing(rule.id, survey);
  const level: Combination["level"] = rule.level;
  return {
    slug: rule.id,
    title: rule.id,
    lead: rule.asks,
    tools,
    group: "Whether its text tries to manipulate",
    blocks: [
      {
        heading: "What to do about it",
        text: [rule.remedy],
        facts: [{ label: "Level, at most", value: level }, facts],
      },
      { heading: "It finds", list: findingExamples(rule, "hits") },
      { heading: "It leaves alone", list: findingExamples(rule, "misses") },
      {
        heading: "Where it is described",
        links: rule.references.flatMap((url) => (safeUrl(url) ? [{ title: url, url }] : [])),
        list: rule.references.filter((text) => safeUrl(text) === null),
      },
      { heading: "Tools that have it", tools: rows },
    ],
  };
};

export const rules: EntryKind = {
  id: "rules",
  title: "Rules",
  lead: "The questions that are asked of every definition: what it says that the tool does, and whether its text tries to manipulate. Each shows its own examples.",
  entries: (survey) => [
    ...RULES.map((rule) => ruleEntry(rule, survey)),
    ...FINDING_RULES.map((rule) => findingEntry(rule, survey)),
  ],
};
