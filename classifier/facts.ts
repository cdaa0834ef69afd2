import type { Definition } from "../db/records/definition.ts";

/** A verb of the lexicon, as one of its forms stands for it. */
export interface LexiconEntry {
  rule: string;
  verb: string;
  /** Whether the form is the base form. */
  base: boolean;
  /** Whether the form is of another language than English: its verb may stand anywhere in a clause. */
  foreign: boolean;
}

/** A word of the tool's name: lower case, with its place in the name as sent. */
export interface Token {
  text: string;
  /** Hashes (`sign-hash.ts`) of its signs, and of the first `STEM` of them. */
  hash: number;
  stem: number;
  start: number;
  end: number;
}

/** A word of the description: lower case, with its place in the description and whether a negation governs it. */
export interface Word extends Token {
  negated: boolean;
}

/**
 * What a sentence of a description is for. `main`: the first sentence that says what the tool does; `body`: further
 * sentences about the tool; the others say something beside it: how arguments look, what comes back, an example, a
 * note or warning.
 */
export type SentenceRole = "main" | "body" | "arguments" | "returns" | "example" | "note";

export interface Sentence {
  role: SentenceRole;
  /** Offsets in the description, UTF-16 code units. */
  start: number;
  end: number;
  words: Word[];
}

/**
 * Where a verb stands: `name` leads the tool's name, `name-also` is joined to it by
 * "and" or "or", `name-rest` stands elsewhere in it, `main` leads the main clause,
 * `main-also` is coordinated with it ("create, update or delete"), `body` leads a further sentence, `option` is a value
 * of an argument that selects the operation.
 */
export const PLACES = ["name", "name-also", "name-rest", "main", "main-also", "body", "option"] as const;
export type Place = (typeof PLACES)[number];

/** A verb of the lexicon seen in a tool, with the id of the rule that owns it. */
export interface VerbUse {
  rule: string;
  /** The verb's base form. */
  verb: string;
  place: Place;
  field: string;
  start: number;
  end: number;
}

/** An argument of the input schema, one level of nesting flattened. */
export interface Argument {
  name: string;
  /** Words of the name. */
  tokens: readonly string[];
  /** The same joined by a space: what argument patterns are matched against. */
  words: string;
  /** Hashes of the words of the name, in their order, then that of the whole name. */
  hashes: readonly number[];
  type: string;
  /** Values of an `enum`, strings only. */
  options: string[];
  description: string;
  required: boolean;
  /** Whether it lies inside another argument: a part of a request's body, say. */
  nested: boolean;
  /** Where the description lists it, for a tool whose schema declares nothing. */
  listed?: { start: number; end: number };
}

/** What is known of the server as a whole, taken once. */
export interface ServerFacts {
  /** "" where it was made up, of a file's name say. */
  name: string;
  description: string;
  /** Words of the server's name and description, lower case. */
  words: Set<string>;
  /** Number of tools per name as sent. */
  toolCount: number;
  /** Leading name words that name the server rather than the tool. */
  prefixes: Set<string>;
  /** Object phrase (name words without the verb, joined by a space) → names of tools by lead verb. */
  byObject: Map<string, { verb: string; rule: string; name: string }[]>;
  /** Words of all tool names → number of tools that have them. */
  nameWords: Map<string, number>;
}

/** Everything that the rules ask about, taken once per tool. Pure data. */
export interface ToolFacts {
  definition: Definition;
  server: ServerFacts;
  name: string;
  /** All words of the name, and where the tool's own words begin after a server prefix. */
  tokens: readonly Token[];
  own: readonly Token[];
  title: string;
  /** The description, cut at `MAX_TEXT`. */
  description: string;
  /** The same in lower case, of the same length, so that offsets agree. */
  text: string;
  /** Whether the description says less than three words beyond the name. */
  mute: boolean;
  sentences: Sentence[];
  main: Sentence | undefined;
  uses: VerbUse[];
  /** All words of the name joined by a space: what name patterns are matched against. */
  nameText: string;
  /** Own words of the name without the lead verb. */
  object: string[];
  /** The key of that in `ServerFacts.byObject`. */
  objectKey: string;
  arguments: Argument[];
  /** The argument whose values select an operation, where there is one. */
  selector: Argument | undefined;
  /** The author's claims that are booleans. */
  claims: Record<string, boolean>;
}

/** Longest part of a description that is read, in UTF-16 code units; what follows is examples and manuals. */
export const MAX_TEXT = 2000;
