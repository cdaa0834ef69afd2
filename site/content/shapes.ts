import type { Risk } from "../../db/records/classification.ts";

/** The outline of each level in a box of 16 by 16, as on signs: circle, diamond, triangle, octagon. */
export const SHAPES: Readonly<Record<Risk, string>> = {
  Low: "M8 1.5a6.5 6.5 0 1 1 0 13a6.5 6.5 0 1 1 0-13z",
  Medium: "M8 0l8 8l-8 8l-8-8z",
  High: "M8 .8l8 14.2h-16z",
  Critical: "M4.7 0h6.6l4.7 4.7v6.6l-4.7 4.7h-6.6l-4.7-4.7v-6.6z",
};
