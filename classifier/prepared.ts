/*
 * What is worked out from the rules and the model before the first tool is judged: automata and tables. It is the same in
 * every run, so the package brings it ready made: a build writes what has been worked out here (`write-prepared.ts`), and
 * in the bundle of `toolrisk classify` the file `packaged.ts` takes this one's place and reads it.
 */

const values = new Map<string, unknown>();

/** What `make` returns, under a name of its own. It must depend on the sources alone and be data that can be cloned. */
export const prepared = <Value>(name: string, make: () => Value): Value => {
  if (values.has(name)) throw new Error(`two values are prepared as ${name}`);
  const value = make();
  values.set(name, value);
  return value;
};

/** All that has been prepared so far, by name. */
export const preparedValues = (): ReadonlyMap<string, unknown> => values;
