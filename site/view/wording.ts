// Made once: a format made for each figure costs more than all else on a page.
const NUMBER = new Intl.NumberFormat("en-GB");
const DAY = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });

/** "1,204". */
export const figure = (n: number): string => (n >= 0 && n < 1000 && Number.isInteger(n) ? String(n) : NUMBER.format(n));

/** "1 tool", "1,204 tools". */
export const count = (n: number, one: string, many = `${one}s`): string => `${figure(n)} ${n === 1 ? one : many}`;

/** "22 November 2026" of an ISO 8601 instant, in UTC. */
export const day = (iso: string): string => {
  // A catalogue is read on a few days, which stand on each of its pages several times.
  const date = iso.endsWith("Z") ? iso.slice(0, 10) : iso;
  const known = days.get(date);
  if (known !== undefined) return known;
  const text = DAY.format(new Date(iso));
  if (days.size < MOST_DAYS) days.set(date, text);
  return text;
};
const days = new Map<string, string>();
const MOST_DAYS = 5_000;

/** "0.4 seconds", "12 seconds". */
export const seconds = (ms: number): string =>
  `${ms < 10_000 ? (ms / 1000).toFixed(1) : Math.round(ms / 1000)} seconds`;

/** "a", "a and b", "a, b and c". */
export const inWords = (items: readonly string[]): string =>
  items.length < 2 ? (items[0] ?? "") : `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`;

/**
 * A size for pages that are not rebuilt when one tool is added: exact below 1,000, else "more than 43,000" with two
 * leading digits.
 */
export const roughCount = (n: number, one: string, many = `${one}s`): string => {
  if (n < 1000) return count(n, one, many);
  const step = 10 ** (Math.floor(Math.log10(n)) - 1);
  const floor = Math.floor(n / step) * step;
  return `${floor === n ? "" : "more than "}${count(floor, one, many)}`;
};
