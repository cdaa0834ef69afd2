import type { Orm } from "./database.ts";

/*
 * Rows are written several at a time: with a database on another machine each statement costs a way there and back. Only a
 * few sizes are used, so that each statement is prepared once.
 */

const SIZES = [64, 32, 16, 8, 4, 2, 1];

/** The rows in their order, in batches of a few sizes. */
export function* batchesOf<Row>(rows: readonly Row[]): Generator<Row[]> {
  for (let at = 0; at < rows.length; ) {
    const size = SIZES.find((one) => one <= rows.length - at) ?? 1;
    yield rows.slice(at, at + size);
    at += size;
  }
}

/** The name of a field's placeholder in the n-th row of a batch. */
export const placeOf = (field: string, n: number): string => `${field}_${n}`;

/** The values of a batch by the names of their placeholders. */
export const valuesOf = (rows: readonly object[]): Record<string, unknown> =>
  Object.fromEntries(rows.flatMap((row, n) => Object.entries(row).map(([field, value]) => [placeOf(field, n), value])));

/** For each size the same function always, as `Db.prepared` wants it. */
export const bySize = <Statement>(
  build: (orm: Orm, size: number) => Statement,
): ((size: number) => (orm: Orm) => Statement) => {
  const builders = new Map<number, (orm: Orm) => Statement>();
  return (size) => {
    const known = builders.get(size) ?? ((orm: Orm) => build(orm, size));
    builders.set(size, known);
    return known;
  };
};
