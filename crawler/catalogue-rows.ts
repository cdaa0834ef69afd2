import type { Variable } from "../db/records/server.ts";
import { recordOf } from "./parse-records.ts";
import { type Found, SourceError } from "./source.ts";

/** A value of a catalogue with named fields. */
export type Table = Record<string, unknown>;

export const isTable = (value: unknown): value is Table =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const textOf = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" ? value : undefined;

export const tablesOf = (value: unknown): Table[] => (Array.isArray(value) ? value.filter(isTable) : []);

export const textsOf = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];

/** A whole catalogue, YAML or JSON (which YAML contains). Throws a SourceError where it is neither. */
export const parseCatalogue = async (text: string, place: string): Promise<Table> => {
  const { parse } = await import("yaml");
  let value: unknown;
  try {
    value = parse(text, { maxAliasCount: 100, logLevel: "error" });
  } catch (error) {
    throw new SourceError(`${place} is neither YAML nor JSON: ${(error as Error).message.split("\n")[0]}`);
  }
  if (!isTable(value)) throw new SourceError(`${place} holds no catalogue`);
  return value;
};

/** A variable of a catalogue's entry as a record has it; null where it has no name. */
export const variableOf = (table: Table, name: string | undefined, isSecret: boolean): Variable | null => {
  if (name === undefined) return null;
  const description = textOf(table.description);
  const preset = textOf(table.default);
  return {
    name,
    isSecret,
    ...(description === undefined ? {} : { description }),
    ...(table.required === true ? { isRequired: true } : {}),
    ...(preset === undefined || isSecret ? {} : { default: preset }),
  };
};

/** The record of an entry, checked as any other; `row` leaves out what the entry does not say. */
export const rowOf = (where: string, row: Table): Found =>
  recordOf(Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined)), where);
