import { isDeepStrictEqual } from "node:util";
import type { Condition, Limit, Policy, PolicyRule, ToolPolicy } from "../db/records/policy.ts";
import { argumentsWith, neverHold } from "./contradiction.ts";
import { WINDOW_MS } from "./counters.ts";
import { enforce, isHidden } from "./enforce.ts";

export type Change = {
  /** A tool's name; null for every tool that neither policy names. */
  tool: string | null;
  /** possible: calls that were denied are allowed now; stops: the reverse; text: only what the agent is told. */
  kind: "possible" | "stops" | "text";
  says: string;
  /** Arguments of a call whose verdict changes so, where one was found. */
  example?: Record<string, unknown>;
};

type Access = "hidden" | "denied" | "open" | "ruled";

const accessOf = (policy: Policy, tool: string | null): Access => {
  if (tool === null) return policy.hide?.includes("*") ? "hidden" : policy.default === "deny" ? "denied" : "open";
  if (isHidden(policy, tool)) return "hidden";
  const own = ownOf(policy, tool);
  if (!own) return policy.default === "deny" ? "denied" : "open";
  if (own.deny_if?.some(({ conditions }) => conditions.length === 0)) return "denied";
  if (own.require?.some(({ conditions }) => neverHold(conditions))) return "denied";
  return own.require?.length || own.deny_if?.length ? "ruled" : "open";
};

const ownOf = (policy: Policy, tool: string): ToolPolicy | undefined =>
  policy.tools && Object.hasOwn(policy.tools, tool) ? policy.tools[tool] : undefined;

const shut = (access: Access): boolean => access === "hidden" || access === "denied";

const said = ({ conditions }: PolicyRule): string =>
  conditions.length === 0
    ? "every call"
    : conditions
        .map(({ path, op, value }) => `${path} ${op} ${JSON.stringify(value)?.slice(0, 200) ?? ""}`.trim())
        .join(" and ");

/** Values at and just past what a condition names, on both sides of it. */
const probes = ({ op, value }: Condition): unknown[] => {
  if (typeof value === "number") return [value, value - 1, value + 1];
  if (op === "regex") return [];
  const named = Array.isArray(value) ? value : [value];
  return [...named, "something else", ...named.filter((one) => typeof one === "string").map((one) => `a ${one} b`)];
};

const merged = (parts: Record<string, unknown>[]): Record<string, unknown> => {
  const all: Record<string, unknown> = {};
  for (const part of parts)
    for (const [key, value] of Object.entries(part)) {
      const before = all[key];
      const nested =
        before && value && typeof before === "object" && typeof value === "object" && !Array.isArray(value);
      Object.defineProperty(all, key, {
        value: nested ? merged([before as Record<string, unknown>, value as Record<string, unknown>]) : value,
        enumerable: true,
        configurable: true,
        writable: true,
      });
    }
  return all;
};

const MOST_PROBES = 4_096;

/** Calls around the values that either policy names: all combinations of them, up to a number. */
const candidates = (rules: PolicyRule[]): Record<string, unknown>[] => {
  const paths = Map.groupBy(
    rules.flatMap(({ conditions }) => conditions),
    ({ path }) => path,
  );
  let calls: Record<string, unknown>[][] = [[]];
  for (const [path, conditions] of paths) {
    const values = conditions.flatMap(probes).map((value) => argumentsWith(path, value));
    const grown = calls.flatMap((call) => [call, ...values.map((value) => [...call, value])]);
    if (grown.length > MOST_PROBES) break;
    calls = grown;
  }
  return calls.map(merged);
};

const rulesOf = (policy: Policy, tool: string): PolicyRule[] => {
  const own = ownOf(policy, tool);
  return [...(own?.require ?? []), ...(own?.deny_if ?? [])];
};

const ruleChanges = (before: Policy, after: Policy, tool: string): Change[] => {
  const [old, now] = [ownOf(before, tool), ownOf(after, tool)];
  const calls = candidates([...rulesOf(before, tool), ...rulesOf(after, tool)]);
  const example = (kind: Change["kind"]): Pick<Change, "example"> => {
    const found = calls.find((call) => {
      const [was, is] = [enforce(before, tool, call).allowed, enforce(after, tool, call).allowed];
      return kind === "possible" ? !was && is : was && !is;
    });
    return found ? { example: found } : {};
  };
  const changes: Change[] = [];
  for (const list of ["require", "deny_if"] as const) {
    const [olds, nows] = [old?.[list] ?? [], now?.[list] ?? []];
    const only = (some: PolicyRule[], others: PolicyRule[]): PolicyRule[] =>
      some.filter(({ conditions }) => !others.some((other) => isDeepStrictEqual(other.conditions, conditions)));
    const word = list === "require" ? "must hold" : "is denied";
    for (const rule of only(olds, nows))
      changes.push({ tool, kind: "possible", says: `no longer: ${said(rule)} ${word}`, ...example("possible") });
    for (const rule of only(nows, olds))
      changes.push({ tool, kind: "stops", says: `new: ${said(rule)} ${word}`, ...example("stops") });
    for (const rule of nows)
      if (olds.some((other) => isDeepStrictEqual(other.conditions, rule.conditions) && other.on_deny !== rule.on_deny))
        changes.push({
          tool,
          kind: "text",
          says: `another text where ${said(rule)} ${word}: ${JSON.stringify(rule.on_deny)}`,
        });
  }
  return changes;
};

const perDay = ({ window, max }: Limit): number => (max * WINDOW_MS.day) / WINDOW_MS[window];
const limitSaid = ({ max, window, counter }: Limit): string => `${max} per ${window} (${counter})`;

const limitChanges = (tool: string | null, olds: Limit[] = [], nows: Limit[] = []): Change[] => {
  const same = (a: Limit, b: Limit): boolean => a.counter === b.counter && a.window === b.window;
  const gone = olds.filter((limit) => !nows.some((other) => same(limit, other)));
  const come = nows.filter((limit) => !olds.some((other) => same(limit, other)));
  const moved = nows.flatMap((limit): Change[] => {
    const old = olds.find((other) => same(limit, other));
    if (!old || old.max === limit.max) return [];
    const kind = perDay(limit) > perDay(old) ? "possible" : "stops";
    return [{ tool, kind, says: `limit ${limitSaid(old)} is now ${limit.max} per ${limit.window}` }];
  });
  return [
    ...gone.map((limit): Change => ({ tool, kind: "possible", says: `no longer limited to ${limitSaid(limit)}` })),
    ...come.map((limit): Change => ({ tool, kind: "stops", says: `now limited to ${limitSaid(limit)}` })),
    ...moved,
  ];
};

const WORDS: Record<Access, string> = {
  hidden: "hidden",
  denied: "denied",
  open: "let through",
  ruled: "let through by rules",
};

const toolChanges = (before: Policy, after: Policy, tool: string | null): Change[] => {
  const [was, is] = [accessOf(before, tool), accessOf(after, tool)];
  if (shut(was) && shut(is)) {
    if (was === is) return [];
    return [{ tool, kind: "text", says: `${WORDS[was]}, now ${WORDS[is]}: no call passes either way` }];
  }
  const [old, now] = tool === null ? [] : [ownOf(before, tool), ownOf(after, tool)];
  if (shut(was) !== shut(is)) {
    const limits = shut(was) ? now?.limits : undefined;
    const up = limits?.length ? `, up to ${limits.map(limitSaid).join(" and ")}` : "";
    return [{ tool, kind: shut(was) ? "possible" : "stops", says: `${WORDS[was]}, now ${WORDS[is]}${up}` }];
  }
  const rules = tool === null ? [] : ruleChanges(before, after, tool);
  return [...rules, ...limitChanges(tool, old?.limits, now?.limits)];
};

/**
 * What becomes possible and what stops when one policy takes another's place: tools in the order in which the new policy
 * names them, then those that only the old one names, then all others (`tool` null), then limits on all tools.
 */
export const diffPolicies = (before: Policy, after: Policy): Change[] => {
  const named = [after, before].flatMap(({ tools, hide }) => [...Object.keys(tools ?? {}), ...(hide ?? [])]);
  const tools = [...new Set(named)].filter((name) => name !== "*");
  return [
    ...tools.flatMap((tool) => toolChanges(before, after, tool)),
    ...toolChanges(before, after, null),
    ...limitChanges(null, before.all_tools?.limits, after.all_tools?.limits).map((change) => ({
      ...change,
      says: `all tools together: ${change.says}`,
    })),
  ];
};
