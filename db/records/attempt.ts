import { z } from "zod";
import { DefinitionSchema } from "./definition-schema.ts";
import { OutcomeSchema } from "./outcome.ts";

/** How a remote server asks for a login, as text: nothing of it is followed. */
export const AuthorizationSchema = z.object({
  status: z.int().describe("the HTTP status: 401, or 403"),
  scheme: z.string().nullable().describe("of the challenge, such as Bearer; null: none was sent"),
  scopes: z.array(z.string()).describe("that the challenge names, then those that its description offers"),
  authorizationServers: z.array(z.string()),
  described: z
    .string()
    .nullable()
    .describe("the address of the description that was read (RFC 9728 or 8414), or that it lies elsewhere; null: none"),
});
export type Authorization = z.infer<typeof AuthorizationSchema>;

/** How the second of two lists of one attempt differs from the first, by the names of tools; at most 20 of a kind. */
export const UnstableSchema = z.object({
  added: z.array(z.string()).max(20),
  removed: z.array(z.string()).max(20),
  changed: z.array(z.string()).max(20).describe("listed both times, with another definition"),
});
export type Unstable = z.infer<typeof UnstableSchema>;

/** One try to list a server's tools. What a server printed is cut, and holds no value of any variable. */
export const AttemptSchema = z.object({
  server: z.string().describe("the server's name as its record has it"),
  source: z
    .string()
    .describe(
      "where the server was heard of: the id of a file in crawler/sources/, and after a colon a registry that is not the official one",
    ),
  launcher: z
    .string()
    .describe("how it was started or reached: the id of a file in crawler/launchers/; none: not tried"),
  sandbox: z
    .string()
    .optional()
    .describe(
      "what its processes were started in: the id of a file in crawler/sandboxes/; absent: it had none of its own",
    ),
  registryType: z.string().nullable(),
  identifier: z.string().nullable().describe("package or address"),
  version: z.string().nullable().describe("the exact package version that ran"),
  integrity: z.string().nullable().describe("the lock's integrity of that package"),
  startedAt: z.iso.datetime(),
  durationMs: z.number().nonnegative(),
  outcome: OutcomeSchema,
  error: z.string().nullable().describe("what was seen, at most 2,000 characters; null when listed"),
  doNext: z.string().nullable().describe("what a person can do about it; null when listed"),
  protocolVersion: z.string().nullable(),
  serverInfo: z.looseObject({ name: z.string().optional(), version: z.string().optional() }).nullable(),
  instructions: z.string().nullable(),
  toolCount: z.int().nonnegative(),
  capabilities: z
    .record(z.string(), z.unknown())
    .optional()
    .describe("what the server announced that it can do; absent: it did not say, or it was not kept"),
  promptCount: z.int().nonnegative().optional().describe("absent: none announced, not read, or not kept"),
  resourceCount: z.int().nonnegative().optional().describe("absent: none announced, not read, or not kept"),
  authorization: AuthorizationSchema.optional().describe("for a remote that asks for a login"),
  ttlMs: z
    .int()
    .nonnegative()
    .optional()
    .describe(
      "for how many milliseconds the server says that its list holds; absent: it did not say, or it was not kept",
    ),
  tried: z
    .array(
      z.object({
        launcher: z.string(),
        identifier: z.string().nullable(),
        outcome: OutcomeSchema,
        error: z.string().nullable(),
      }),
    )
    .optional()
    .describe("ways of the same record that were tried before or after this one, in order; absent: none, or not kept"),
  unstable: UnstableSchema.optional().describe(
    "a list that was asked for twice differed; the tools are the first one's; absent: it did not, was asked for once, or not kept",
  ),
});
export type Attempt = z.infer<typeof AttemptSchema>;

/** An attempt with the tools that it read: all of the server's when the outcome is `listed`, else what came (perhaps none). */
export const AttemptResultSchema = z.object({ attempt: AttemptSchema, tools: z.array(DefinitionSchema) });
export type AttemptResult = z.infer<typeof AttemptResultSchema>;
