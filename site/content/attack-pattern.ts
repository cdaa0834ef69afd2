import type { AttackPatternId, AttackPattern as Shared } from "../../classifier/attack-patterns.ts";

/** What the website says of one way in which access of a certain kind is abused, in words of our own. */
export type AttackProse = {
  /** The URL slug. */
  id: AttackPatternId;
  /** One sentence for lists. */
  short: string;
  /** How it works: one paragraph each. */
  how: readonly string[];
  /** What has been seen, with its date; public record, linked in `references`. */
  seen: string;
  /** What helps, most effective first. */
  defence: readonly string[];
  references: readonly { title: string; url: string }[];
};

/** A pattern with its title, and which tools it concerns. */
export type AttackPattern = Shared & AttackProse;
