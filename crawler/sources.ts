import { type Source, SourceError } from "./source.ts";
import { config } from "./sources/config.ts";
import { docker } from "./sources/docker.ts";
import { listing } from "./sources/listing.ts";
import { records } from "./sources/records.ts";
import { registry } from "./sources/registry.ts";
import { snapshots } from "./sources/snapshots.ts";
import { starter } from "./sources/starter.ts";
import { target } from "./sources/target.ts";
import { toolhive } from "./sources/toolhive.ts";

/** Every place where servers are heard of. */
export const SOURCES: readonly Source[] = [
  starter,
  target,
  config,
  registry,
  docker,
  toolhive,
  records,
  snapshots,
  listing,
];

/** How a source is written, as in `records:FILE` or `registry[:URL]`. */
export const sourceUsage = ({ id, argument, optional }: Source): string => {
  if (argument === null) return id;
  return optional ? `${id}[:${argument}]` : `${id}:${argument}`;
};

/** A source with its argument, as `--source` names them. */
export interface NamedSource {
  source: Source;
  argument: string | null;
}

/** What the database calls the place that is read: the source's id, with what tells it from others of its kind. */
export const placeName = ({ source, argument }: NamedSource): string => {
  const place = source.placeOf?.(argument) ?? null;
  return place === null ? source.id : `${source.id}:${place}`;
};

/** Reads `id` or `id:ARGUMENT`; throws a SourceError that says what is possible. */
export const parseSource = (text: string): NamedSource => {
  const colon = text.indexOf(":");
  const id = colon < 0 ? text : text.slice(0, colon);
  const argument = colon < 0 ? null : text.slice(colon + 1);
  const source = SOURCES.find((one) => one.id === id);
  if (!source)
    throw new SourceError(`unknown source ${JSON.stringify(id)}; use ${SOURCES.map(sourceUsage).join(", ")}`);
  if (argument === "" || (source.argument && !source.optional && argument === null))
    throw new SourceError(`source ${id} wants an argument: ${sourceUsage(source)}`);
  if (!source.argument && argument !== null) throw new SourceError(`source ${id} takes no argument`);
  return { source, argument };
};
