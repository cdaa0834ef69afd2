import type { Classification, Finding } from "../db/records/classification.ts";
import type { Definition } from "../db/records/definition.ts";

/*
 * A finding is about a definition's text, never about what the tool can do (that is risk). Levels:
 * `info`    worth a look, normal in honest servers;
 * `low`     unusual, or a claim that does not hold;
 * `medium`  text or naming that steers a model beyond the tool's own use;
 * `high`    text that hides, gives orders against the user, or asks for secrets.
 */
export type Level = Finding["level"];
export const LEVELS = ["info", "low", "medium", "high"] as const satisfies readonly Level[];

/** One field of a definition as the rules read it. */
export interface Text {
  /** The definition's field, as evidence names it. */
  field: string;
  /** The field's text in which all offsets count: `fieldText(definition, field)`. */
  raw: string;
  /**
   * `raw` made easy to match, of the same length unit by unit: JSON escapes of white space and quotes are blanks and
   * quotes, look-alike letters are their Latin ones, curly quotes are straight. Case is kept.
   */
  plain: string;
  /** Whether `raw` is the compact JSON of the field, not its own string. */
  isJson: boolean;
  /** False only where a pattern of a rule's `patterns` cannot match in `plain`. */
  mayMatch(pattern: RegExp): boolean;
}

/** What one server calls its own. Read once per server, from all of its tools. */
export interface OwnWords {
  /** The names of its tools as sent, each with how often it stands in the list. */
  names: ReadonlyMap<string, number>;
  /** The keys (`nameKey`) of those names. */
  tools: ReadonlySet<string>;
  /** The keys of its arguments and of their short values. */
  arguments: ReadonlySet<string>;
  /** By what names look like (`skeletonOf`): the names that look so; empty where no two look alike. */
  skeletons: ReadonlyMap<string, readonly string[]>;
}

/** What a rule may know beside the field's text. */
export interface FindingContext {
  definition: Definition;
  /** What this server calls its own: names of its tools (this one included), arguments and values. */
  own: OwnWords;
  /** The definition's fields that have text. */
  texts: readonly { field: string; raw: string }[];
  /** Fields that nest too deeply to be written as text. */
  unreadable: readonly string[];
  classification: Classification | undefined;
  serverName: string | undefined;
}

/** A literal span that a rule found; `level` and `says` where they differ from the rule's own. */
export interface Found {
  field: string;
  start: number;
  end: number;
  level: Level;
  says: string;
}

/** A definition that the rule's test runs on; `level` is the level expected of a hit. */
export interface FindingExample {
  why: string;
  definition: Definition;
  siblings?: readonly Definition[];
  classification?: Partial<Classification>;
  level?: Level;
}

interface RuleFacts {
  /** The file's name. */
  id: string;
  /** The question that the rule asks of a definition. */
  asks: string;
  /** The highest level that it gives. */
  level: Level;
  /** What a person who runs or writes the server can do about it. */
  remedy: string;
  /** Where the attack is described: OWASP ids (MCP Top 10 2025, Agentic Top 10 2026, LLM Top 10 2025), papers, reports. */
  references: readonly string[];
}

/** A rule over the text of one field at a time. */
export interface TextRule extends RuleFacts {
  kind: "text";
  /**
   * Lower-case strings of which at least one stands in any text that the rule can hit; the rule is asked only of such
   * texts. This is what makes the rules cheap: one scan finds the triggers of all of them.
   */
  triggers: readonly string[];
  /**
   * The patterns that the rule looks for with `matchesIn`, one of which matches wherever the rule hits: the same scan tells
   * which of them may match in a text. Without them the rule is asked wherever a trigger stands.
   */
  patterns?: readonly RegExp[];
  /** The fields that the rule reads; default: all. */
  fields?: readonly string[];
  find(text: Text, context: FindingContext): Found[];
  examples: { hits: readonly FindingExample[]; misses: readonly FindingExample[] };
}

/** A rule over the definition as a whole, its siblings and its verdict. */
export interface StructureRule extends RuleFacts {
  kind: "structure";
  find(context: FindingContext): Found[];
  examples: { hits: readonly FindingExample[]; misses: readonly FindingExample[] };
}

/** The tools of one server of a stack, as far as they are known. */
export interface StackServer {
  server: string;
  classifications: readonly Classification[];
  /** In any order, found by name; without them only verdicts are compared. */
  definitions?: readonly Definition[];
}

/** One tool's part in a combination: what it brings, and the evidence where the verdict quotes any. */
export interface CombinationPart {
  role: string;
  server: string;
  tool: string;
  because: string;
}

/** A finding about several tools together, of one server or of a stack. */
export interface Combination {
  rule: string;
  level: Level;
  /** The servers that take part, in the stack's order; one name where one server has it all. */
  servers: string[];
  parts: CombinationPart[];
  says: string;
  remedy: string;
}

/** A rule over the tools of one or more servers that one agent uses together. */
export interface StackRule extends RuleFacts {
  kind: "stack";
  find(stack: readonly StackServer[]): Omit<Combination, "rule" | "remedy">[];
  examples: {
    hits: readonly { why: string; stack: readonly StackServer[] }[];
    misses: readonly { why: string; stack: readonly StackServer[] }[];
  };
}

export type FindingRule = TextRule | StructureRule | StackRule;
