import { z } from "zod";

/*
 * A `server.json` record of the official registry (schema 2025-12-11,
 * https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json). Strict on what toolrisk uses, lenient
 * on the rest: unknown fields are kept. Fields of before 2025-09-16 were snake_case; `ServerRecordSchema` reads both.
 */

/** A value that a package or remote wants: a secret has no default; a plain setting may have one. */
export const InputSchema = z.looseObject({
  description: z.string().optional(),
  isRequired: z.boolean().optional(),
  isSecret: z.boolean().optional(),
  format: z.string().optional(),
  value: z.string().optional(),
  default: z.string().optional(),
  placeholder: z.string().optional(),
  choices: z.array(z.string()).optional(),
});
export type Input = z.infer<typeof InputSchema>;

export const VariableSchema = InputSchema.extend({ name: z.string().min(1) });
export type Variable = z.infer<typeof VariableSchema>;

export const ArgumentSchema = InputSchema.extend({
  type: z.enum(["positional", "named"]),
  name: z.string().optional(),
  valueHint: z.string().optional(),
  isRepeated: z.boolean().optional(),
});
export type Argument = z.infer<typeof ArgumentSchema>;

export const PackageSchema = z.looseObject({
  registryType: z.string().min(1).describe("npm, pypi, oci, nuget, mcpb, …"),
  identifier: z.string().min(1),
  version: z.string().nullish(),
  registryBaseUrl: z.string().optional(),
  fileSha256: z.string().optional(),
  transport: z.looseObject({ type: z.string(), url: z.string().optional() }).optional(),
  packageArguments: z.array(ArgumentSchema).optional(),
  environmentVariables: z.array(VariableSchema).optional(),
});
export type Package = z.infer<typeof PackageSchema>;

export const RemoteSchema = z.looseObject({
  type: z.string(),
  url: z.string().min(1),
  headers: z.array(VariableSchema).optional(),
});
export type Remote = z.infer<typeof RemoteSchema>;

const camel = (key: string): string => key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

const SNAKE_LISTS = ["packages", "remotes", "packageArguments", "environmentVariables", "headers"];

/** Rewrites the snake_case keys of a row of before 2025-09-16; `_meta` and the like stay as they are. */
const camelKeys = (value: unknown): unknown => {
  if (!value || typeof value !== "object" || Array.isArray(value)) return value;
  const out: Record<string, unknown> = {};
  for (const [key, child] of Object.entries(value)) {
    const name = key.startsWith("_") ? key : camel(key);
    out[name] = SNAKE_LISTS.includes(name) && Array.isArray(child) ? child.map(camelKeys) : child;
  }
  return out;
};

/** One server as a registry record describes it. `name` is its identity inside a source. */
export const ServerRecordSchema = z.preprocess(
  camelKeys,
  z.looseObject({
    name: z
      .string()
      .min(1)
      .max(300)
      .refine((name) => !/\p{C}/u.test(name), "has control or invisible characters"),
    title: z.string().optional(),
    description: z.string().optional(),
    version: z.string().nullish(),
    repository: z.looseObject({ url: z.string().optional(), source: z.string().optional() }).nullish(),
    websiteUrl: z.string().optional(),
    packages: z.array(PackageSchema).optional(),
    remotes: z.array(RemoteSchema).optional(),
  }),
);
export type ServerRecord = z.infer<typeof ServerRecordSchema>;
