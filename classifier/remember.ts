/** Most results that are kept, and the longest text whose result is. */
const MOST = 4096;
const LONGEST = 64;

/**
 * `make`, which must depend on its text alone, with the results for short texts kept: names of arguments and their
 * values recur over servers. When too many are kept all are forgotten, so no input fills the memory. Results are
 * shared by all callers, so they must not be changed.
 */
export const remember = <Value>(make: (text: string) => Value): ((text: string) => Value) => {
  const known = new Map<string, Value>();
  return (text) => {
    if (text.length > LONGEST) return make(text);
    const before = known.get(text);
    if (before !== undefined) return before;
    const value = make(text);
    if (known.size >= MOST) known.clear();
    known.set(text, value);
    return value;
  };
};
