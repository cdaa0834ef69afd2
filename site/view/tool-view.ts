import { CAPABILITIES } from "../../db/records/classification.ts";
import { fieldText, textOf } from "../../db/records/definition.ts";
import { attackPatternsFor } from "../content/attack-patterns.ts";
import { CATEGORY_TEXTS, confidenceWords, RISK_TEXTS, surely } from "../content/categories.ts";
import { owaspFor } from "../content/owasp.ts";
import { type ToolFacts, type ToolRow, titleOf, type Version } from "./facts.ts";
import { highlight, indentJson, type Segment, type Span } from "./highlight.ts";
import { claimsBeside, type Parameter, parameterCount, parametersOf } from "./parameters.ts";
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
  /** Operations, pieces of evidence and findings, each. */
  verdict: number;
  /** Formats whose text stands on the page; the others are linked to. */
  formats: number;
};

const ALL = Number.POSITIVE_INFINITY;

/** From what most pages have room for to what every page has. */
export const ROOMS: readonly [Room, ...Room[]] = [
  { text: 2_400, parameters: 24, rows: 6, verdict: ALL, formats: ALL },
  { text: 1_200, parameters: 12, rows: 6, verdict: ALL, formats: ALL },
  { text: 500, parameters: 8, rows: 4, verdict: ALL, formats: ALL },
  { text: 200, parameters: 4, rows: 2, verdict: 20, formats: ALL },
  // The rule in every format is what people come for; the whole definition is a link away.
  { text: 120, parameters: 2, rows: 2, verdict: 8, formats: ALL },
  { text: 120, parameters: 2, rows: 2, verdict: 8, formats: 18 },
  { text: 120, parameters: 2, rows: 2, verdict: 6, formats: 8 },
  { text: 120, parameters: 2, rows: 2, verdict: 4, formats: 0 },
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

/** A field of the definition as it can be shown, with where every quote of the evidence and the findings stands in it. */
type MarkedField = Pick<DefinitionField, "field" | "label" | "code"> & { text: string; marks: Span[] };

/** The fields of the definition, each with as much of its text as any page has room for and one character more. */
const markedFields = ({ definition, classification }: ToolFacts): MarkedField[] => {
  const spans = [...classification.evidence, ...classification.findings];
  return Object.keys(FIELD_NAMES).flatMap((field) => {
    const text = fieldText(definition, field);
    if (!text) return [];
    const isJson = typeof definition[field] !== "string";
    // Indented it is longer, so what stands behind that is never shown.
    const shown = isJson ? indentJson(text.slice(0, 2 * ROOMS[0].text + 1)) : { text, at: (offset: number) => offset };
    const marks = spans
      .filter((span) => span.field === field && text.slice(span.start, span.end) === span.quote)
      .map((span) => ({ start: shown.at(span.start), end: shown.at(span.end), label: span.says }));
    return [{ field, label: FIELD_NAMES[field] ?? field, code: isJson || field === "name", text: shown.text, marks }];
  });
};

/** A field cut to `most`, or up to twice as much where a quote stands further behind. */
const cutField = ({ text, marks, ...field }: MarkedField, most: number): DefinitionField => {
  const reach = Math.min(Math.max(most, ...marks.map(({ end }) => end + 200)), most * 2);
  const cut = text.length > reach;
  const visible = cut ? text.slice(0, reach) : text;
  const inside = marks.map((mark) => ({ ...mark, end: Math.min(mark.end, visible.length) }));
  return { ...field, segments: highlight(visible, inside), cut };
};

/** The siblings that are worth a look beside this tool: the riskiest first, then by name. */
const RISK_ORDER = { Critical: 0, High: 1, Medium: 2, Low: 3 } as const;
type Ranked = Pick<ToolRow, "risk" | "name">;
export const compareRisk = (a: Ranked, b: Ranked): number =>
  RISK_ORDER[a.risk] - RISK_ORDER[b.risk] || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
export const riskiestFirst = <T extends Ranked>(rows: readonly T[]): T[] => [...rows].sort(compareRisk);

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

/** What a page of a tool shows more or less of, by the room that it has. */
export type RoomyParts = {
  parameters: Parameter[];
  moreParameters: number;
  definition: DefinitionField[];
  siblings: ToolRow[];
  related: ToolRow[];
  /** Both newest first. */
  versions: Version[];
  changes: ToolFacts["changes"];
  /** How many operations, pieces of evidence and findings are shown, each. */
  mostOfVerdict: number;
  shownFormats: ToolFacts["formats"];
  linkedFormats: ToolFacts["formats"];
};

/** What a page shows of all that has no natural end, by the room that it has. */
export const roomyParts = (facts: ToolFacts): ((room: Room) => RoomyParts) => {
  const parameters = parametersOf(facts.definition);
  const fields = markedFields(facts);
  return (room) => ({
    parameters: parameters.slice(0, room.parameters),
    moreParameters: Math.max(0, parameters.length - room.parameters),
    definition: fields.map((field) => cutField(field, room.text)),
    siblings: facts.siblings.slice(0, room.rows),
    related: facts.related.slice(0, room.rows),
    versions: facts.versions.slice(-2 * room.rows).reverse(),
    changes: facts.changes.slice(0, room.rows),
    mostOfVerdict: room.verdict,
    shownFormats: facts.formats.slice(0, room.formats),
    linkedFormats: facts.formats.slice(room.formats),
  });
};

/**
 * Everything that the page of one tool says, in the order of its sections; the markup adds nothing of its own. What has
 * no natural end stands in `parts`, with the most room unless others are given.
 */
export const toolView = (facts: ToolFacts, parts: RoomyParts = roomyParts(facts)(ROOMS[0])) => {
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
    serverName: plainLine(facts.server.name, 120),
    serverSlug: facts.server.slug,
    slug: facts.slug,
    title: `${tool}: what it can do, and the rule for it`,
    summary: `${tool} of the MCP server ${server}: ${classification.category}, ${classification.risk} risk. ${effect.label}. With the evidence, the policy and how sure we are.`,
    description,
    category: classification.category,
    categoryText: category,
    risk: classification.risk,
    riskText: RISK_TEXTS[classification.risk],
    confidence: { share: classification.confidence, percent: surely(classification.confidence), ...sure },
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
    ...parts,
    parameterCount: parameterCount(parameters),
    claims: claimsBeside(definition, classification.category),
    does: category.does(tool, server),
    rationale: classification.rationale,
    evidence: classification.evidence.map((one) => ({ ...one, label: FIELD_NAMES[one.field] ?? one.field })),
    findings: classification.findings.map((one) => ({ ...one, label: FIELD_NAMES[one.field] ?? one.field })),
    operations: classification.operations ?? [],
    capabilities: classification.capabilities.map((id) => ({ id, says: CAPABILITIES[id] })),
    attacks: attackPatternsFor(classification.capabilities),
    owasp: owaspFor(classification.capabilities),
    policy: facts.policy,
    cannotExpress: facts.cannotExpress,
    formats: facts.formats,
    siblingCount: facts.siblingCount,
    questions: questionsAbout(facts, { tool, server }),
    provenance: [
      ...identityFacts(facts.server.record, [facts.listing.source]),
      ...reachFacts(facts.server.record),
      ...listingFacts(facts.listing),
    ] as Fact[],
    firstSeenAt: facts.firstSeenAt,
    lastSeenAt: facts.lastSeenAt,
    fingerprint: classification.fingerprint,
    classifier: classification.classifier,
  };
};
export type ToolView = ReturnType<typeof toolView>;
