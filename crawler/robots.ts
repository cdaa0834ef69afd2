/*
 * The robots exclusion protocol (RFC 9309): what a host lets crawlers ask for. Written here, since the text is a hostile
 * one: time and memory are linear in it, which the field's libraries are not.
 */

/** The most of a robots.txt that is read, in bytes: what RFC 9309 (2.5) asks for at least. */
export const MAX_ROBOTS = 500 * 1024;
/** Rules that are kept of one group of lines, and the longest pattern of one, in UTF-16 code units. */
const MAX_RULES = 2_000;
const MAX_PATTERN = 500;

interface Rule {
  allow: boolean;
  /** The parts between the asterisks of its pattern, the first of which stands at the beginning of the path. */
  parts: string[];
  /** Whether the pattern reaches to the end of the path (`$`). */
  toEnd: boolean;
  /** The longest pattern decides. */
  length: number;
}

/** What stands in a robots.txt for one crawler. */
export interface Robots {
  rules: readonly Rule[];
}

/** Percent-encoded letters in capitals and what is not ASCII encoded, so that two spellings of a path compare equal. */
const normalized = (path: string): string =>
  path
    .toWellFormed()
    .replace(/[^\x21-\x7e]/gu, (letter) => encodeURIComponent(letter))
    .replace(/%[0-9a-f]{2}/gi, (code) => {
      const letter = String.fromCharCode(Number.parseInt(code.slice(1), 16));
      return /[\w.~-]/.test(letter) ? letter : code.toUpperCase();
    });

const ruleOf = (allow: boolean, pattern: string): Rule => {
  const text = normalized(pattern);
  const toEnd = text.endsWith("$");
  return { allow, parts: (toEnd ? text.slice(0, -1) : text).split("*"), toEnd, length: text.length };
};

/** What a crawler calls itself in a line `user-agent`: letters, `-` and `_`; the rest of the line is a version or words. */
const productOf = (value: string): string => (value.startsWith("*") ? "*" : (/^[A-Za-z_-]*/.exec(value)?.[0] ?? ""));

/**
 * Reads a robots.txt for the crawler of this name: the rules of all groups that name it, else of those for `*`. Lines that
 * are none are passed over.
 */
export const parseRobots = (text: string, product: string): Robots => {
  const own: Rule[] = [];
  const everyone: Rule[] = [];
  let named = false;
  /** What the rules that follow are for. */
  let group = { own: false, everyone: false };
  let naming = false;
  for (const line of text.slice(0, MAX_ROBOTS).split(/\r\n|[\r\n]/)) {
    const [, field = "", value = ""] = /^\uFEFF?[ \t]*([A-Za-z-]+)[ \t]*:[ \t]*([^#]*)/.exec(line) ?? [];
    const key = field.toLowerCase();
    if (key === "user-agent") {
      if (!naming) group = { own: false, everyone: false };
      naming = true;
      const name = productOf(value.trim());
      if (name === "*") group.everyone = true;
      if (name.toLowerCase() === product.toLowerCase()) {
        group.own = true;
        named = true;
      }
    } else if (key === "allow" || key === "disallow") {
      naming = false;
      const pattern = value.trim();
      if (pattern === "" || pattern.length > MAX_PATTERN) continue;
      for (const [is, rules] of [[group.own, own] as const, [group.everyone, everyone] as const])
        if (is && rules.length < MAX_RULES) rules.push(ruleOf(key === "allow", pattern));
    }
  }
  return { rules: named ? own : everyone };
};

const matches = ({ parts, toEnd }: Rule, path: string): boolean => {
  const [first = "", ...others] = parts;
  if (!path.startsWith(first)) return false;
  let at = first.length;
  const last = toEnd ? others.pop() : undefined;
  for (const part of others) {
    const found = path.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  if (!toEnd) return true;
  return last === undefined ? at === path.length : path.length - last.length >= at && path.endsWith(last);
};

/** Whether the host lets us ask for a path (with its query): the longest rule that matches decides, for allowing where two are equal. */
export const isAllowed = ({ rules }: Robots, path: string): boolean => {
  const asked = normalized(path);
  let best: Rule | null = null;
  for (const rule of rules)
    if (matches(rule, asked) && (!best || rule.length > best.length || (rule.length === best.length && rule.allow)))
      best = rule;
  return best?.allow ?? true;
};
