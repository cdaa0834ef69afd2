import { ACTIONS, type Decision } from "../db/records/policy.ts";
import { type Abilities, type Fitted, fit } from "./fit.ts";
import { visible } from "./visible.ts";

/** What a format is asked to write beyond the decisions. */
export type RenderOptions = {
  /** The server's key in the user's own configuration, which is not its registry name: see `aliasOf`. */
  alias: string;
  /** The server's name as its record has it. */
  serverName: string;
};

export type Rendered = {
  /** The file's text, without a final newline: the command adds one when it writes. */
  text: string;
  /** What the decisions say and this text does not, one sentence each; empty when nothing is lost. */
  cannotExpress: string[];
};

/** What reads the files of formats, as pages and menus group them, in the order in which they show it. */
export const READERS = {
  client: "Clients",
  gateway: "Gateways and proxies",
  engine: "Policy engines",
  api: "Model APIs",
  author: "Server authors",
} as const;

/** One output format: a file `policy/formats/<id>.ts`. Renders to a string; the command writes it. */
export type Format = {
  id: string;
  /** The product that enforces it. */
  product: string;
  /** What the product is to the reader. */
  readBy: keyof typeof READERS;
  /** One sentence: what the product does with it. */
  says: string;
  /** Where the product looks for it, or the usual name of the file. */
  fileName: string;
  mediaType: string;
  /** The product's version or the date of the source, and how the output was checked against it. */
  checkedAgainst: string;
  /** What the product can be told; the rest is fitted to it, and said in `cannotExpress`. */
  able: Abilities;
  /** Several servers' texts as one file; absent where the product wants a file for each server. */
  combine?: (texts: string[]) => string;
  /** Throws a RangeError for an alias that is none: see `isAlias`. */
  render: (decisions: Decision[], options: RenderOptions) => Rendered;
};

/** Whether a text can be a server's key in every product: letters, digits, `_` and `-`, at most 60, a letter first. */
export const isAlias = (text: string): boolean => /^[A-Za-z][A-Za-z0-9_-]{0,59}$/.test(text);

/** A key for a server whose user chose none: the last part of its name, as `files` of `npm/@acme/files`. */
export const aliasOf = (serverName: string): string => {
  const last = serverName.split("/").findLast((part) => /[A-Za-z]/.test(part)) ?? "";
  const plain = last
    .replace(/[^A-Za-z0-9-]+/g, "-")
    .replace(/^[^A-Za-z]+|-+$/g, "")
    .slice(0, 60);
  return plain === "" ? "server" : plain.toLowerCase();
};

/**
 * The decisions by tool name, in the order given. A server that lists a name twice gets the more restrictive decision
 * for it, as no client can tell the two apart.
 */
export const byName = (decisions: Decision[]): Decision[] => {
  const names = new Map<string, Decision>();
  for (const decision of decisions) {
    const known = names.get(decision.tool);
    if (!known || ACTIONS.indexOf(decision.action) > ACTIONS.indexOf(known.action)) names.set(decision.tool, decision);
  }
  return [...names.values()];
};

/** A list of tool names for a sentence, each quoted, cut at 100 characters, and safe to print. */
export const quoted = (names: string[]): string =>
  names
    .map((name) => visible(JSON.stringify(name.length > 100 ? `${name.slice(0, 100)}…` : name), "surrogates"))
    .join(", ");

/** Gives the reason why a name cannot be written, or undefined. */
export type Refusal = (name: string) => string | undefined;

/** Refuses the name that means every tool, and text that is not well formed. */
export const noWildcard: Refusal = (name) => {
  if (name === "*") return "the name means every tool";
  return name.isWellFormed() ? undefined : "the name is not well-formed text";
};

/** Refuses names with other characters than those of `pattern`, which stands for the whole name. */
export const only =
  (pattern: RegExp, why: string): Refusal =>
  (name) =>
    pattern.test(name) ? undefined : why;

/** Letters, digits, `_` and `-`: what products that build a name of their own from server and tool leave alone. */
export const PLAIN_NAME = only(
  /^[A-Za-z0-9_-]{1,128}$/,
  "the product changes or misreads names with other than letters, digits, _ and -",
);

/** Names in which a product would read `*`, `?` and brackets as patterns are refused. */
export const NO_GLOB = only(/^[^*?[\]{}!\\]+$/u, "the product would read the name as a pattern");

/**
 * What every format begins with: one decision per name, names that cannot be written taken out, and the rest fitted to
 * what the product can be told. `leftOut` says what the product does with a tool that the text does not name.
 */
export const prepare = (
  decisions: Decision[],
  { alias }: RenderOptions,
  able: Abilities,
  refuse: Refusal,
  leftOut: string,
): { tools: Fitted[]; cannotExpress: string[] } => {
  if (!isAlias(alias))
    throw new RangeError(`not a name that a server can have in a configuration: ${JSON.stringify(alias)}`);
  const reasons = new Map<string, string[]>();
  const kept = byName(decisions).filter(({ tool }) => {
    const reason = noWildcard(tool) ?? refuse(tool);
    if (reason !== undefined) reasons.set(reason, [...(reasons.get(reason) ?? []), tool]);
    return reason === undefined;
  });
  const { fitted, cannotExpress } = fit(kept, able);
  const refused = [...reasons].map(([reason, names]) => `Left out and so ${leftOut}, as ${reason}: ${quoted(names)}.`);
  return { tools: fitted, cannotExpress: [...refused, ...cannotExpress] };
};

/** An object without prototype, so that every name is a key like any other. */
export const tableOf = <T>(entries: Iterable<[string, T]>): Record<string, T> => {
  const table = Object.create(null) as Record<string, T>;
  for (const [key, value] of entries) table[key] = value;
  return table;
};

/** The names of the tools that get one of the actions, in order. */
export const namesOf = (tools: Decision[], ...actions: Decision["action"][]): string[] =>
  tools.filter(({ action }) => actions.includes(action)).map(({ tool }) => tool);

/** What an agent is told where a format can only deny what a person should decide; the words of the documented shape. */
export const NEEDS_APPROVAL = "Requires human approval.";

/** A name that no tool has: for products whose empty list would mean every tool. */
export const NOTHING = "no-tool-is-let-through";

/** A list that is never empty, with the sentence to say when it would be. */
export const neverEmpty = (names: string[]): { list: string[]; note: string[] } =>
  names.length > 0
    ? { list: names, note: [] }
    : {
        list: [NOTHING],
        note: [`No tool is let through, and an empty list would mean every tool, so it names one that does not exist.`],
      };
