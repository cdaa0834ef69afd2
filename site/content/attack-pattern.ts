import type { Capability, Category } from "../../db/records/classification.ts";

/** One way in which access of a certain kind is abused, in words of our own. */
export type AttackPattern = {
  /** The URL slug. */
  id: string;
  title: string;
  /** One sentence for lists. */
  short: string;
  /** How it works: one paragraph each. */
  how: readonly string[];
  /** What has been seen, with its date; public record, linked in `references`. */
  seen: string;
  /** What helps, most effective first. */
  defence: readonly string[];
  /** Concerns a tool with one of these capabilities … */
  capabilities: readonly Capability[];
  /** … or one of these categories. */
  categories: readonly Category[];
  references: readonly { title: string; url: string }[];
};
