import type {
  ArgumentRule,
  Decision,
  OperationDecision,
  Policy,
  PolicyRule,
  ToolPolicy,
} from "../../db/records/policy.ts";
import { patternsOf } from "../argument-checks.ts";
import { ALL_CHECKS } from "../fit.ts";
import { byName, type Format, NEEDS_APPROVAL, quoted } from "../format.ts";
import { json } from "../json-text.ts";
import { letsThrough } from "../judge.ts";
import { checkPolicy } from "../policy-file.ts";

/** Matches every text and nothing else: what makes a rule fail for a list or an object in the argument's place. */
const ANY_TEXT = "^";

type Rules = { require: PolicyRule[]; deny_if: PolicyRule[] };

const requiredRule = (
  { argument, check, values, onDeny }: ArgumentRule,
  patterns: ReturnType<typeof patternsOf>,
): Rules => {
  const path = `args.${argument}`;
  if (!patterns)
    return {
      require: [
        {
          conditions: [
            { path, op: "gte", value: 0 },
            { path, op: "lte", value: values[0] },
          ],
          on_deny: onDeny,
        },
      ],
      deny_if: [],
    };
  if (check === "one-of")
    return { require: [{ conditions: [{ path, op: "in", value: values }], on_deny: onDeny }], deny_if: [] };
  const must = patterns.must.length > 0 ? patterns.must : [ANY_TEXT];
  return {
    require: [{ conditions: must.map((value) => ({ path, op: "regex", value })), on_deny: onDeny }],
    deny_if: patterns.never.map((value) => ({ conditions: [{ path, op: "regex", value }], on_deny: onDeny })),
  };
};

/** Only checks of which each part can be said as a prohibition are ever optional; the rest are required when decided. */
const optionalRule = (
  { argument, check, values, onDeny }: ArgumentRule,
  patterns: ReturnType<typeof patternsOf>,
): Rules => {
  const path = `args.${argument}`;
  const deny = (...conditions: PolicyRule["conditions"]): PolicyRule => ({ conditions, on_deny: onDeny });
  if (!patterns)
    return { require: [], deny_if: [deny({ path, op: "lt", value: 0 }), deny({ path, op: "gt", value: values[0] })] };
  if (check === "one-of")
    return { require: [], deny_if: [deny({ path, op: "exists", value: true }, { path, op: "not_in", value: values })] };
  if (patterns.must.length > 0) throw new TypeError(`the check ${check} must be required`);
  return { require: [], deny_if: patterns.never.map((value) => deny({ path, op: "regex", value })) };
};

const operationRules = ({ argument, values, otherwise }: OperationDecision): Rules => {
  const path = `args.${argument}`;
  const named = (action: "ask" | "deny"): string[] =>
    values.filter((one) => one.action === action).map(({ value }) => value);
  const rules: Rules = { require: [], deny_if: [] };
  if (!letsThrough(otherwise))
    rules.require.push({
      conditions: [{ path, op: "in", value: values.map(({ value }) => value) }],
      on_deny: otherwise === "ask" ? NEEDS_APPROVAL : `${argument} must name an operation that this policy allows.`,
    });
  const asked = named("ask");
  if (asked.length > 0) rules.deny_if.push({ conditions: [{ path, op: "in", value: asked }], on_deny: NEEDS_APPROVAL });
  const denied = named("deny");
  if (denied.length > 0)
    rules.deny_if.push({ conditions: [{ path, op: "in", value: denied }], on_deny: "This operation is not allowed." });
  return rules;
};

const toolPolicy = (decision: Decision): ToolPolicy => {
  if (decision.action === "ask") return { deny_if: [{ conditions: [], on_deny: NEEDS_APPROVAL }] };
  const all = [
    ...decision.operations.map(operationRules),
    ...decision.rules.map((rule) =>
      rule.required ? requiredRule(rule, patternsOf(rule)) : optionalRule(rule, patternsOf(rule)),
    ),
  ];
  const require = all.flatMap((rules) => rules.require);
  const deny_if = all.flatMap((rules) => rules.deny_if);
  return {
    ...(require.length > 0 && { require }),
    ...(deny_if.length > 0 && { deny_if }),
    ...(decision.limit && {
      limits: [
        {
          counter: `${decision.tool.toLowerCase()}_rate`,
          window: decision.limit.window,
          max: decision.limit.max,
          scope: "grant",
        },
      ],
    }),
  };
};

/**
 * The policy object: keys in the order `version`, `default`, `hide`, `tools`, the latter two only where not empty. The
 * maps have no prototype, so a tool called `__proto__` is a key like any other.
 */
export const policyOf = (decisions: Decision[]): Policy => {
  const all = writable(decisions);
  const hide = all.filter(({ action }) => action === "deny").map(({ tool }) => tool);
  const kept = all.filter(({ action }) => action !== "deny");
  const tools = Object.create(null) as Record<string, ToolPolicy>;
  for (const decision of kept) tools[decision.tool] = toolPolicy(decision);
  const policy: Policy = {
    version: "1",
    default: "deny",
    ...(hide.length > 0 && { hide }),
    ...(kept.length > 0 && { tools }),
  };
  return checkPolicy(policy);
};

/** A tool called `*` is left out and so denied: hidden, it would hide every tool. */
const writable = (decisions: Decision[]): Decision[] => byName(decisions).filter(({ tool }) => tool !== "*");

/** Tools that share a counter, as counters are lower-cased names. */
const sharedCounters = (decisions: Decision[]): string[] => {
  const byCounter = Map.groupBy(
    decisions.filter(({ action, limit }) => letsThrough(action) && limit),
    ({ tool }) => tool.toLowerCase(),
  );
  return [...byCounter.values()]
    .filter((tools) => tools.length > 1)
    .map((tools) => `Counters are lower-cased names, so these share one: ${quoted(tools.map(({ tool }) => tool))}.`);
};

export const policyJson: Format = {
  id: "policy-json",
  product: "policy.json",
  readBy: "gateway",
  says: "Hosted MCP gateways and toolrisk guard enforce it on every call.",
  fileName: "policy.json",
  mediaType: "application/json",
  checkedAgainst: "the documented shape, version 1, as a strict schema that every policy written passes",
  able: { ask: false, deny: true, limit: true, checks: ALL_CHECKS, optional: true, operations: true },
  // It does not go through `fit`: an approval is written as a denial whose text asks for it, as the format has it.
  render(decisions) {
    const all = writable(decisions);
    const asks = all.filter(
      ({ action, operations }) =>
        action === "ask" ||
        (action !== "deny" &&
          operations.some(({ values, otherwise }) => [otherwise, ...values.map((one) => one.action)].includes("ask"))),
    );
    const losses =
      asks.length > 0
        ? [
            `It cannot ask a person, so these are denied with a text that says so: ${quoted(asks.map(({ tool }) => tool))}.`,
          ]
        : [];
    const refused =
      byName(decisions).length > all.length ? ['Left out and so denied, as the name means every tool: "*".'] : [];
    return {
      text: json(policyOf(decisions)),
      cannotExpress: [...refused, ...losses, ...sharedCounters(all)],
    };
  },
};
