import { ACTIONS, type Decision } from "../db/records/policy.ts";
import type { Abilities } from "./fit.ts";

/** What a format is asked to write beyond the decisions. */
export type RenderOptions = {
  /** The server's key in the user's own configuration, which is not its registry name. */
  alias: string;
  /** The server's name as its record has it, for comments. */
  serverName: string;
};

export type Rendered = {
  /** The file's text, without a final newline: the command adds one when it writes. */
  text: string;
  /** What the decisions say and this text does not, one sentence each; empty when nothing is lost. */
  cannotExpress: string[];
};

/** One output format: a file `policy/formats/<id>.ts`. Renders to a string; the command writes it. */
export type Format = {
  id: string;
  /** The product that enforces it. */
  product: string;
  /** One sentence: what the product does with it. */
  says: string;
  /** Where the product looks for it, or the usual name of the file. */
  fileName: string;
  mediaType: string;
  /** The product's version or the date of the source, and how the output was checked against it. */
  checkedAgainst: string;
  /** What the product can be told; the rest is fitted to it, and said in `cannotExpress`. */
  able: Abilities;
  render: (decisions: Decision[], options: RenderOptions) => Rendered;
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

/**
 * Splits decisions into those whose names a format can write and one sentence on the rest. `refuse` gives the reason
 * why a name cannot be written, or undefined. `then` says what the product does with a tool that is left out.
 */
export const writable = <T extends Decision>(
  decisions: T[],
  refuse: (name: string) => string | undefined,
  then: string,
): { kept: T[]; refused: string[] } => {
  const kept: T[] = [];
  const reasons = new Map<string, string[]>();
  for (const decision of decisions) {
    const reason = refuse(decision.tool);
    if (reason === undefined) kept.push(decision);
    else reasons.set(reason, [...(reasons.get(reason) ?? []), JSON.stringify(decision.tool)]);
  }
  const refused = [...reasons].map(([reason, names]) => `Left out, and so ${then}, as ${reason}: ${names.join(", ")}.`);
  return { kept, refused };
};

/** Why a name cannot be written where `*` stands for every tool. */
export const noWildcard = (name: string): string | undefined =>
  name === "*" ? "the name means every tool" : undefined;
