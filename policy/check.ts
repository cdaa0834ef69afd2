import { isDeepStrictEqual } from "node:util";
import type { ZodError } from "zod";
import type { Definition } from "../db/records/definition.ts";
import type { Condition, Limit, Policy, PolicyRule, ToolPolicy } from "../db/records/policy.ts";
import { neverHold } from "./contradiction.ts";
import { checkPolicy } from "./policy-file.ts";
import { type Place, PolicyText } from "./policy-text.ts";

export type Problem = Place & {
  /** error: the policy is wrong or does less than it seems to; warning: it works, but not everywhere. */
  level: "error" | "warning";
  says: string;
};

export type Checked = {
  /** Present when the text is a policy that can be enforced, whatever else is said of it. */
  policy?: Policy;
  /** In the order of their lines. */
  problems: Problem[];
};

type Path = (string | number)[];
type Report = (level: Problem["level"], path: Path, says: string) => void;

const quote = (text: string): string => JSON.stringify(text.length > 100 ? `${text.slice(0, 100)}…` : text);

const WANTS: Partial<Record<Condition["op"], [what: string, is: (value: unknown) => boolean]>> = {
  in: ["a list that is not empty", (value) => Array.isArray(value) && value.length > 0],
  not_in: ["a list that is not empty", (value) => Array.isArray(value) && value.length > 0],
  lt: ["a number", Number.isFinite],
  lte: ["a number", Number.isFinite],
  gt: ["a number", Number.isFinite],
  gte: ["a number", Number.isFinite],
  exists: ["true or false", (value) => typeof value === "boolean"],
  regex: ["a pattern", (value) => typeof value === "string"],
  eq: ["a value", (value) => value !== undefined],
  neq: ["a value", (value) => value !== undefined],
  contains: ["a value", (value) => value !== undefined],
};

/** Whether the condition can be evaluated at all; says why not. */
const checkCondition = ({ path, op, value }: Condition, at: Path, report: Report): boolean => {
  if (!/^args\.[^.]+(\.[^.]+)*$/s.test(path)) {
    report("error", [...at, "path"], `the path ${quote(path)} is not args. and the name of an argument`);
    return false;
  }
  const [what, is] = WANTS[op] ?? ["a value", () => true];
  if (!is(value)) {
    report("error", [...at, "value"], `the operator ${op} needs ${what}`);
    return false;
  }
  if (op !== "regex") return true;
  const pattern = String(value);
  try {
    new RegExp(pattern);
  } catch (error) {
    report("error", [...at, "value"], `not a pattern: ${(error as Error).message.slice(0, 200)}`);
    return false;
  }
  if (/\(\?<?[=!]|\\[1-9]|\\k</.test(pattern))
    report(
      "warning",
      [...at, "value"],
      "look-around and back-references are unknown to gateways written in Go or Rust",
    );
  return true;
};

const sameConditions = (some: PolicyRule, all: PolicyRule): boolean =>
  some.conditions.every((one) => all.conditions.some((other) => isDeepStrictEqual(one, other)));

/** Dead and shadowed rules of one tool. */
const checkRules = ({ require = [], deny_if = [], limits = [] }: ToolPolicy, at: Path, report: Report): void => {
  for (const [index, rule] of require.entries()) {
    const place = [...at, "require", index];
    if (rule.conditions.length === 0) report("error", place, "dead: a requirement without conditions always holds");
    else if (neverHold(rule.conditions))
      report("error", place, "no call can fulfil these conditions, so the tool is always denied");
    const twin = require.findIndex((other, position) => position !== index && sameConditions(rule, other));
    if (twin >= 0 && rule.conditions.length > 0 && (twin < index || !sameConditions(require[twin] ?? rule, rule)))
      report("error", place, `shadowed: requirement ${twin + 1} demands all of this`);
  }
  const always = deny_if.findIndex(({ conditions }) => conditions.length === 0);
  for (const [index, rule] of deny_if.entries()) {
    const place = [...at, "deny_if", index];
    if (neverHold(rule.conditions)) report("error", place, "dead: no call can fulfil these conditions");
    const twin = deny_if.findIndex((other, position) => position !== index && sameConditions(other, rule));
    if (twin >= 0 && (twin < index || !sameConditions(rule, deny_if[twin] ?? rule)))
      report("error", place, `shadowed: rule ${twin + 1} denies all of this already`);
  }
  if (always >= 0) {
    if (limits.length > 0) report("error", [...at, "limits"], `dead: rule ${always + 1} denies every call`);
    if (require.length > 0) report("error", [...at, "require"], `dead: rule ${always + 1} denies every call`);
  }
  checkLimits(limits, [...at, "limits"], report);
};

const checkLimits = (limits: Limit[], at: Path, report: Report): void => {
  for (const [index, limit] of limits.entries()) {
    const lower = limits.findIndex(
      (other, position) =>
        position !== index &&
        other.counter === limit.counter &&
        other.window === limit.window &&
        (other.max < limit.max || (other.max === limit.max && position < index)),
    );
    if (lower >= 0) report("error", [...at, index], `shadowed: limit ${lower + 1} is reached first`);
  }
};

/** The argument names of an input schema that lists them all; undefined where others may be given too. */
const argumentsOf = ({ inputSchema }: Definition): string[] | undefined => {
  if (!inputSchema || typeof inputSchema !== "object") return undefined;
  const { properties } = inputSchema as { properties?: unknown };
  return properties && typeof properties === "object" && !Array.isArray(properties)
    ? Object.keys(properties)
    : undefined;
};

const checkArguments = (tool: ToolPolicy, names: string[], at: Path, report: Report): void => {
  for (const list of ["require", "deny_if"] as const)
    for (const [index, { conditions }] of (tool[list] ?? []).entries())
      for (const [position, { path }] of conditions.entries()) {
        const name = path.split(".")[1] ?? "";
        if (!names.includes(name))
          report(
            "error",
            [...at, list, index, "conditions", position, "path"],
            `the tool has no argument ${quote(name)}`,
          );
      }
};

/** The known name that differs only in case or separators, for a suggestion. */
const near = (name: string, known: string[]): string => {
  const plain = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]/g, "");
  const found = known.find((one) => plain(one) === plain(name));
  return found === undefined ? "" : `; did you mean ${quote(found)}?`;
};

const checkNames = (policy: Policy, tools: Definition[], report: Report): void => {
  const known = tools.map(({ name }) => name);
  const named: [string, Path][] = [
    ...(policy.hide ?? []).map((name, index): [string, Path] => [name, ["hide", index]]),
    ...Object.keys(policy.tools ?? {}).map((name): [string, Path] => [name, ["tools", name]]),
  ];
  for (const [name, path] of named)
    if (!known.includes(name) && !(name === "*" && path[0] === "hide"))
      report("error", path, `the server has no tool ${quote(name)}${near(name, known)}`);
  for (const [name, tool] of Object.entries(policy.tools ?? {})) {
    const definition = tools.find((one) => one.name === name);
    const names = definition && argumentsOf(definition);
    if (names) checkArguments(tool, names, ["tools", name], report);
  }
};

const checkMeaning = (policy: Policy, report: Report): boolean => {
  let works = true;
  for (const [name, tool] of Object.entries(policy.tools ?? {})) {
    for (const list of ["require", "deny_if"] as const)
      for (const [index, { conditions }] of (tool[list] ?? []).entries())
        for (const [position, condition] of conditions.entries())
          works = checkCondition(condition, ["tools", name, list, index, "conditions", position], report) && works;
    if (policy.hide?.includes(name) || policy.hide?.includes("*"))
      report("error", ["tools", name], "dead: the tool is hidden, so its rules are never asked");
    else if (works) checkRules(tool, ["tools", name], report);
    if (policy.default === "allow" && Object.keys(tool).length === 0)
      report("error", ["tools", name], "dead: tools are allowed by default, so this says nothing");
    if (name === "*")
      report("warning", ["tools", name], "the name * means no more than itself here; use all_tools for all");
  }
  for (const [index, name] of (policy.hide ?? []).entries())
    if (policy.hide?.indexOf(name) !== index || (name !== "*" && policy.hide.includes("*")))
      report("error", ["hide", index], `shadowed: ${quote(name)} is hidden already`);
  checkLimits(policy.all_tools?.limits ?? [], ["all_tools", "limits"], report);
  return works;
};

/**
 * Checks the text of a `policy.json`: that it is one, that every condition can be evaluated, that no rule is dead or
 * shadowed, and, when the server's tools are given, that it names tools and arguments that exist. Never throws for what
 * stands in the text.
 */
export const checkPolicyText = (text: string, tools?: Definition[]): Checked => {
  const source = new PolicyText(text);
  const problems: Problem[] = source.problems.map(({ place, says }) => ({ ...place, level: "error", says }));
  const report: Report = (level, path, says) => problems.push({ ...source.placeOf(path), level, says });
  const ordered = (): Problem[] => problems.sort((a, b) => a.line - b.line || a.column - b.column);
  if (problems.length > 0) return { problems: ordered() };
  let policy: Policy;
  try {
    policy = checkPolicy(JSON.parse(text));
  } catch (error) {
    if (!(error instanceof Error) || error.name !== "ZodError") throw error;
    for (const issue of (error as ZodError).issues)
      report(
        "error",
        issue.path.filter((part) => typeof part !== "symbol"),
        issue.message,
      );
    return { problems: ordered() };
  }
  const works = checkMeaning(policy, report);
  if (tools) checkNames(policy, tools, report);
  return { ...(works && { policy }), problems: ordered() };
};
