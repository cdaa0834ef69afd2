/* How a text of the form SERVER[/TOOL] is understood, where both names may hold slashes. */

const NEAR = 5;
/** Characters of the longest name that a server can have. */
const LONGEST = 300;

const bigrams = (text: string): Set<string> => {
  const padded = ` ${text.slice(0, 200).toLowerCase()} `;
  return new Set(Array.from({ length: padded.length - 1 }, (_, at) => padded.slice(at, at + 2)));
};

/** The names that share most pairs of letters with `wanted` (Dice's coefficient of at least 0.4). */
export const nearest = (wanted: string, names: readonly string[]): string[] => {
  const pairs = bigrams(wanted);
  const scored = names.map((name): [string, number] => {
    const own = bigrams(name);
    const shared = own
      .values()
      .filter((pair) => pairs.has(pair))
      .toArray().length;
    return [name, (2 * shared) / (pairs.size + own.size)];
  });
  return scored
    .filter(([, score]) => score >= 0.4)
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .slice(0, NEAR)
    .map(([name]) => name);
};

/** Every split of `target` at a slash into a server and perhaps a tool, the longest server first; none that no server's name can be. */
export const splits = (target: string): { server: string; tool?: string }[] => {
  const all: { server: string; tool?: string }[] = [{ server: target }];
  for (let at = target.lastIndexOf("/"); at > 0; at = target.lastIndexOf("/", at - 1)) {
    all.push({ server: target.slice(0, at), tool: target.slice(at + 1) });
  }
  return all.filter(({ server }) => server.length <= LONGEST);
};
