import { z } from "zod";
import type { Category } from "../db/records/classification.ts";
import { ACTIONS, type Action } from "../db/records/policy.ts";

const LimitSchema = z.strictObject({ window: z.enum(["minute", "hour", "day"]), max: z.int().positive() });

/** What a profile says of one category; `limit` is required with the action `limit` and may stand with `ask`. */
const CategoryRuleSchema = z
  .strictObject({ action: z.enum(ACTIONS), limit: LimitSchema.optional() })
  .refine((rule) => rule.action !== "limit" || rule.limit !== undefined, "the action limit needs a limit");

/** Values that only the user has. A rule whose value stands here is in force; without it, it is a suggestion. */
const ValuesSchema = z.strictObject({
  amount: z.number().nonnegative().optional().describe("the most that one call may move, in the unit of the argument"),
  currencies: z.array(z.string()).optional(),
  paths: z.array(z.string().min(1)).optional().describe("folders that file tools may touch, absolute"),
  hosts: z.array(z.string().min(1)).optional().describe("hosts that network tools may call, each exact"),
  commands: z.array(z.string().min(1)).optional().describe("commands that a shell tool may run, as the line begins"),
  recipients: z.array(z.string().min(1)).optional(),
  branches: z.array(z.string().min(1)).optional(),
});
export type Values = z.infer<typeof ValuesSchema>;

const CategoriesSchema = z.strictObject({
  Read: CategoryRuleSchema,
  Write: CategoryRuleSchema,
  Execute: CategoryRuleSchema,
  Destructive: CategoryRuleSchema,
  Financial: CategoryRuleSchema,
} satisfies Record<Category, typeof CategoryRuleSchema>);

export const ProfileSchema = z.strictObject({
  name: z.string().min(1),
  categories: CategoriesSchema,
  arguments: z
    .enum(["none", "checked", "required"])
    .describe(
      "none: no rules on arguments; checked: those that need no value of the user's, and those whose value is given; " +
        "required: also those that still wait for a value, so that the tool is denied until it is filled in",
    ),
  unsure: z
    .strictObject({ below: z.number().min(0).max(1), action: z.enum(ACTIONS) })
    .optional()
    .describe("the least restrictive action for a tool whose confidence is below the threshold"),
  values: ValuesSchema.optional(),
});
export type Profile = z.infer<typeof ProfileSchema>;

const perMinute = (max: number): { action: Action; limit: { window: "minute"; max: number } } => ({
  action: "limit",
  limit: { window: "minute", max },
});

export const PROFILES = {
  strict: {
    name: "strict",
    categories: {
      Read: { action: "allow" },
      Write: { action: "ask", limit: { window: "minute", max: 10 } },
      Execute: { action: "ask", limit: { window: "minute", max: 5 } },
      Destructive: { action: "deny" },
      Financial: { action: "deny" },
    },
    arguments: "required",
    unsure: { below: 0.6, action: "ask" },
  },
  recommended: {
    name: "recommended",
    categories: {
      Read: { action: "allow" },
      Write: perMinute(30),
      Execute: perMinute(10),
      Destructive: { action: "deny" },
      Financial: { action: "ask" },
    },
    arguments: "checked",
  },
  permissive: {
    name: "permissive",
    categories: {
      Read: { action: "allow" },
      Write: { action: "allow" },
      Execute: perMinute(60),
      Destructive: { action: "ask" },
      Financial: { action: "ask" },
    },
    arguments: "none",
  },
} as const satisfies Record<string, Profile>;
export type ProfileName = keyof typeof PROFILES;

/** A user's file: a base profile by name, and what it changes. All but `extends` may be left out. */
const ProfileFileSchema = z.strictObject({
  extends: z.enum(Object.keys(PROFILES) as [ProfileName, ...ProfileName[]]).default("recommended"),
  name: z.string().min(1).optional(),
  categories: CategoriesSchema.partial().optional(),
  arguments: ProfileSchema.shape.arguments.optional(),
  unsure: ProfileSchema.shape.unsure,
  values: ValuesSchema.optional(),
});

/**
 * Reads a user's profile file (JSON text), such as `{"extends": "recommended", "values": {"hosts": ["api.acme.test"]}}`.
 * Throws a SyntaxError for text that is no JSON and a ZodError that names the field for anything else.
 */
export const readProfile = (text: string): Profile => {
  const file = ProfileFileSchema.parse(JSON.parse(text));
  const base: Profile = PROFILES[file.extends];
  return ProfileSchema.parse({
    ...base,
    ...(file.arguments && { arguments: file.arguments }),
    ...(file.unsure && { unsure: file.unsure }),
    ...(file.values && { values: file.values }),
    name: file.name ?? `${base.name}, changed`,
    categories: { ...base.categories, ...file.categories },
  });
};
