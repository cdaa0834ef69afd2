import { createRequire } from "node:module";
import { z } from "zod";
import type { Evaluator } from "./evaluators.ts";
import type { Call } from "./random-calls.ts";

// The package's main entry is for bundlers; the one for Node is CommonJS.
const cedar = createRequire(import.meta.url)(
  "@cedar-policy/cedar-wasm/nodejs",
) as typeof import("@cedar-policy/cedar-wasm/nodejs");

type Entity = { type: string; id: string };
type Request = { principal: Entity; action: Entity; resource: Entity; context: Record<string, unknown> };

let sets = 0;

/** Decides requests with Cedar's own engine. Throws what its parser says of a text that is no policy set. */
const authorizer = (policies: string, requestOf: (call: Call) => Request): ReturnType<Evaluator> => {
  const id = `set-${++sets}`;
  const parsed = cedar.preparsePolicySet(id, { staticPolicies: policies });
  if (parsed.type !== "success") throw new Error(`${JSON.stringify(parsed.errors[0])}\n${policies.slice(0, 2000)}`);
  return (call) => {
    // Half a character cannot even be handed to the engine, so there is no request that a permit could match.
    if (!call.name.isWellFormed()) return "deny";
    const answer = cedar.statefulIsAuthorized({
      ...requestOf(call),
      preparsedPolicySetId: id,
      validateRequest: false,
      entities: [],
    } as Parameters<typeof cedar.statefulIsAuthorized>[0]);
    if (answer.type !== "success") throw new Error(JSON.stringify(answer.errors));
    return answer.response.decision;
  };
};

/** The arguments as a gateway gives them to Cedar, which has no null. */
const withoutNull = (args: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(args).filter(([, value]) => value !== null));

const principal = { type: "User", id: "someone" };

export const CEDAR_EVALUATORS: Record<string, Evaluator> = {
  "cedar-mcp": (text) =>
    authorizer(text, ({ name, arguments: args }) => ({
      principal,
      action: { type: "Action", id: name },
      resource: { type: "McpServer", id: "acme" },
      context: { input: withoutNull(args) },
    })),
  "agentcore-cedar": (text) =>
    authorizer(text, ({ name, arguments: args }) => ({
      principal: { type: "AgentCore::OAuthUser", id: "someone" },
      action: { type: "AgentCore::Action", id: `acme___${name}` },
      resource: { type: "AgentCore::Gateway", id: "arn:aws:bedrock-agentcore:REGION:ACCOUNT:gateway/GATEWAY" },
      context: { input: withoutNull(args) },
    })),
  "toolhive-cedar": (text) => {
    const file = z.strictObject({
      version: z.literal("1.0"),
      type: z.literal("cedarv1"),
      cedar: z.strictObject({ policies: z.array(z.string()), entities_json: z.literal("[]") }),
    });
    return authorizer(file.parse(JSON.parse(text)).cedar.policies.join("\n"), ({ name, arguments: args }) => ({
      principal: { type: "Client", id: "someone" },
      action: { type: "Action", id: "call_tool" },
      resource: { type: "Tool", id: name },
      context: Object.fromEntries(
        Object.entries(withoutNull(args)).map(([key, value]) =>
          typeof value === "object" ? [`arg_${key}_present`, true] : [`arg_${key}`, value],
        ),
      ),
    }));
  },
};
