import type { Condition } from "../db/records/policy.ts";
import { holds } from "./enforce.ts";

/** An object of arguments in which `path` (`args.a.b`) has the value. */
export const argumentsWith = (path: string, value: unknown): Record<string, unknown> => {
  const [last = "", ...before] = path.split(".").slice(1).reverse();
  const leaf = Object.assign(Object.create(null) as Record<string, unknown>, { [last]: value });
  return before.reduce<Record<string, unknown>>((inner, key) => ({ [key]: inner }), leaf);
};

/** Whether no call can fulfil all conditions, as far as their values tell: lists and bounds are looked at, patterns not. */
export const neverHold = (conditions: Condition[]): boolean =>
  [...Map.groupBy(conditions, ({ path }) => path)].some(([path, own]) => {
    const absent = own.some(({ op, value }) => op === "exists" && value === false);
    if (absent) return own.some(({ op, value }) => op !== "exists" || value !== false);
    const fixed = own.find(({ op }) => op === "eq" || op === "in");
    if (fixed) {
      const values = fixed.op === "eq" ? [fixed.value] : Array.isArray(fixed.value) ? fixed.value : [];
      return !values.some((value) => own.every((condition) => holds(condition, argumentsWith(path, value)) === true));
    }
    const bound = (ops: string[]): number[] =>
      own.flatMap(({ op, value }) => (ops.includes(op) && typeof value === "number" ? [value] : []));
    const low = Math.max(...bound(["gt", "gte"]), Number.NEGATIVE_INFINITY);
    const high = Math.min(...bound(["lt", "lte"]), Number.POSITIVE_INFINITY);
    const strict = own.some(({ op, value }) => (op === "gt" && value === low) || (op === "lt" && value === high));
    return low > high || (low === high && strict);
  });
