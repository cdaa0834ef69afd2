import { type Source, SourceError } from "./source.ts";
import { records } from "./sources/records.ts";
import { snapshots } from "./sources/snapshots.ts";
import { starter } from "./sources/starter.ts";

/** Every place where servers are heard of. */
export const SOURCES: readonly Source[] = [starter, records, snapshots];

/** Reads `id` or `id:ARGUMENT`; throws a SourceError that says what is possible. */
export const parseSource = (text: string): { source: Source; argument: string | null } => {
  const colon = text.indexOf(":");
  const id = colon < 0 ? text : text.slice(0, colon);
  const argument = colon < 0 ? null : text.slice(colon + 1);
  const source = SOURCES.find((one) => one.id === id);
  const usage = (one: Source): string => (one.argument ? `${one.id}:${one.argument}` : one.id);
  if (!source) throw new SourceError(`unknown source ${JSON.stringify(id)}; use ${SOURCES.map(usage).join(", ")}`);
  if (source.argument && !argument) throw new SourceError(`source ${id} wants an argument: ${usage(source)}`);
  if (!source.argument && argument !== null) throw new SourceError(`source ${id} takes no argument`);
  return { source, argument };
};
