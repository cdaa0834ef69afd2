import { attackPatternsOf, ATTACK_PATTERNS as PATTERNS } from "../../classifier/attack-patterns.ts";
import type { Capability } from "../../db/records/classification.ts";
import type { AttackPattern } from "./attack-pattern.ts";
import { ACTING_PATTERNS } from "./attack-patterns-acting.ts";
import { LEAKING_PATTERNS } from "./attack-patterns-leaking.ts";
import { STEERING_PATTERNS } from "./attack-patterns-steering.ts";

const PROSE = new Map([...ACTING_PATTERNS, ...LEAKING_PATTERNS, ...STEERING_PATTERNS].map((one) => [one.id, one]));

const withProse = (patterns: readonly (typeof PATTERNS)[number][]): AttackPattern[] =>
  patterns.map((one) => {
    const prose = PROSE.get(one.id);
    if (!prose) throw new Error(`the attack pattern ${one.id} has no text`);
    return { ...one, ...prose };
  });

/** Every attack pattern that has a page, the most specific to one kind of access first. */
export const ATTACK_PATTERNS: readonly AttackPattern[] = withProse(PATTERNS);

/** The patterns that concern a tool with `capabilities`, at most `most`. */
export const attackPatternsFor = (capabilities: readonly Capability[], most = 5): AttackPattern[] =>
  withProse(attackPatternsOf(capabilities).slice(0, most));
