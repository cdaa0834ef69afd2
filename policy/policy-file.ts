import { type Policy, PolicySchema, type ToolPolicy, ToolPolicySchema } from "../db/records/policy.ts";

/**
 * Validates a policy and returns it with a prototype-less map of tools. Zod leaves out a key `__proto__`, so that one is
 * validated on its own. Throws a ZodError that names the field.
 */
export const checkPolicy = (value: unknown): Policy => {
  const policy = PolicySchema.parse(value);
  const given = (value as Policy).tools;
  if (!given || !policy.tools) return policy;
  const tools = Object.create(null) as Record<string, ToolPolicy>;
  for (const name of Object.keys(given)) {
    const known = Object.hasOwn(policy.tools, name) ? policy.tools[name] : undefined;
    tools[name] = known ?? ToolPolicySchema.parse(given[name], { reportInput: false });
  }
  return { ...policy, tools };
};

/** Reads `policy.json` from its text. Throws a SyntaxError for text that is no JSON, a ZodError for another shape. */
export const readPolicy = (text: string): Policy => checkPolicy(JSON.parse(text));
