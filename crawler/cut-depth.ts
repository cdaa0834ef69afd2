import { setImmediate as nextTurn } from "node:timers/promises";

/** What stands where a value nested too deeply was cut. */
export const CUT = "[cut by toolrisk: nested too deeply]";

/** Values that are looked at between two turns of the event loop. */
const AT_ONCE = 50_000;

/** Cuts, and stops for a moment after every so many values; gives the number of cuts. */
function* cutting(value: unknown, maxDepth: number): Generator<void, number> {
  let cuts = 0;
  let looked = 0;
  const open: [object, number][] = value !== null && typeof value === "object" ? [[value, 0]] : [];
  for (let top = open.pop(); top; top = open.pop()) {
    const [node, depth] = top;
    // No entries: of a list of millions of numbers they would take seconds and a gigabyte.
    for (const key of Array.isArray(node) ? node.keys() : Object.keys(node)) {
      if (++looked % AT_ONCE === 0) yield;
      const child: unknown = node[key as keyof typeof node];
      if (child === null || typeof child !== "object") continue;
      if (depth + 1 < maxDepth) {
        open.push([child, depth + 1]);
      } else {
        // Not by assignment: a key named __proto__ would set the prototype.
        Object.defineProperty(node, key, { value: CUT, enumerable: true, configurable: true, writable: true });
        cuts++;
      }
    }
  }
  return cuts;
}

/**
 * Replaces, in place, every object or array that lies deeper than `maxDepth` below `value` by the text CUT; gives the
 * number of cuts. Iterative, so hostile depth cannot overflow the stack.
 */
export const cutDepth = (value: unknown, maxDepth: number): number => {
  const work = cutting(value, maxDepth);
  for (;;) {
    const { done, value: cuts } = work.next();
    if (done) return cuts;
  }
};

/** The same for a value that may be as large as a message, in several turns of the event loop, of which this is none. */
export const cutDepthInTurns = async (value: unknown, maxDepth: number): Promise<number> => {
  const work = cutting(value, maxDepth);
  for (;;) {
    await nextTurn();
    const { done, value: cuts } = work.next();
    if (done) return cuts;
  }
};
