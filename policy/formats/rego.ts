import type { ArgumentRule, OperationDecision } from "../../db/records/policy.ts";
import { patternsOf } from "../argument-checks.ts";
import { ALL_CHECKS, type Fitted } from "../fit.ts";
import { type Format, noWildcard, prepare, tableOf } from "../format.ts";
import { json } from "../json-text.ts";

/*
 * The text is a table of the tools, which is plain JSON, and below it rules that read it and are always the same. The
 * input is `{"name": …, "arguments": {…}}`, as in the parameters of `tools/call`; the answer is `decision` (allow, ask or
 * deny) and `allow`, true only for allow, for engines that know no more.
 */

const ruleEntry = (rule: ArgumentRule): object => {
  const patterns = patternsOf(rule);
  const { argument, required, values } = rule;
  return patterns
    ? { argument, required, must: patterns.must, never: patterns.never }
    : { argument, required, at_most: values[0] };
};

const operationEntry = ({ argument, values, otherwise }: OperationDecision): object => ({
  argument,
  otherwise,
  values: tableOf(values.map(({ value, action }) => [value, action])),
});

const entry = ({ action, rules, operations }: Fitted): object => ({
  action,
  ...(rules.length > 0 && { rules: rules.map(ruleEntry) }),
  ...(operations.length > 0 && { operations: operations.map(operationEntry) }),
});

const RULES = `tool := tools[input.name]

value(name) := input.arguments[name] if input.arguments[name] != null

default decision := "deny"

decision := "deny" if {
	actions["deny"]
} else := "deny" if {
	some rule in object.get(tool, "rules", [])
	not passes(rule)
} else := "ask" if {
	actions["ask"]
} else := "allow" if {
	actions["allow"]
}

default allow := false

allow if decision == "allow"

actions contains tool.action

actions contains action if {
	some group in object.get(tool, "operations", [])
	action := operation(group)
}

named(group) if {
	given := value(group.argument)
	is_string(given)
	group.values[given]
}

operation(group) := group.values[value(group.argument)] if named(group)

operation(group) := group.otherwise if not named(group)

passes(rule) if {
	not rule.required
	not present(rule.argument)
}

passes(rule) if {
	given := value(rule.argument)
	is_number(given)
	given >= 0
	given <= rule.at_most
}

passes(rule) if {
	given := value(rule.argument)
	is_string(given)
	every pattern in rule.must { regex.match(pattern, given) }
	every pattern in rule.never { not regex.match(pattern, given) }
}

present(name) if input.arguments[name] != null`;

export const rego: Format = {
  id: "rego",
  product: "Open Policy Agent (Rego)",
  readBy: "engine",
  says: "OPA answers allow, ask or deny for each call.",
  fileName: "policy.rego",
  mediaType: "text/x-rego",
  checkedAgainst: "Rego v1; compiled by OPA 1.22.2 and decided by @open-policy-agent/opa-wasm 1.10.0 in every test",
  able: { ask: true, deny: true, limit: false, checks: ALL_CHECKS, optional: true, operations: true },
  render(decisions, options) {
    const { tools, cannotExpress } = prepare(decisions, options, rego.able, noWildcard, "denied");
    const table = json(tableOf(tools.map((tool) => [tool.tool, entry(tool)])));
    return {
      text: `package mcp[${JSON.stringify(options.alias)}]\n\nimport rego.v1\n\ntools := ${table}\n\n${RULES}`,
      cannotExpress,
    };
  },
};
