import type { ArgumentRule, Check, OperationDecision } from "../../db/records/policy.ts";
import { mustOnly } from "../argument-checks.ts";
import { type Fitted, NAMES_ONLY } from "../fit.ts";
import { byName, type Format, NEEDS_APPROVAL, prepare, quoted, tableOf } from "../format.ts";
import { letsThrough } from "../judge.ts";
import { yamlText } from "../yaml-text.ts";

/*
 * Intercept's rules demand: the first whose conditions do not all hold denies. A condition on an absent argument does not
 * hold, and there is no "or", so nothing can be forbidden of an argument that may be left out. Its equality compares
 * printed texts (7 equals "7"), so texts are compared by pattern, which only a text can match.
 */

const CHECKS: Check[] = ["at-most", "one-of", "under", "no-traversal", "hosts", "commands", "no-metacharacters"];

const demand = (name: string, conditions: object[], on_deny: string): object => ({
  name,
  action: "evaluate",
  conditions,
  on_deny,
});

const ruleEntry = (rule: ArgumentRule, index: number): object => {
  const path = `args.${rule.argument}`;
  const patterns = mustOnly(rule);
  const conditions = patterns
    ? patterns.map((value) => ({ path, op: "regex", value }))
    : [
        { path, op: "gte", value: 0 },
        { path, op: "lte", value: rule.values[0] },
      ];
  return demand(`argument-${index + 1}`, conditions, rule.onDeny);
};

const operationEntry = ({ argument, values, otherwise }: OperationDecision, index: number): object => {
  const path = `args.${argument}`;
  const open = letsThrough(otherwise);
  const named = values.filter(({ action }) => letsThrough(action) !== open).map(({ value }) => value);
  const rule: ArgumentRule = { argument, required: true, check: "one-of", values: named, onDeny: "", leaves: "" };
  const conditions = open
    ? [{ path, op: "not_in", value: named }]
    : (mustOnly(rule) ?? []).map((value) => ({ path, op: "regex", value }));
  return demand(`operation-${index + 1}`, conditions, `${argument} must name an operation that this policy allows.`);
};

const toolEntry = ({ rules, operations, limit }: Fitted): object => ({
  rules: [
    ...operations.map(operationEntry),
    ...rules.map(ruleEntry),
    ...(limit ? [{ name: "rate", rate_limit: `${limit.max}/${limit.window}` }] : []),
  ],
});

export const intercept: Format = {
  id: "intercept",
  product: "Intercept",
  readBy: "gateway",
  says: "The proxy hides, denies, checks and rate-limits each call.",
  fileName: "intercept.yaml",
  mediaType: "application/yaml",
  checkedAgainst:
    "PolicyLayer/Intercept of March 2026: 30 random policies passed its validator, and its engine gave 60,000 random calls " +
    "what our reading of its documents gives them; that reading and a strict schema in every test",
  able: { ...NAMES_ONLY, limit: true, checks: CHECKS, operations: true },
  render(decisions, options) {
    const limited = new Set(decisions.filter(({ limit }) => limit).map(({ tool }) => tool));
    const refuse = (name: string): string | undefined => {
      if (name === "<<") return "YAML reads the name as a merge of tables";
      return limited.has(name) && name.includes(".") ? "its counters cannot belong to a name with a dot" : undefined;
    };
    const { tools, cannotExpress } = prepare(decisions, options, intercept.able, refuse, "denied");
    const asked = new Set(
      byName(decisions)
        .filter(({ action }) => action === "ask")
        .map(({ tool }) => tool),
    );
    const hide = tools.filter(({ tool, action }) => action === "deny" && !asked.has(tool)).map(({ tool }) => tool);
    const kept = tools.filter(({ tool }) => !hide.includes(tool));
    const entries = kept.map((tool): [string, object] => [
      tool.tool,
      tool.action === "deny"
        ? { rules: [{ name: "approval", action: "deny", on_deny: NEEDS_APPROVAL }] }
        : toolEntry(tool),
    ]);
    const open = kept.filter(({ operations }) => operations.some(({ otherwise }) => letsThrough(otherwise)));
    const losses =
      open.length > 0
        ? [
            `It cannot leave the operation open, so calls of these that name none are denied: ${quoted(open.map(({ tool }) => tool))}.`,
          ]
        : [];
    return {
      text: yamlText({
        version: "1",
        default: "deny",
        ...(hide.length > 0 && { hide }),
        tools: tableOf(entries),
      }),
      cannotExpress: [...cannotExpress, ...losses],
    };
  },
};
