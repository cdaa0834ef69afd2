import type { Listing } from "./list-tools.ts";
import { isSecretSegment, SECRET_OPTION, SECRET_VALUE, secretFrom } from "./secret-words.ts";

/** What stands in place of a secret. */
export const REDACTED = "[redacted]";

/** Shorter values are no secret that could be told from a word. */
const LEAST = 6;

/** The secret parts of one value: of `Bearer TOKEN` the token, of an address its password and what its query holds. */
const partsOf = (value: string): string[] => {
  const [, scheme, credentials] = /^(Bearer|Basic|Token|ApiKey)\s+(\S+)$/i.exec(value) ?? [];
  const decoded = /^basic$/i.test(scheme ?? "") ? Buffer.from(credentials ?? "", "base64").toString() : "";
  return [value, credentials ?? "", decoded.replace(/^[^:]*:/, "")];
};

const addressParts = (value: string): string[] => {
  if (!URL.canParse(value)) return [];
  const { password, pathname, searchParams } = new URL(value);
  const query = [...searchParams].flatMap(([name, text]) => (SECRET_OPTION.test(name) ? [text] : []));
  return [decodeURIComponent(password), ...query, ...pathname.split("/").filter(isSecretSegment)];
};

/** The secrets among words; of one that looks like a secret as a whole, that too. */
const ofWords = (args: readonly string[]): string[] =>
  args.flatMap((word, at) => {
    const from = secretFrom(word, args[at - 1] ?? "");
    return from === null ? [] : [word.slice(from), ...(SECRET_VALUE.test(word) ? [word] : [])];
  });

/**
 * The secrets among what a server is given, by the names of options and variables and by their look, each with what stands
 * for it; with what its launcher knows to be one. Also as a server would print them inside of JSON or an address.
 */
export const secretsOf = (
  { args, env }: { args: readonly string[]; env: Readonly<Record<string, string>> },
  known: ReadonlyMap<string, string>,
): Map<string, string> => {
  const named = Object.entries(env).flatMap(([name, value]) =>
    SECRET_OPTION.test(name) || SECRET_VALUE.test(value) ? [value] : [],
  );
  const launcher = [...known].flatMap(([text, standIn]) => (standIn === REDACTED ? [text] : []));
  const whole = [...named, ...ofWords(args), ...launcher].flatMap(partsOf);
  const all = [...whole, ...[...args, ...Object.values(env)].flatMap(addressParts)];
  const written = all.flatMap((text) => [
    text,
    JSON.stringify(text).slice(1, -1),
    encodeURIComponent(text.toWellFormed()),
  ]);
  return new Map(written.filter((text) => text.length >= LEAST).map((text) => [text, REDACTED]));
};

const mapped = (value: unknown, change: (text: string) => string): unknown => {
  if (typeof value === "string") return change(value);
  if (Array.isArray(value)) return value.map((one) => mapped(one, change));
  if (value === null || typeof value !== "object") return value;
  // By definition, not by assignment: a key named __proto__ is data.
  const out = {};
  for (const [key, inner] of Object.entries(value))
    Object.defineProperty(out, change(key), {
      value: mapped(inner, change),
      enumerable: true,
      configurable: true,
      writable: true,
    });
  return out;
};

/**
 * What a server of the user's own answered, without the secrets that the user gave it: some servers tell what they were
 * given. `change` takes them out of a text. Values nest no deeper than `MAX_DEPTH` here.
 */
export const withoutSecrets = (listing: Listing, change: (text: string) => string): Listing =>
  mapped(listing, change) as Listing;
