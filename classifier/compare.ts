import { type Classification, ClassificationSchema, type Operation } from "../db/records/classification.ts";

/** What a verdict says of a tool or of one of its operations. */
interface Verdict {
  category: string;
  risk: string;
  confidence: number;
}

/** One operation that only one of two runs has, or that they judge otherwise. */
export interface OperationMoved {
  /** The argument that selects it, and the value. */
  argument: string;
  value: string;
  before: Verdict | undefined;
  after: Verdict | undefined;
}

/** One tool that two runs judge otherwise: its category, risk, capabilities, or the same of its operations. */
export interface Moved {
  server: string;
  tool: string;
  before: Verdict;
  after: Verdict;
  /** Capabilities that only the newer run states, and those that only the older one does. */
  capabilities: { gained: string[]; lost: string[] };
  operations: OperationMoved[];
}

export interface Comparison {
  /** Tools that only the newer run has. */
  gained: { server: string; tool: string; category: string; risk: string }[];
  /** Tools that only the older run has. */
  lost: { server: string; tool: string; category: string; risk: string }[];
  /** Tools whose category or risk differs. */
  moved: Moved[];
  /** Tools of the same category and risk whose capabilities or operations differ. */
  altered: Moved[];
  /** Tools that both runs judge alike; how sure they are may differ. */
  same: number;
}

const verdict = ({ category, risk, confidence }: Verdict): Verdict => ({ category, risk, confidence });

const short = ({ server, tool, category, risk }: Classification): Comparison["gained"][number] => ({
  server,
  tool,
  category,
  risk,
});

const isMoved = (before: Verdict | undefined, after: Verdict | undefined): boolean =>
  before?.category !== after?.category || before?.risk !== after?.risk;

/** Entries by their name and, where one stands several times, its turn. */
const byName = <Entry>(entries: Iterable<Entry>, name: (entry: Entry) => string): Map<string, Entry> => {
  const counts = new Map<string, number>();
  const map = new Map<string, Entry>();
  for (const entry of entries) {
    const key = name(entry);
    const count = counts.get(key) ?? 0;
    counts.set(key, count + 1);
    map.set(`${key}#${count}`, entry);
  }
  return map;
};

const operationsMoved = (before: readonly Operation[], after: readonly Operation[]): OperationMoved[] => {
  const name = ({ argument, value }: Operation): string => JSON.stringify([argument, value]);
  const old = byName(before, name);
  const fresh = byName(after, name);
  return [...new Set([...fresh.keys(), ...old.keys()])].flatMap((key) => {
    const [earlier, now] = [old.get(key), fresh.get(key)];
    const either = now ?? earlier;
    if (!either || !isMoved(earlier, now)) return [];
    const { argument, value } = either;
    return [{ argument, value, before: earlier && verdict(earlier), after: now && verdict(now) }];
  });
};

const between = (before: Classification, after: Classification): Moved => ({
  server: after.server,
  tool: after.tool,
  before: verdict(before),
  after: verdict(after),
  capabilities: {
    gained: after.capabilities.filter((capability) => !before.capabilities.includes(capability)),
    lost: before.capabilities.filter((capability) => !after.capabilities.includes(capability)),
  },
  operations: operationsMoved(before.operations ?? [], after.operations ?? []),
});

/**
 * Compares two runs over classifications, matched by server, tool name and, where one server has a name twice, order.
 */
export const compareClassifications = (
  before: Iterable<Classification>,
  after: Iterable<Classification>,
): Comparison => {
  const name = ({ server, tool }: Classification): string => JSON.stringify([server, tool]);
  const old = byName(before, name);
  const fresh = byName(after, name);
  const result: Comparison = { gained: [], lost: [], moved: [], altered: [], same: 0 };
  for (const [key, entry] of fresh) {
    const earlier = old.get(key);
    if (!earlier) {
      result.gained.push(short(entry));
      continue;
    }
    const move = between(earlier, entry);
    const { capabilities, operations } = move;
    if (isMoved(earlier, entry)) result.moved.push(move);
    else if (capabilities.gained.length + capabilities.lost.length + operations.length > 0) result.altered.push(move);
    else result.same++;
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

const said = (entry: Verdict | undefined): string => (entry ? `${entry.category} ${entry.risk}` : "none");

/** The lines of one tool: its verdict where that moved, its capabilities, its operations. */
const linesOf = (entry: Moved): string[] => {
  const { server, tool, before, after, capabilities, operations } = entry;
  const name = clean(`${server}/${tool}`);
  const lines: string[] = [];
  if (isMoved(before, after))
    lines.push(`moved   ${name}  ${said(before)} → ${said(after)} (${before.confidence} → ${after.confidence})`);
  const changes = [...capabilities.gained.map((each) => `+${each}`), ...capabilities.lost.map((each) => `-${each}`)];
  if (changes.length > 0) lines.push(`can     ${name}  ${changes.join(" ")}`);
  for (const { argument, value, before: old, after: now } of operations)
    lines.push(`does    ${name}  ${clean(`${argument}=${value}`)}  ${said(old)} → ${said(now)}`);
  return lines;
};

/** How many tools gained and lost each capability that any did. */
const capabilityCounts = (entries: readonly Moved[]): string[] => {
  const counts = new Map<string, [gained: number, lost: number]>();
  for (const { capabilities } of entries)
    for (const [at, list] of [capabilities.gained, capabilities.lost].entries())
      for (const capability of list) {
        const count = counts.get(capability) ?? [0, 0];
        count[at === 0 ? 0 : 1]++;
        counts.set(capability, count);
      }
  return [...counts].sort().map(([capability, [gained, lost]]) => `${capability}: ${gained} gained, ${lost} lost`);
};

/**
 * The comparison as text for a terminal: a line for each tool gained, lost or moved ("moved"), for capabilities that
 * differ ("can") and for each operation that does ("does"); counts last. Control characters of names are replaced.
 */
export const renderComparison = ({ gained, lost, moved, altered, same }: Comparison): string => {
  const name = (entry: { server: string; tool: string }): string => clean(`${entry.server}/${entry.tool}`);
  const others = [...moved, ...altered];
  const operations = others.reduce((sum, entry) => sum + entry.operations.length, 0);
  const lines = [
    ...gained.map((entry) => `gained  ${name(entry)}  ${entry.category} ${entry.risk}`),
    ...lost.map((entry) => `lost    ${name(entry)}  ${entry.category} ${entry.risk}`),
    ...others.flatMap(linesOf),
    ...capabilityCounts(others),
    ...(operations > 0 ? [`operations: ${operations} differ`] : []),
    ...(altered.length > 0 ? [`${altered.length} of the same verdict with other capabilities or operations`] : []),
    `${gained.length} gained, ${lost.length} lost, ${moved.length} moved, ${same} the same`,
  ];
  return `${lines.join("\n")}\n`;
};
