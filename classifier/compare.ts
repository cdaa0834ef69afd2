import { type Classification, ClassificationSchema } from "../db/records/classification.ts";

/** One tool whose verdict differs between two runs. */
export interface Moved {
  server: string;
  tool: string;
  before: { category: string; risk: string; confidence: number };
  after: { category: string; risk: string; confidence: number };
}

export interface Comparison {
  /** Tools that only the newer run has. */
  gained: { server: string; tool: string; category: string; risk: string }[];
  /** Tools that only the older run has. */
  lost: { server: string; tool: string; category: string; risk: string }[];
  /** Tools whose category or risk differs. */
  moved: Moved[];
  /** Tools with the same category and risk in both. */
  same: number;
}

const verdict = ({ category, risk, confidence }: Classification): Moved["before"] => ({ category, risk, confidence });

const short = ({ server, tool, category, risk }: Classification): Comparison["gained"][number] => ({
  server,
  tool,
  category,
  risk,
});

/**
 * Compares two runs over classifications, matched by server, tool name and, where one server has a name twice, order.
 */
export const compareClassifications = (
  before: Iterable<Classification>,
  after: Iterable<Classification>,
): Comparison => {
  const keyed = (list: Iterable<Classification>): Map<string, Classification> => {
    const counts = new Map<string, number>();
    const map = new Map<string, Classification>();
    for (const entry of list) {
      const name = JSON.stringify([entry.server, entry.tool]);
      const count = counts.get(name) ?? 0;
      counts.set(name, count + 1);
      map.set(`${name}#${count}`, entry);
    }
    return map;
  };
  const old = keyed(before);
  const fresh = keyed(after);
  const result: Comparison = { gained: [], lost: [], moved: [], same: 0 };
  for (const [key, entry] of fresh) {
    const earlier = old.get(key);
    if (!earlier) result.gained.push(short(entry));
    else if (earlier.category !== entry.category || earlier.risk !== entry.risk) {
      result.moved.push({ server: entry.server, tool: entry.tool, before: verdict(earlier), after: verdict(entry) });
    } else result.same++;
  }
  for (const [key, entry] of old) if (!fresh.has(key)) result.lost.push(short(entry));
  return result;
};

/** Reads classification lines (JSONL). Throws an Error with the line number where one is no classification. */
export const readClassifications = function* (lines: Iterable<string>): Iterable<Classification> {
  let number = 0;
  for (const line of lines) {
    number++;
    if (line.trim() === "") continue;
    try {
      yield ClassificationSchema.parse(JSON.parse(line));
    } catch (error) {
      throw new Error(`line ${number}: not a classification: ${(error as Error).message.replaceAll("\n", " ")}`);
    }
  }
};

const clean = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, "�");

/** The comparison as text for a terminal: one line a tool, counts last. Control characters of names are replaced. */
export const renderComparison = ({ gained, lost, moved, same }: Comparison): string => {
  const name = (entry: { server: string; tool: string }): string => clean(`${entry.server}/${entry.tool}`);
  const lines = [
    ...gained.map((entry) => `gained  ${name(entry)}  ${entry.category} ${entry.risk}`),
    ...lost.map((entry) => `lost    ${name(entry)}  ${entry.category} ${entry.risk}`),
    ...moved.map(
      (entry) =>
        `moved   ${name(entry)}  ${entry.before.category} ${entry.before.risk} → ${entry.after.category} ${entry.after.risk} (${entry.before.confidence} → ${entry.after.confidence})`,
    ),
    `${gained.length} gained, ${lost.length} lost, ${moved.length} moved, ${same} the same`,
  ];
  return `${lines.join("\n")}\n`;
};
