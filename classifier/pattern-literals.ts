/*
 * The literal strings that a regular expression cannot match without, read from its source: what lets one scan of a
 * text decide which of hundreds of patterns are worth running on it. Sound by construction: whatever this reader does
 * not know makes the pattern "no literals known", and such a pattern is run on every text.
 */

/** What is known of the strings that a part of a pattern matches. */
interface Part {
  /** All strings that the part can match, when they are few; undefined when they are not. */
  exact: readonly string[] | undefined;
  /**
   * Sets of strings, where `exact` is unknown: at least one of each set stands in each match of the part. At most
   * MOST_SETS, the rarest first.
   */
  needs: readonly (readonly string[])[];
}

/** Most strings kept as exact; more are cheaper to leave to their shorter beginnings. */
const MOST_EXACT = 64;
/** Longest class, as characters, that is read as its characters. */
const MOST_CLASS = 8;

const EMPTY: Part = { exact: [""], needs: [] };
const ANYTHING: Part = { exact: undefined, needs: [] };

/** Most sets of needed strings that are kept. */
const MOST_SETS = 2;

/** Of sets of needed strings those that the fewest texts have: their shortest string is longer, or they have fewer strings. */
const rarest = (sets: readonly (readonly string[])[]): readonly (readonly string[])[] => {
  if (sets.length < 2) return sets;
  const shortest = (words: readonly string[]): number => Math.min(...words.map((word) => word.length));
  return sets.toSorted((a, b) => shortest(b) - shortest(a) || a.length - b.length).slice(0, MOST_SETS);
};

const asNeeds = (exact: readonly string[]): readonly (readonly string[])[] =>
  exact.every((word) => word !== "") ? [exact] : [];

const needsOfPart = ({ exact, needs }: Part): readonly (readonly string[])[] => (exact ? asNeeds(exact) : needs);

const inSequence = (parts: readonly Part[]): Part => {
  let run: readonly string[] = [""];
  const needs: (readonly string[])[] = [];
  let exact = true;
  for (const part of parts) {
    const joined = part.exact && part.exact.length * run.length <= MOST_EXACT ? part.exact : undefined;
    if (joined) {
      run = run.flatMap((head) => joined.map((tail) => head + tail));
      continue;
    }
    exact = false;
    needs.push(...asNeeds(run), ...needsOfPart(part));
    run = part.exact && part.exact.length <= MOST_EXACT ? part.exact : [""];
  }
  if (exact) return { exact: run, needs: [] };
  return { exact: undefined, needs: rarest([...needs, ...asNeeds(run)]) };
};

const asChoice = (parts: readonly Part[]): Part => {
  const exact = parts.every((part) => part.exact) ? parts.flatMap((part) => part.exact ?? []) : undefined;
  if (exact && exact.length <= MOST_EXACT) return { exact, needs: [] };
  const each = parts.map(needsOfPart);
  const isKnown = each.every((sets) => sets.length > 0);
  // A second set holds where one alternative has two: the others give their first again.
  const count = isKnown ? Math.max(...each.map((sets) => sets.length)) : 0;
  const needs = Array.from({ length: count }, (_, at) => each.flatMap((sets) => sets[at] ?? sets[0] ?? []));
  return { exact: undefined, needs };
};

class Unknown extends Error {}

class Reader {
  #at = 0;
  readonly #source: string;

  constructor(source: string) {
    this.#source = source;
  }

  /** Alternatives up to a closing bracket or the end. */
  choice(): Part {
    const parts = [this.#sequence()];
    while (this.#source[this.#at] === "|") {
      this.#at++;
      parts.push(this.#sequence());
    }
    return parts.length === 1 ? (parts[0] ?? EMPTY) : asChoice(parts);
  }

  get done(): boolean {
    return this.#at === this.#source.length;
  }

  #sequence(): Part {
    const parts: Part[] = [];
    while (!this.done && this.#source[this.#at] !== "|" && this.#source[this.#at] !== ")")
      parts.push(this.#repeated(this.#one()));
    return inSequence(parts);
  }

  #repeated(part: Part): Part {
    const quantifier = /^(?:[*+?]|\{(\d+)(,\d*)?\})\??/.exec(this.#source.slice(this.#at, this.#at + 24));
    if (!quantifier) return part;
    this.#at += quantifier[0].length;
    const [text, least, more] = quantifier;
    if (text.startsWith("?"))
      return {
        exact: part.exact && part.exact.length < MOST_EXACT ? ["", ...part.exact] : undefined,
        needs: [],
      };
    if (text.startsWith("*") || least === "0") return ANYTHING;
    if (least === "1" && more === undefined) return part;
    return { exact: undefined, needs: needsOfPart(part) };
  }

  #one(): Part {
    const sign = this.#source[this.#at++];
    if (sign === "^" || sign === "$") return EMPTY;
    if (sign === ".") return ANYTHING;
    if (sign === "(") return this.#group();
    if (sign === "[") return this.#class();
    if (sign === "\\") return this.#escape();
    if (sign === undefined || "*+?{})]".includes(sign)) throw new Unknown();
    return { exact: [sign], needs: [] };
  }

  #group(): Part {
    const kind = /^\?(?:[:=!]|<[=!]|<\w+>)/.exec(this.#source.slice(this.#at, this.#at + 40))?.[0] ?? "";
    if (kind === "" && this.#source[this.#at] === "?") throw new Unknown();
    this.#at += kind.length;
    const inner = this.choice();
    if (this.#source[this.#at++] !== ")") throw new Unknown();
    // What is looked at stands beside the match, or must not stand there at all.
    return /^\?<?[=!]/.test(kind) ? EMPTY : inner;
  }

  #class(): Part {
    const end = /^\^?\]?(?:\\.|[^\\\]])*\]/.exec(this.#source.slice(this.#at))?.[0].length;
    if (end === undefined) throw new Unknown();
    const inside = this.#source.slice(this.#at, this.#at + end - 1);
    this.#at += end;
    const plain = !/[\\^[\]]|.-./.test(inside) && inside.length > 0 && inside.length <= MOST_CLASS;
    return plain ? { exact: [...new Set(inside.split(""))], needs: [] } : ANYTHING;
  }

  #escape(): Part {
    const sign = this.#source[this.#at++] ?? "";
    if (sign === "b" || sign === "B") return EMPTY;
    if ("wWdDsS".includes(sign)) return ANYTHING;
    if (sign === "n") return { exact: ["\n"], needs: [] };
    if (/[a-zA-Z0-9]/.test(sign) || sign === "") throw new Unknown();
    return { exact: [sign], needs: [] };
  }
}

/**
 * One or two sets of strings, the rarer first: at least one of each stands in every match of `pattern`; for a pattern that
 * ignores case they are in lower case, and stand there in any case. No string is empty. There are no sets where none are
 * known, as for a pattern that can match nothing, one that ignores the case of letters beyond ASCII, and one that this
 * reader cannot read.
 */
export const literalsOf = (pattern: RegExp): readonly (readonly string[])[] => {
  if (/[vu]/.test(pattern.flags) || (pattern.ignoreCase && /[^\0-\x7f]/.test(pattern.source))) return [];
  const reader = new Reader(pattern.source);
  try {
    const whole = reader.choice();
    if (!reader.done) return [];
    const words = (set: readonly string[]): readonly string[] =>
      pattern.ignoreCase ? set.map((word) => word.toLowerCase()) : set;
    return needsOfPart(whole).map((set) => [...new Set(words(set))]);
  } catch (error) {
    if (error instanceof Unknown) return [];
    throw error;
  }
};
