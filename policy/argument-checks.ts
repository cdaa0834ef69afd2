import type { ArgumentRule, Check } from "../db/records/policy.ts";

/*
 * What each check means, as regular expressions of the common subset of RE2, Rust, PCRE and JavaScript: no look-around,
 * no back-reference, `$` only as the end of the text. So the same pattern decides in a gateway written in Go, in OPA and
 * here, and none can be made to run for ever.
 */

/** The patterns of a check on a string: it passes when all of `must` match and none of `never` does. */
export type Patterns = { must: string[]; never: string[] };

/** `text` as a pattern that matches exactly it. */
const literal = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&").replaceAll("\\/", "/");

/** Matches nowhere: no place is both a word's edge and none. An empty choice would match the empty text instead. */
const NEVER = "\\b\\B";

const anyOf = (values: readonly (string | number)[]): string =>
  `(?:${values.length === 0 ? NEVER : values.map((value) => literal(String(value))).join("|")})`;

/** A folder's path without separators at its end; "" for the root. */
export const trimmed = (path: string | number): string => String(path).replace(/[/\\]+$/, "");

const PARENT_SEGMENT = "(^|[/\\\\])\\.\\.([/\\\\]|$)";
const METACHARACTERS = ";&|<>$`()\\\\\\n\\r";
const HAS_METACHARACTER = `[${METACHARACTERS}]`;

/** A path of segments of which none is `..`, as a pattern that must match: for engines that cannot negate one. */
const SEGMENT = "(?:[^/\\\\.][^/\\\\]*|\\.(?:[^/\\\\.][^/\\\\]*)?|\\.\\.[^/\\\\]+)?";
const NO_PARENT_SEGMENT = `^${SEGMENT}(?:[/\\\\]${SEGMENT})*$`;

const QUERY_WORDS = "select|with|show|explain|describe|desc|values";
const WRITING_WORDS =
  "insert|update|delete|merge|upsert|replace|truncate|drop|create|alter|rename|comment|grant|revoke|set|reset|call|do|" +
  "execute|exec|prepare|copy|load|import|into|outfile|dumpfile|attach|detach|install|pragma|vacuum|analyze|reindex|" +
  "cluster|refresh|lock|listen|notify|kill|shutdown|begin|commit|rollback|use";

const PATTERNS: Record<Exclude<Check, "at-most">, (values: ArgumentRule["values"]) => Patterns> = {
  "one-of": (values) => ({ must: [`^${anyOf(values)}$`], never: [] }),
  under: (values) => ({ must: [`^${anyOf(values.map(trimmed))}(?:[/\\\\]|$)`], never: [PARENT_SEGMENT] }),
  "no-traversal": () => ({ must: [], never: [PARENT_SEGMENT] }),
  hosts: (values) => ({ must: [`^https?://${anyOf(values)}(?:[/?#]|$)`], never: [] }),
  commands: (values) => ({ must: [`^${anyOf(values)}(?: |$)`], never: [HAS_METACHARACTER] }),
  "no-metacharacters": () => ({ must: [], never: [HAS_METACHARACTER] }),
  "read-only-sql": () => ({
    must: [`^[ \\t\\r\\n]*(?i:${QUERY_WORDS})\\b[^;]*;?[ \\t\\r\\n]*$`],
    never: [`\\b(?i:${WRITING_WORDS})\\b`],
  }),
};

/** The patterns of a rule on a string; undefined for a rule on a number. */
export const patternsOf = ({ check, values }: ArgumentRule): Patterns | undefined =>
  check === "at-most" ? undefined : PATTERNS[check](values);

/** The same for an engine that can only demand a match, not forbid one; undefined where that cannot be written. */
export const mustOnly = (rule: ArgumentRule): string[] | undefined => {
  const patterns = patternsOf(rule);
  if (!patterns) return undefined;
  const turned = patterns.never.map((pattern) => {
    if (pattern === PARENT_SEGMENT) return NO_PARENT_SEGMENT;
    return pattern === HAS_METACHARACTER ? `^[^${METACHARACTERS}]*$` : undefined;
  });
  return turned.includes(undefined) ? undefined : [...turned.filter((one) => one !== undefined), ...patterns.must];
};

const compiled = new Map<string, RegExp>();

/** Whether `pattern` matches somewhere in `text`. Throws a SyntaxError for a pattern that is none. */
export const matches = (pattern: string, text: string): boolean => {
  let regex = compiled.get(pattern);
  if (!regex) {
    regex = new RegExp(pattern);
    compiled.set(pattern, regex);
  }
  return regex.test(text);
};

/** Whether an argument's value passes the rule. A value of another type than the check is for does not pass. */
export const passes = (rule: ArgumentRule, value: unknown): boolean => {
  if (rule.check === "at-most")
    return typeof value === "number" && Number.isFinite(value) && value >= 0 && value <= Number(rule.values[0]);
  if (typeof value !== "string") return false;
  const { must, never } = PATTERNS[rule.check](rule.values);
  return must.every((pattern) => matches(pattern, value)) && !never.some((pattern) => matches(pattern, value));
};
