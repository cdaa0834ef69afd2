import { z } from "zod";

/*
 * The part of SARIF 2.1.0 that toolrisk writes, as strict as the standard has it
 * (https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/sarif-v2.1.0-errata01-os-complete.html): no property that the
 * standard does not know, required ones there, and the rules of the prose that a JSON Schema cannot say.
 */

const Level = z.enum(["none", "note", "warning", "error"]); // 3.27.10
const Message = z.strictObject({ text: z.string().min(1) }); // 3.11
const LogicalLocation = z.strictObject({ fullyQualifiedName: z.string().min(1), kind: z.string() }); // 3.33
const UriReference = z
  .string()
  .min(1)
  .refine((text) => !/[\s\\<>"{}|^`]/.test(text) && URL.canParse(text, "file:///root/"), "a URI reference");
const PhysicalLocation = z.strictObject({
  artifactLocation: z.strictObject({ uri: UriReference, uriBaseId: z.string().optional() }), // 3.4
  region: z.strictObject({ startLine: z.int().positive(), startColumn: z.int().positive() }), // 3.30
});
const Location = z.strictObject({
  physicalLocation: PhysicalLocation.optional(),
  logicalLocations: z.array(LogicalLocation).min(1),
});
const Rule = z.strictObject({
  id: z.string().min(1),
  shortDescription: Message,
  help: Message,
  helpUri: z.url(),
  defaultConfiguration: z.strictObject({ level: Level }),
});
const Result = z
  .strictObject({
    ruleId: z.string().min(1),
    ruleIndex: z.int().nonnegative(),
    level: Level,
    kind: z.enum(["notApplicable", "pass", "fail", "review", "open", "informational"]), // 3.27.9
    message: Message,
    locations: z.array(Location).min(1),
    partialFingerprints: z.record(z.string().regex(/\/v\d+$/), z.string().min(1)), // 3.27.17: versioned names
    properties: z.record(z.string(), z.unknown()),
  })
  .refine(({ kind, level }) => kind === "fail" || level === "none", "3.27.9: only what fails has a level");

export const SarifSchema = z.strictObject({
  $schema: z.url(),
  version: z.literal("2.1.0"),
  runs: z
    .array(
      z
        .strictObject({
          tool: z.strictObject({
            driver: z.strictObject({
              name: z.string(),
              semanticVersion: z.string().regex(/^\d+\.\d+\.\d+/),
              informationUri: z.url(),
              rules: z.array(Rule),
            }),
          }),
          columnKind: z.enum(["utf16CodeUnits", "unicodeCodePoints"]),
          originalUriBaseIds: z.record(z.string(), z.strictObject({ description: Message })),
          invocations: z.array(
            z.strictObject({
              executionSuccessful: z.boolean(),
              endTimeUtc: z.iso.datetime(),
              toolExecutionNotifications: z.array(
                z.strictObject({ level: Level, message: Message, locations: z.array(Location) }),
              ),
            }),
          ),
          results: z.array(Result),
        })
        .superRefine((run, context) => {
          for (const { ruleId, ruleIndex } of run.results)
            if (run.tool.driver.rules[ruleIndex]?.id !== ruleId)
              context.addIssue({ code: "custom", message: `3.27.6: ruleIndex of ${ruleId}` });
          for (const { locations } of run.results)
            for (const { physicalLocation } of locations) {
              const base = physicalLocation?.artifactLocation.uriBaseId;
              if (base !== undefined && !(base in run.originalUriBaseIds))
                context.addIssue({ code: "custom", message: `3.4.4: ${base} is not defined` });
            }
          if (new Set(run.tool.driver.rules.map(({ id }) => id)).size !== run.tool.driver.rules.length)
            context.addIssue({ code: "custom", message: "3.49.3: a rule stands twice" });
        }),
    )
    .length(1),
});
