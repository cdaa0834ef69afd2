/** What stands where a value nested too deeply was cut. */
export const CUT = "[cut by toolrisk: nested too deeply]";

/**
 * Replaces, in place, every object or array that lies deeper than `maxDepth` below `value` by the text CUT; gives the
 * number of cuts. Iterative, so hostile depth cannot overflow the stack.
 */
export const cutDepth = (value: unknown, maxDepth: number): number => {
  let cuts = 0;
  const open: [object, number][] = value !== null && typeof value === "object" ? [[value, 0]] : [];
  for (let top = open.pop(); top; top = open.pop()) {
    const [node, depth] = top;
    // No entries: of a list of millions of numbers they would take seconds and a gigabyte.
    for (const key of Array.isArray(node) ? node.keys() : Object.keys(node)) {
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
};
