import type { Classification, Finding } from "../db/records/classification.ts";
import type { Definition } from "../db/records/definition.ts";
import { rememberedText } from "./field-text.ts";
import {
  type Combination,
  type FindingContext,
  type FindingRule,
  LEVELS,
  type OwnWords,
  type StackRule,
  type StackServer,
  type StructureRule,
  type TextRule,
} from "./finding.ts";
import { ownWordsOf, TextView } from "./finding-text.ts";
import { ansiEscape } from "./findings/ansi-escape.ts";
import { argumentTampering } from "./findings/argument-tampering.ts";
import { claimContradiction } from "./findings/claim-contradiction.ts";
import { covertDestination } from "./findings/covert-destination.ts";
import { dataExit } from "./findings/data-exit.ts";
import { deferredBehaviour } from "./findings/deferred-behaviour.ts";
import { duplicateName } from "./findings/duplicate-name.ts";
import { encodedPayload } from "./findings/encoded-payload.ts";
import { exfiltrationArgument } from "./findings/exfiltration-argument.ts";
import { forcedCall } from "./findings/forced-call.ts";
import { hiddenUnicode } from "./findings/hidden-unicode.ts";
import { injectionToCode } from "./findings/injection-to-code.ts";
import { injectionToLoss } from "./findings/injection-to-loss.ts";
import { instructionOverride } from "./findings/instruction-override.ts";
import { lookalikeName } from "./findings/lookalike-name.ts";
import { mixedScript } from "./findings/mixed-script.ts";
import { offScreenText } from "./findings/off-screen-text.ts";
import { placeholderTool } from "./findings/placeholder-tool.ts";
import { pseudoTag } from "./findings/pseudo-tag.ts";
import { sameNameElsewhere } from "./findings/same-name-elsewhere.ts";
import { schemaTooDeep } from "./findings/schema-too-deep.ts";
import { secrecy } from "./findings/secrecy.ts";
import { secretReference } from "./findings/secret-reference.ts";
import { sessionWideOrder } from "./findings/session-wide-order.ts";
import { shellPayload } from "./findings/shell-payload.ts";
import { toolDisplacement } from "./findings/tool-displacement.ts";
import { toolPreference } from "./findings/tool-preference.ts";
import { toolShadowing } from "./findings/tool-shadowing.ts";
import { prepared } from "./prepared.ts";
import { compileScan, longRuns, scanTables } from "./trigger-scan.ts";

/** Every finding rule: `findings/<id>.ts` ⇔ an entry here. */
export const FINDING_RULES: readonly FindingRule[] = [
  ansiEscape,
  argumentTampering,
  claimContradiction,
  covertDestination,
  dataExit,
  deferredBehaviour,
  duplicateName,
  encodedPayload,
  exfiltrationArgument,
  forcedCall,
  hiddenUnicode,
  injectionToCode,
  injectionToLoss,
  instructionOverride,
  lookalikeName,
  mixedScript,
  offScreenText,
  placeholderTool,
  pseudoTag,
  sameNameElsewhere,
  schemaTooDeep,
  secrecy,
  secretReference,
  sessionWideOrder,
  shellPayload,
  toolDisplacement,
  toolPreference,
  toolShadowing,
];

const TEXT_RULES = FINDING_RULES.filter((rule): rule is TextRule => rule.kind === "text");
const STRUCTURE_RULES = FINDING_RULES.filter((rule): rule is StructureRule => rule.kind === "structure");
const STACK_RULES = FINDING_RULES.filter((rule): rule is StackRule => rule.kind === "stack");

const PATTERNS = TEXT_RULES.flatMap((rule) => rule.patterns ?? []);
const scan = compileScan(
  prepared("finding-scan", () =>
    scanTables(
      TEXT_RULES.map((rule) => rule.triggers),
      PATTERNS,
    ),
  ),
);

/** By rule: the places of its patterns in the scan's list; undefined where it names none. */
const PLACES = TEXT_RULES.map(({ patterns }) => patterns?.map((pattern) => PATTERNS.indexOf(pattern)));

const maskOf = (has: (rule: TextRule) => boolean): number =>
  TEXT_RULES.reduce((mask, rule, bit) => (has(rule) ? mask | (1 << bit) : mask), 0);
const ENCODED_BIT = maskOf((rule) => rule === encodedPayload);
const MIXED_BIT = maskOf((rule) => rule === mixedScript);
const WITH_PATTERNS = maskOf((rule) => rule.patterns !== undefined);

/** The fields whose text reaches a model or a person. */
const FIELDS = ["name", "title", "description", "inputSchema", "outputSchema", "annotations"] as const;

/** By field: the rules that read it. */
const READERS: Record<string, number> = Object.fromEntries(
  FIELDS.map((field) => [field, maskOf(({ fields }) => fields === undefined || fields.includes(field))]),
);

/** What is known beside the definition. */
export interface Surroundings {
  /**
   * The server's tools, with or without this one. Pass the same array for every tool of a server: what is read from it
   * is then read once.
   */
  siblings?: readonly Definition[];
  /** The verdict on this definition; without it claims are not compared. */
  classification?: Classification | undefined;
  serverName?: string | undefined;
}

/** What was read of a list of tools, as long as the list lives. */
const known = new WeakMap<readonly Definition[], OwnWords>();

const ownWords = (definition: Definition, siblings: readonly Definition[]): OwnWords => {
  if (!siblings.includes(definition)) return ownWordsOf([...siblings, definition]);
  let words = known.get(siblings);
  if (!words) {
    words = ownWordsOf(siblings);
    known.set(siblings, words);
  }
  return words;
};

/** A class, since an object literal with a getter is made anew, property by property, for each tool. */
class Context implements FindingContext {
  readonly definition: Definition;
  readonly texts: { field: string; raw: string }[] = [];
  readonly unreadable: string[] = [];
  readonly classification: Classification | undefined;
  readonly serverName: string | undefined;
  readonly #siblings: readonly Definition[];
  #own: OwnWords | undefined;

  constructor(definition: Definition, { siblings = [], classification, serverName }: Surroundings) {
    this.definition = definition;
    this.classification = classification;
    this.serverName = serverName;
    this.#siblings = siblings;
  }

  get own(): OwnWords {
    this.#own ??= ownWords(this.definition, this.#siblings);
    return this.#own;
  }
}

/** Of the rules that are asked about a view those of which a pattern may match, which it is told. Its plain text was scanned last. */
const narrow = (asked: number, view: TextView): number => {
  let left = asked;
  const possible: RegExp[] = [];
  for (let bit = 0; bit < PLACES.length; bit++) {
    const places = PLACES[bit];
    if (!places || (asked & (1 << bit)) === 0) continue;
    const before = possible.length;
    for (const place of places) if (scan.mayMatch(place)) possible.push(PATTERNS[place] as RegExp);
    if (possible.length === before) left &= ~(1 << bit);
  }
  view.possible = possible;
  return left;
};

/**
 * What one definition's text, name and claims show, most severe first, then in the order of fields and offsets. Pure:
 * the same input gives the same findings. Every quote is `fieldText(definition, field).slice(start, end)`.
 */
export const findingsOf = (definition: Definition, surroundings: Surroundings = {}): Finding[] => {
  const context = new Context(definition, surroundings);
  const { texts, unreadable } = context;
  for (const field of FIELDS) {
    if (definition[field] === undefined) continue;
    try {
      const raw = rememberedText(definition, field);
      if (raw !== "") texts.push({ field, raw });
    } catch (error) {
      // JSON.stringify overflows on hostile depth; the rule `schema-too-deep` reports the field
      if (!(error instanceof RangeError)) throw error;
      unreadable.push(field);
    }
  }
  const findings: Finding[] = [];
  const add = (rule: FindingRule, found: ReturnType<TextRule["find"]>): void => {
    for (const { field, start, end, level, says } of found)
      findings.push({
        rule: rule.id,
        level,
        field,
        start,
        end,
        quote: rememberedText(definition, field).slice(start, end),
        says,
        remedy: rule.remedy,
      });
  };
  for (const { field, raw } of texts) {
    const readers = READERS[field] ?? 0;
    let asked = scan.triggersIn(raw) & readers;
    if (longRuns(raw).length > 0) asked |= ENCODED_BIT;
    if (asked === 0) continue;
    const view = new TextView(field, raw, typeof definition[field] !== "string", scan.isAscii());
    if (view.plain !== raw) {
      const inPlain = scan.triggersIn(view.plain) & readers;
      // look-alike letters hide triggers from the first scan
      if ((asked & MIXED_BIT) !== 0) asked |= inPlain;
    }
    if ((asked & WITH_PATTERNS) !== 0) asked = narrow(asked, view);
    for (let bit = 0; asked >> bit !== 0; bit++)
      if ((asked & (1 << bit)) !== 0) {
        const rule = TEXT_RULES[bit] as TextRule;
        add(rule, rule.find(view, context));
      }
  }
  for (const rule of STRUCTURE_RULES) add(rule, rule.find(context));
  return findings.sort((a, b) => LEVELS.indexOf(b.level) - LEVELS.indexOf(a.level));
};

/**
 * What the tools of one server, or of the servers that one agent uses together, can do in combination. Judged on
 * verdicts that name a capability, never on what is missing. Most severe first.
 */
export const combinationsOf = (stack: readonly StackServer[]): Combination[] =>
  STACK_RULES.flatMap((rule) =>
    rule.find(stack).map((found) => ({ rule: rule.id, remedy: rule.remedy, ...found })),
  ).sort((a, b) => LEVELS.indexOf(b.level) - LEVELS.indexOf(a.level));
