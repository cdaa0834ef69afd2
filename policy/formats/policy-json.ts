import type { Decision, Policy, ToolPolicy } from "../../db/records/policy.ts";
import { byName, type Format } from "../format.ts";
import { checkPolicy } from "../policy-file.ts";

const NEEDS_APPROVAL = "Requires human approval.";

const toolPolicy = (decision: Decision): ToolPolicy => {
  const policy: ToolPolicy = {};
  if (decision.action === "ask") policy.deny_if = [{ conditions: [], on_deny: NEEDS_APPROVAL }];
  else if (decision.limit)
    policy.limits = [
      {
        counter: `${decision.tool.toLowerCase()}_rate`,
        window: decision.limit.window,
        max: decision.limit.max,
        scope: "grant",
      },
    ];
  return policy;
};

/**
 * The policy object: keys in the order `version`, `default`, `hide`, `tools`, the latter two only where not empty. The
 * maps have no prototype, so a tool called `__proto__` is a key like any other.
 */
export const policyOf = (decisions: Decision[]): Policy => {
  const all = byName(decisions);
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

export const policyJson: Format = {
  id: "policy-json",
  product: "policy.json",
  says: "Hosted MCP gateways and `toolrisk guard` enforce it on every call.",
  fileName: "policy.json",
  mediaType: "application/json",
  checkedAgainst: "the documented shape, version 1, as a strict schema that every policy written passes",
  render(decisions) {
    const asks = byName(decisions).filter(({ action }) => action === "ask");
    return {
      text: JSON.stringify(policyOf(decisions), null, 2),
      cannotExpress: asks.map(
        ({ tool }) => `${JSON.stringify(tool)}: the format has no approval; the call is denied and the text says why`,
      ),
    };
  },
};
