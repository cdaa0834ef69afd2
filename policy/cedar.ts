import type { ArgumentRule, Check, OperationDecision } from "../db/records/policy.ts";
import { patternsOf, trimmed } from "./argument-checks.ts";
import { type Abilities, type Fitted, NAMES_ONLY } from "./fit.ts";
import { letsThrough } from "./judge.ts";

/*
 * Cedar (cedarpolicy.com, language version 4). Everything is said in the `when` of a permit and nothing in a forbid: a
 * condition that does not fit a value's type is an error, an error takes the policy out, and what no permit allows is
 * denied. In a forbid the same error would let the call through.
 */

/** Cedar has no regular expressions, so no statement can be read; its numbers are whole. */
const CHECKS: Check[] = ["at-most", "one-of", "under", "no-traversal", "hosts", "commands", "no-metacharacters"];
export const CEDAR: Abilities = { ...NAMES_ONLY, checks: CHECKS, optional: true, operations: true };

const escaped = (text: string): string =>
  [...text]
    .map((char) => {
      if (char === '"' || char === "\\") return `\\${char}`;
      return /[\p{C}\u2028\u2029]/u.test(char) ? `\\u{${char.codePointAt(0)?.toString(16)}}` : char;
    })
    .join("");

/** A Cedar string. The text must be well-formed. */
export const cedarString = (text: string): string => `"${escaped(text)}"`;

/** A pattern of `like` with a free part before or after the text. */
const like = (text: string, free: { before?: boolean; after?: boolean }): string =>
  `"${free.before ? "*" : ""}${escaped(text).replaceAll("*", "\\*")}${free.after ? "*" : ""}"`;

const any = (parts: string[]): string => (parts.length === 1 ? (parts[0] ?? "") : `(${parts.join(" || ")})`);

const SEPARATORS = ["/", "\\"];

const noParentSegment = (value: string): string => {
  const parts = [
    `${value} == ".."`,
    ...SEPARATORS.flatMap((one) => [
      `${value} like ${like(`..${one}`, { after: true })}`,
      `${value} like ${like(`${one}..`, { before: true })}`,
      ...SEPARATORS.map((other) => `${value} like ${like(`${one}..${other}`, { before: true, after: true })}`),
    ]),
  ];
  return `!${any(parts)}`;
};

const noMetacharacter = (value: string): string =>
  `!${any([...";&|<>$`()\\\n\r"].map((char) => `${value} like ${like(char, { before: true, after: true })}`))}`;

/** `value` is the text or begins with it and one of the ends. */
const isOrContinues = (value: string, text: string, ends: string[]): string[] => [
  `${value} == ${cedarString(text)}`,
  ...ends.map((end) => `${value} like ${like(text + end, { after: true })}`),
];

const checked = ({ check, values }: ArgumentRule, value: string): string => {
  const texts = values.map(String);
  switch (check) {
    case "at-most":
      return `${value} >= 0 && ${value} <= ${Math.floor(Number(values[0]))}`;
    case "one-of":
      return `[${texts.map(cedarString).join(", ")}].contains(${value})`;
    case "under":
      return `${any(texts.flatMap((text) => isOrContinues(value, trimmed(text), SEPARATORS)))} && ${noParentSegment(value)}`;
    case "hosts":
      return any(
        texts.flatMap((host) =>
          ["http", "https"].flatMap((scheme) => isOrContinues(value, `${scheme}://${host}`, ["/", "?", "#"])),
        ),
      );
    case "commands":
      return `${any(texts.flatMap((text) => isOrContinues(value, text, [" "])))} && ${noMetacharacter(value)}`;
    case "no-traversal":
      return noParentSegment(value);
    case "no-metacharacters":
      return noMetacharacter(value);
    default:
      throw new TypeError(`Cedar cannot check ${check}: ${patternsOf({ check, values } as ArgumentRule)?.must}`);
  }
};

/** How a product names an argument: the record that holds it and the key in it. */
export type Input = { record: string; keyOf: (argument: string) => string; absent?: (argument: string) => string };

const operationCondition = ({ argument, values, otherwise }: OperationDecision, input: Input): string => {
  const key = cedarString(input.keyOf(argument));
  const has = `${input.record} has ${key}`;
  const pick = (through: boolean): string =>
    `[${values
      .filter(({ action }) => letsThrough(action) === through)
      .map(({ value }) => cedarString(value))
      .join(", ")}]`;
  return letsThrough(otherwise)
    ? `!(${has} && ${pick(false)}.contains(${input.record}[${key}]))`
    : `(${has} && ${pick(true)}.contains(${input.record}[${key}]))`;
};

const ruleCondition = (rule: ArgumentRule, input: Input): string => {
  const key = cedarString(input.keyOf(rule.argument));
  const has = `${input.record} has ${key}`;
  const check = checked(rule, `${input.record}[${key}]`);
  if (rule.required) return `(${has} && ${check})`;
  const absent = input.absent ? ` && ${input.absent(rule.argument)}` : "";
  return `(if ${has} then ${check} else ${absent === "" ? "true" : absent.slice(4)})`;
};

/** The conditions under which a tool that is let through may be called, as the `when` of its permit; "" for none. */
export const when = (tool: Fitted, input: Input): string => {
  const conditions = [
    ...tool.operations.map((group) => operationCondition(group, input)),
    ...tool.rules.map((rule) => ruleCondition(rule, input)),
  ];
  return conditions.length > 0 ? `\nwhen {\n  ${conditions.join(" &&\n  ")}\n}` : "";
};

/** What Cedar's own data model loses, for tools with conditions. */
export const cedarLosses = (tools: Fitted[]): string[] =>
  tools.some(({ action, rules }) => letsThrough(action) && rules.some(({ check }) => check === "at-most"))
    ? ["Cedar has whole numbers only, so a call whose amount has a fraction is denied."]
    : [];
