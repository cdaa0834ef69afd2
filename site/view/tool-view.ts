import { CAPABILITIES } from "../../db/records/classification.ts";
import { fieldText, textOf } from "../../db/records/definition.ts";
import { attackPatternsFor } from "../content/attack-patterns.ts";
import { CATEGORY_TEXTS, confidenceWords, percent, RISK_TEXTS } from "../content/categories.ts";
import { owaspFor } from "../content/owasp.ts";
import { type ToolFacts, type ToolRow, titleOf } from "./facts.ts";
import { highlight, indentJson, type Segment } from "./highlight.ts";
import { claimsOf, parameterCount, parametersOf } from "./parameters.ts";
import { type Fact, identityFacts, listingFacts, reachFacts } from "./provenance.ts";
import { questionsAbout } from "./questions.ts";
import { effectOf } from "./rule-effect.ts";
import { plainLine } from "./visible-text.ts";

/** How much of what has no natural end a page carries; all of it stands in the data beside it. */
export type Room = {
  /** Longest text of one field of the definition; up to twice as much where a quote stands further behind. */
  text: number;
  /** Parameters that are described one by one. */
  parameters: number;
  /** Siblings, and related tools. */
  rows: number;
};

/** From what most pages have room for to what every page has. */
export const ROOMS: readonly [Room, ...Room[]] = [
  { text: 2_400, parameters: 24, rows: 6 },
  { text: 1_200, parameters: 12, rows: 6 },
  { text: 500, parameters: 8, rows: 4 },
  { text: 200, parameters: 4, rows: 2 },
];

const FIELD_NAMES: Record<string, string> = {
  name: "Name",
  title: "Title",
  description: "Description",
  inputSchema: "Input schema",
  outputSchema: "Output schema",
  annotations: "Annotations",
};

export type DefinitionField = { field: string; label: string; segments: Segment[]; code: boolean; cut: boolean };

/** The fields of the definition with every quote of the evidence and the findings marked where it stands. */
const markedFields = (facts: ToolFacts, most: number): DefinitionField[] => {
  const { definition, classification } = facts;
  const spans = [...classification.evidence, ...classification.findings];
  return Object.keys(FIELD_NAMES).flatMap((field) => {
    const text = fieldText(definition, field);
    if (!text) return [];
    const isJson = typeof definition[field] !== "string";
    const shown = isJson ? indentJson(text) : { text, at: (offset: number) => offset };
    const marks = spans
      .filter((span) => span.field === field && text.slice(span.start, span.end) === span.quote)
      .map((span) => ({ start: shown.at(span.start), end: shown.at(span.end), label: span.says }));
    const reach = Math.min(Math.max(most, ...marks.map(({ end }) => end + 200)), most * 2);
    const cut = shown.text.length > reach;
    const visible = cut ? shown.text.slice(0, reach) : shown.text;
    const segments = highlight(
      visible,
      marks.map((mark) => ({ ...mark, end: Math.min(mark.end, visible.length) })),
    );
    return [{ field, label: FIELD_NAMES[field] ?? field, segments, code: isJson || field === "name", cut }];
  });
};

/** The siblings that are worth a look beside this tool: the riskiest first, then by name. */
const RISK_ORDER = { Critical: 0, High: 1, Medium: 2, Low: 3 } as const;
export const riskiestFirst = <T extends ToolRow>(rows: readonly T[]): T[] =>
  [...rows].sort((a, b) => RISK_ORDER[a.risk] - RISK_ORDER[b.risk] || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

/** Everything that the page of one tool says, in the order of its sections; the markup adds nothing of its own. */
export const toolView = (facts: ToolFacts, room: Room = ROOMS[0]) => {
  const { classification, definition, decision } = facts;
  const tool = plainLine(definition.name, 120);
  const server = plainLine(titleOf(facts.server.record), 80);
  const category = CATEGORY_TEXTS[classification.category];
  const sure = confidenceWords(classification.confidence);
  const parameters = parametersOf(definition);
  const description = textOf(definition, "description");
  const effect = effectOf(decision, tool, server);
  return {
    tool,
    server,
    serverSlug: facts.server.slug,
    slug: facts.slug,
    title: `${tool}: what it can do, and the rule for it`,
    summary: `${tool} of the MCP server ${server}: ${classification.category}, ${classification.risk} risk. ${effect.label}. With the evidence, the policy and how sure we are.`,
    description,
    category: classification.category,
    categoryText: category,
    risk: classification.risk,
    riskText: RISK_TEXTS[classification.risk],
    confidence: { share: classification.confidence, percent: percent(classification.confidence), ...sure },
    effect,
    decision,
    argumentRules: [
      ...decision.rules.map((rule) => ({
        says: sentence(rule.onDeny),
        note: `In force. What it leaves: ${rule.leaves}.`,
      })),
      ...decision.suggestions.map((rule) => ({
        says: sentence(rule.onDeny),
        note: `Not in force: it waits for a value of yours${rule.fill ? `: ${rule.fill}` : ""}.`,
      })),
    ],
    parameters: parameters.slice(0, room.parameters),
    moreParameters: Math.max(0, parameters.length - room.parameters),
    parameterCount: parameterCount(parameters),
    claims: claimsOf(definition),
    does: category.does(tool, server),
    rationale: classification.rationale,
    evidence: classification.evidence.map((one) => ({ ...one, label: FIELD_NAMES[one.field] ?? one.field })),
    findings: classification.findings.map((one) => ({ ...one, label: FIELD_NAMES[one.field] ?? one.field })),
    operations: classification.operations ?? [],
    capabilities: classification.capabilities.map((id) => ({ id, says: CAPABILITIES[id] })),
    definition: markedFields(facts, room.text),
    attacks: attackPatternsFor(classification.capabilities),
    owasp: owaspFor(classification.capabilities),
    policy: facts.policy,
    cannotExpress: facts.cannotExpress,
    formats: facts.formats,
    siblings: riskiestFirst(facts.siblings).slice(0, room.rows),
    siblingCount: facts.siblings.length,
    related: facts.related.slice(0, room.rows),
    questions: questionsAbout(facts, { tool, server }),
    provenance: [
      ...identityFacts(facts.server.record, [facts.listing.source]),
      ...reachFacts(facts.server.record),
      ...listingFacts(facts.listing),
    ] as Fact[],
    versions: facts.versions.slice(-2 * room.rows).reverse(),
    firstSeenAt: facts.firstSeenAt,
    lastSeenAt: facts.lastSeenAt,
    changes: facts.changes.slice(0, room.rows),
    fingerprint: classification.fingerprint,
    classifier: classification.classifier,
  };
};
export type ToolView = ReturnType<typeof toolView>;
