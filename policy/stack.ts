import type { Decision } from "../db/records/policy.ts";
import type { Format } from "./format.ts";

/** One server of a stack: its key in the user's configuration, its name in the catalogue, and the decisions on it. */
export type StackServer = { alias: string; serverName: string; decisions: Decision[] };

export type StackFile = {
  /** The format's file name; with the server's key before it where each server has a file of its own. */
  fileName: string;
  /** Without a final newline. */
  text: string;
  /** What was lost, by server. */
  cannotExpress: { alias: string; says: string }[];
};

/**
 * Writes the policies of several servers: one file where the product's file holds them all, else one for each. Throws a
 * RangeError for a key that is none, or that stands twice, as one would take the other's place.
 */
export const renderStack = (format: Format, servers: StackServer[]): StackFile[] => {
  const twice = servers.find(({ alias }, index) => servers.findIndex((other) => other.alias === alias) !== index);
  if (twice) throw new RangeError(`two servers have the key ${JSON.stringify(twice.alias)}`);
  const files = servers.map(({ alias, serverName, decisions }): StackFile => {
    const { text, cannotExpress } = format.render(decisions, { alias, serverName });
    return {
      fileName: `${alias}.${format.fileName.split("/").at(-1)}`,
      text,
      cannotExpress: cannotExpress.map((says) => ({ alias, says })),
    };
  });
  if (files.length === 0) return [];
  const [only] = files;
  if (files.length === 1 && only) return [{ ...only, fileName: format.fileName }];
  if (!format.combine) return files;
  return [
    {
      fileName: format.fileName,
      text: format.combine(files.map(({ text }) => text)),
      cannotExpress: files.flatMap(({ cannotExpress }) => cannotExpress),
    },
  ];
};
