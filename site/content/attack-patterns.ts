import type { Capability, Category } from "../../db/records/classification.ts";
import type { AttackPattern } from "./attack-pattern.ts";
import { ACTING_PATTERNS } from "./attack-patterns-acting.ts";
import { LEAKING_PATTERNS } from "./attack-patterns-leaking.ts";
import { STEERING_PATTERNS } from "./attack-patterns-steering.ts";

/** Every attack pattern that has a page, the most specific to one kind of access first. */
export const ATTACK_PATTERNS: readonly AttackPattern[] = [
  ...ACTING_PATTERNS,
  ...LEAKING_PATTERNS,
  ...STEERING_PATTERNS,
];

/**
 * The patterns that concern a tool of `category` with `capabilities`: those of its capabilities first, then those of its
 * category, at most `most`.
 */
export const attackPatternsFor = (
  category: Category,
  capabilities: readonly Capability[],
  most = 5,
): AttackPattern[] => {
  const byCapability = ATTACK_PATTERNS.filter((one) => one.capabilities.some((id) => capabilities.includes(id)));
  const byCategory = ATTACK_PATTERNS.filter((one) => one.categories.includes(category) && !byCapability.includes(one));
  return [...byCapability, ...byCategory].slice(0, most);
};
