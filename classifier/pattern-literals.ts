/*
 * The literal strings that a regular expression cannot match without, read from its source: what lets one scan of a
 * text decide which of hundreds of patterns are worth running on it. Sound by construction: whatever this reader does
 * not know makes the pattern "no literals known", and such a pattern is run on every text.
 */

/** What is known of the strings that a part of a pattern matches. */
interface Part {
  /** All strings that the part can match, when they are few; undefined when they are not. */
  exact: readonly string[] | undefined;
  /** Strings of which at least one stands in each match of the part; undefined when none are known. */
  needs: readonly string[] | undefined;
}

/** Most strings kept as exact; more are cheaper to leave to their shorter beginnings. */
const MOST_EXACT = 64;
/** Longest class, as characters, that is read as its characters. */
const MOST_CLASS = 8;

const EMPTY: Part = { exact: [""], needs: undefined };
const ANYTHING: Part = { exact: undefined, needs: undefined };

/** Of two sets of needed strings the one that fewer texts have: its shortest string is longer, or it has fewer strings. */
const rarer = (a: readonly string[] | undefined, b: readonly string[] | undefined): readonly string[] | undefined => {
  if (!a || !b) return a ?? b;
  const shortest = (words: readonly string[]): number => Math.min(...words.map((word) => word.length));
  const difference = shortest(a) - shortest(b);
  return difference > 0 || (difference === 0 && a.length <= b.length) ? a : b;
};

const asNeeds = (exact: readonly string[] | undefined): readonly string[] | undefined =>
  exact?.every((word) => word !== "") ? exact : undefined;

const inSequence = (parts: readonly Part[]): Part => {
  let run: readonly string[] = [""];
  let needs: readonly string[] | undefined;
  let exact = true;
  for (const part of parts) {
    const joined = part.exact && part.exact.length * run.length <= MOST_EXACT ? part.exact : undefined;
    if (joined) {
      run = run.flatMap((head) => joined.map((tail) => head + tail));
      continue;
    }
    exact = false;
    needs = rarer(rarer(needs, asNeeds(run)), part.needs ?? asNeeds(part.exact));
    run = part.exact && part.exact.length <= MOST_EXACT ? part.exact : [""];
  }
  needs = rarer(needs, asNeeds(run));
  return { exact: exact ? run : undefined, needs };
};

const asChoice = (parts: readonly Part[]): Part => {
  const exact = parts.every((part) => part.exact) ? parts.flatMap((part) => part.exact ?? []) : undefined;
  const each = parts.map((part) => part.needs ?? asNeeds(part.exact));
  const needs = each.every((words) => words) ? each.flatMap((words) => words ?? []) : undefined;
  return { exact: exact && exact.length <= MOST_EXACT ? exact : undefined, needs };
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
        needs: undefined,
      };
    if (text.startsWith("*") || least === "0") return ANYTHING;
    if (least === "1" && more === undefined) return part;
    return { exact: undefined, needs: part.needs ?? asNeeds(part.exact) };
  }

  #one(): Part {
    const sign = this.#source[this.#at++];
    if (sign === "^" || sign === "$") return EMPTY;
    if (sign === ".") return ANYTHING;
    if (sign === "(") return this.#group();
    if (sign === "[") return this.#class();
    if (sign === "\\") return this.#escape();
    if (sign === undefined || "*+?{})]".includes(sign)) throw new Unknown();
    return { exact: [sign], needs: undefined };
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
    return plain ? { exact: [...new Set(inside.split(""))], needs: undefined } : ANYTHING;
  }

  #escape(): Part {
    const sign = this.#source[this.#at++] ?? "";
    if (sign === "b" || sign === "B") return EMPTY;
    if ("wWdDsS".includes(sign)) return ANYTHING;
    if (sign === "n") return { exact: ["\n"], needs: undefined };
    if (/[a-zA-Z0-9]/.test(sign) || sign === "") throw new Unknown();
    return { exact: [sign], needs: undefined };
  }
}

/**
 * Strings of which at least one stands in every match of `pattern`, none of them empty; undefined where no such strings
 * are known, as for a pattern that can match nothing, one that ignores case, and one that this reader cannot read.
 */
export const literalsOf = (pattern: RegExp): readonly string[] | undefined => {
  if (/[ivu]/.test(pattern.flags)) return undefined;
  const reader = new Reader(pattern.source);
  try {
    const { exact, needs } = reader.choice();
    if (!reader.done) return undefined;
    const words = rarer(needs, asNeeds(exact));
    return words && [...new Set(words)];
  } catch (error) {
    if (error instanceof Unknown) return undefined;
    throw error;
  }
};
