import { CHANGE_KINDS, CHANGE_LEVELS, type Change, type ChangeKind } from "../db/records/change.ts";
import type { Classification } from "../db/records/classification.ts";
import { canonicalJson, type Definition, fingerprintOf, textOf } from "../db/records/definition.ts";

/** One look at a tool: what its server said, and the verdict on it. */
export interface Look {
  definition: Definition;
  classification: Classification;
}

type Found = [kind: ChangeKind, says: string];

const rank = (kind: ChangeKind): number => Object.keys(CHANGE_KINDS).indexOf(kind);

const change = (server: string, tool: string, found: Found[], before: string | null, after: string | null): Change => {
  const ordered = found.toSorted(([a], [b]) => rank(b) - rank(a));
  const kinds = [...new Set(ordered.map(([kind]) => kind))] as [ChangeKind, ...ChangeKind[]];
  const levels = kinds.map((kind) => CHANGE_LEVELS.indexOf(CHANGE_KINDS[kind].level));
  return {
    server,
    tool,
    kinds,
    level: CHANGE_LEVELS[Math.max(...levels)] ?? "none",
    before,
    after,
    says: ordered.map(([, says]) => says),
  };
};

/**
 * What changed between two complete listings of one server, in the order of the tools' names; nothing for a tool whose
 * fingerprint is the same. Tools are matched by name, doubled names by their position among the doubles.
 */
export const changesBetween = (server: string, before: Look[], after: Look[]): Change[] => {
  const olds = keyed(before);
  const news = keyed(after);
  const changes: Change[] = [];
  for (const key of [...new Set([...olds.keys(), ...news.keys()])].sort()) {
    const old = olds.get(key);
    const now = news.get(key);
    const name = (now ?? old)?.definition.name ?? "";
    const was = old ? fingerprintOf(old.definition) : null;
    const is = now ? fingerprintOf(now.definition) : null;
    if (was === is) continue;
    if (!old && now) changes.push(change(server, name, addedBy(now), null, is));
    else if (old && !now) changes.push(change(server, name, [["tool-removed", `${name} is gone`]], was, null));
    else if (old && now) changes.push(change(server, name, differences(old, now), was, is));
  }
  return changes;
};

const keyed = (looks: Look[]): Map<string, Look> => {
  const seen = new Map<string, number>();
  return new Map(
    looks.map((look) => {
      const position = seen.get(look.definition.name) ?? 0;
      seen.set(look.definition.name, position + 1);
      return [`${look.definition.name}\u0000${position}`, look];
    }),
  );
};

const addedBy = (now: Look): Found[] => {
  const { category, risk } = now.classification;
  return [["tool-added", `${now.definition.name} is new: ${category}, ${risk} risk`], ...newInstructions([], now)];
};

const differences = (old: Look, now: Look): Found[] => {
  const found: Found[] = [...newInstructions(old.classification.findings, now)];
  const [was, is] = [old.classification, now.classification];
  if (was.category !== is.category || was.risk !== is.risk)
    found.push(["risk-moved", `from ${was.category}, ${was.risk} to ${is.category}, ${is.risk}`]);
  const gained = is.capabilities.filter((capability) => !was.capabilities.includes(capability));
  if (gained.length > 0) found.push(["capability-gained", `gained ${gained.join(", ")}`]);
  found.push(...claimChanges(old.definition, now.definition));
  found.push(...schemaChanges(old.definition.inputSchema, now.definition.inputSchema));
  if (found.length === 0) found.push(["cosmetic", cosmetic(old.definition, now.definition)]);
  return found;
};

/** Findings of a kind that the tool did not have before, where they are more than a note. */
const newInstructions = (before: Classification["findings"], now: Look): Found[] => {
  const known = new Set(before.map((finding) => finding.rule));
  return now.classification.findings
    .filter((finding) => (finding.level === "medium" || finding.level === "high") && !known.has(finding.rule))
    .map((finding) => ["instructions-added", `${finding.rule}: ${finding.says}`]);
};

const CLAIMS = ["readOnlyHint", "destructiveHint", "idempotentHint", "openWorldHint"];

const claimChanges = (old: Definition, now: Definition): Found[] =>
  CLAIMS.filter((claim) => claimOf(old, claim) !== claimOf(now, claim)).map((claim) => [
    "claim-flipped",
    `${claim} was ${claimOf(old, claim) ?? "absent"}, is ${claimOf(now, claim) ?? "absent"}`,
  ]);

const claimOf = (definition: Definition, claim: string): boolean | undefined => {
  const annotations = definition.annotations;
  const value = annotations && typeof annotations === "object" && Reflect.get(annotations, claim);
  return typeof value === "boolean" ? value : undefined;
};

interface ObjectSchema {
  properties: Record<string, unknown>;
  required: string[];
  additional: boolean;
}

const objectSchema = (schema: unknown): ObjectSchema => {
  const record = (schema && typeof schema === "object" ? schema : {}) as Record<string, unknown>;
  const properties = record.properties;
  return {
    properties:
      properties && typeof properties === "object" && !Array.isArray(properties)
        ? (properties as Record<string, unknown>)
        : {},
    required: Array.isArray(record.required) ? record.required.filter((name) => typeof name === "string") : [],
    additional: record.additionalProperties !== false,
  };
};

/** Text for people inside a schema, which does not change what the tool accepts. */
const PROSE = new Set(["description", "title", "examples", "$comment", "default"]);

const withoutProse = (schema: unknown): unknown => {
  if (Array.isArray(schema)) return schema.map(withoutProse);
  if (!schema || typeof schema !== "object") return schema;
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([key, value]) => !(PROSE.has(key) && typeof value !== "object"))
      .map(([key, value]) => [key, withoutProse(value)]),
  );
};

const enumOf = (schema: unknown): string[] | undefined => {
  const values = schema && typeof schema === "object" ? Reflect.get(schema, "enum") : undefined;
  return Array.isArray(values) ? values.map((value) => canonicalJson(value)) : undefined;
};

/** Arguments and allowed values that came or went. A type that changed counts as wider: it accepts what it did not. */
const schemaChanges = (old: unknown, now: unknown): Found[] => {
  if (canonicalJson(withoutProse(old ?? null)) === canonicalJson(withoutProse(now ?? null))) return [];
  const [was, is] = [objectSchema(old), objectSchema(now)];
  const found: Found[] = [];
  for (const name of Object.keys(is.properties)) {
    if (!Object.hasOwn(was.properties, name)) {
      found.push(["schema-wider", `new argument ${name}`]);
      continue;
    }
    const [before, after] = [was.properties[name], is.properties[name]];
    if (canonicalJson(withoutProse(before)) === canonicalJson(withoutProse(after))) continue;
    const [values, allowed] = [enumOf(before), enumOf(after)];
    if (allowed && (!values || allowed.every((value) => values.includes(value))))
      found.push(["schema-narrower", `argument ${name} allows fewer values`]);
    else found.push(["schema-wider", `argument ${name} allows other values`]);
  }
  for (const name of Object.keys(was.properties))
    if (!Object.hasOwn(is.properties, name)) found.push(["schema-narrower", `argument ${name} is gone`]);
  for (const name of is.required)
    if (!was.required.includes(name)) found.push(["schema-narrower", `argument ${name} is now required`]);
  for (const name of was.required)
    if (!is.required.includes(name) && Object.hasOwn(is.properties, name))
      found.push(["schema-wider", `argument ${name} is no longer required`]);
  if (was.additional !== is.additional)
    found.push([
      is.additional ? "schema-wider" : "schema-narrower",
      `other arguments are ${is.additional ? "now" : "no longer"} accepted`,
    ]);
  return found.length > 0 ? found : [["schema-wider", "the input schema accepts something else"]];
};

const cosmetic = (old: Definition, now: Definition): string => {
  const fields = (["title", "description"] as const).filter((field) => textOf(old, field) !== textOf(now, field));
  return fields.length > 0 ? `other wording in ${fields.join(" and ")}` : "other text in the schema or other fields";
};
