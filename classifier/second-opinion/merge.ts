import { CATEGORIES, type Category, type Classification, RISKS, type Risk } from "../../db/records/classification.ts";
import type { Definition } from "../../db/records/definition.ts";
import { findingsOf } from "../findings.ts";
import { START } from "../risk.ts";
import { type Answer, type Located, locateQuotes } from "./answer.ts";
import { type FloorOf, floorOf } from "./floor.ts";

const rank = (risk: Risk): number => RISKS.indexOf(risk);
const oneLower = (risk: Risk): Risk => RISKS[Math.max(0, rank(risk) - 1)] ?? "Low";

/** What an author says about the judgement instead of the tool: no evidence for anything. */
const TALKS_OF_JUDGEMENT =
  /\b(?:classif\w*|categor(?:y|ies|i[sz]e\w*)|risk\w*|severity|harmless\w*|(?:completely|perfectly|totally|fully|always|entirely)\s+\w*\s*safe|safe\b|trust(?:ed|worthy)?|(?:pre-?)?approved|no approval|reviewed|audited|verified|certified|benign|not? dangerous|no danger|second opinion|treat(?:ed)?|regard(?:ed)?|consider(?:ed)?|interpret\w*|despite its name|the (?:name|word)|judge\w*|verdict|whitelist\w*|allow-?list\w*|floor)\b/i;

/** Shortest quote that says something. */
const MIN_QUOTE = 8;

interface Span {
  field: string;
  start: number;
  end: number;
}
const overlap = (a: Span, b: Span): boolean => a.field === b.field && a.start < b.end && b.start < a.end;

/**
 * The reasons for which the guide lowers a dangerous category's risk by one step: one small thing that can be put back,
 * a draft that someone else must still approve, an action that is narrow and easily undone.
 */
const REASONS: Partial<Record<Category, RegExp>> = {
  Destructive:
    /\b(?:remov|delet|clear|detach|unassign|unlink|discard)\w*\s+(?:\w+\s+){0,3}(?:labels?|comments?|reactions?|tags?|bookmarks?|drafts?|temporary\s+\w+)\b|\b(?:can|may) (?:\w+ )?be (?:restored|undone|re-?created|recovered|put back|re-?added)\b|\bto (?:the )?(?:trash|recycle bin)\b/i,
  Financial:
    /\b(?:drafts?|payment links?|checkout links?|simulat\w*|test ?net|sandbox|must (?:still )?(?:be )?(?:approve|confirm|sign|paid|pay)\w*|unsigned)\b/i,
  Execute:
    /\b(?:lint\w*|unit tests?|test suites?|paus\w*|resum\w*|click\w*|scroll\w*|hover\w*|playback|volume|dry[- ]run|sandbox\w*|undo\w*)\b/i,
};

/**
 * Whether the quote may carry a lower verdict: the author's description of the tool, not a claim, not manipulation, not
 * the very words in which the rules read what it does; and of a dangerous category, a reason of the guide.
 */
const carries = (quote: Located, definition: Definition, { category, evidence }: Classification): boolean =>
  quote.field !== "annotations" &&
  quote.quote.trim().length >= MIN_QUOTE &&
  !TALKS_OF_JUDGEMENT.test(quote.quote) &&
  (REASONS[category]?.test(quote.quote) ?? true) &&
  !evidence.some((span) => overlap(span, quote)) &&
  !findingsOf(definition).some((finding) => finding.level !== "info" && overlap(finding, quote));

/** A model's sentence as it may be shown: one line, no characters that are not shown, at most 300. */
const shown = (text: string): string =>
  text
    .replace(/[\p{C}\p{Z}]+/gu, " ")
    .trim()
    .slice(0, 300);

/** A classification after a second opinion, whether it is another than before, and why. */
export interface Merged {
  classification: Classification;
  changed: boolean;
  reason: string;
}

/**
 * Lays an answer beside the rules' verdict. A more severe category or risk is taken. A less severe one is taken only
 * with a literal quote that carries it, at most one step of risk, never past the floor, and never where the text tries
 * to manipulate. An answer with a quote that does not stand in the definition is dropped whole.
 */
export const merge = (
  definition: Definition,
  classification: Classification,
  answer: Answer,
  model: string,
  floor: FloorOf = floorOf,
): Merged => {
  const kept = (reason: string): Merged => ({ classification, changed: false, reason });
  const quotes = locateQuotes(answer, definition);
  if (!quotes) return kept("dropped: a quote does not stand literally in the definition");

  const lowest = floor(definition, classification);
  const manipulates = findingsOf(definition).some(({ level }) => level === "medium" || level === "high");
  const mayLower = !manipulates && quotes.some((quote) => carries(quote, definition, classification));

  const severity = CATEGORIES.indexOf(answer.category) - CATEGORIES.indexOf(classification.category);
  const categoryTaken = severity > 0 || (severity < 0 && mayLower && lowest === "Low");
  const category = categoryTaken ? answer.category : classification.category;

  let risk = classification.risk;
  if (rank(answer.risk) > rank(risk)) risk = answer.risk;
  else if (rank(answer.risk) < rank(risk) && mayLower) {
    const wanted = Math.max(rank(answer.risk), rank(risk) - 1, rank(lowest), rank(oneLower(START[category])));
    risk = RISKS[Math.min(wanted, rank(risk))] ?? risk;
  }
  // a raised category brings at least the lowest risk that the guide allows it
  if (rank(risk) < rank(oneLower(START[category]))) risk = oneLower(START[category]);

  const capabilities = [...classification.capabilities];
  for (const capability of answer.capabilities) if (!capabilities.includes(capability)) capabilities.push(capability);
  const more = capabilities.length > classification.capabilities.length && severity >= 0;

  if (category === classification.category && risk === classification.risk && !more)
    return severity < 0 || rank(answer.risk) < rank(classification.risk)
      ? kept(
          `not lowered: ${lowest !== "Low" ? `the rules' floor is ${lowest}` : manipulates ? "the text tries to steer the reader" : "no quote carries it"}`,
        )
      : kept("agrees");

  const steps = [
    category === classification.category ? "" : `category from ${classification.category} to ${category}`,
    risk === classification.risk ? "" : `risk from ${classification.risk} to ${risk}`,
    more ? `capabilities by ${capabilities.slice(classification.capabilities.length).join(", ")}` : "",
  ].filter(Boolean);
  const reason = `a second opinion (${shown(model)}) changed the ${steps.join(" and the ")}: ${shown(answer.why)}`;
  const { operations, ...rest } = classification;
  return {
    changed: true,
    reason,
    classification: {
      ...rest,
      category,
      risk,
      // two judges disagree: what the rules left open, and no less than even odds
      confidence:
        category === classification.category ? classification.confidence : Math.max(0.5, 1 - classification.confidence),
      capabilities: more ? capabilities : classification.capabilities,
      evidence: [
        ...classification.evidence,
        ...quotes.map((quote) => ({ rule: "second-opinion", ...quote, says: shown(answer.why) })),
      ],
      rationale: `${classification.rationale} ${reason.charAt(0).toUpperCase()}${reason.slice(1)}`.trim(),
      ...(operations ? { operations } : {}),
      classifier: { method: "second-opinion", version: classification.classifier.version },
    },
  };
};
