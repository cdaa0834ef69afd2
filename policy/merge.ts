const isTable = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Two values as one: tables key by key, lists one after the other; of other values the later. */
const merged = (one: unknown, two: unknown): unknown => {
  if (Array.isArray(one) && Array.isArray(two)) return [...one, ...two];
  if (!isTable(one) || !isTable(two)) return two;
  const all = Object.create(null) as Record<string, unknown>;
  for (const key of Object.keys(one)) all[key] = one[key];
  for (const key of Object.keys(two)) all[key] = key in all ? merged(all[key], two[key]) : two[key];
  return all;
};

/** Values of several files as one, in their order; at least one. */
export const mergedAll = (values: unknown[]): unknown => values.reduce(merged);

/** Texts of a language in which one simply follows the other. */
export const combineTexts = (texts: string[]): string => texts.filter((text) => text !== "").join("\n\n");
