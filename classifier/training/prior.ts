import { CATEGORIES } from "../../db/records/classification.ts";
import type { Place } from "../facts.ts";
import { RULES } from "../rules.ts";

/** How much a verb counts before any label is seen, in log-odds for the category that its rule leans to. */
const PLACE_PRIOR: Readonly<Record<Place, number>> = {
  name: 2,
  "name-rest": 0.5,
  main: 2,
  "main-also": 0.7,
  body: 0.2,
  option: 0.7,
};

/** Opinions on single findings: an operation that can be chosen counts as much as a verb in the name (GUIDE: the worst operation counts). */
const OTHER_PRIOR: Readonly<Record<string, number>> = {
  "removal-option:selector": 3,
  "mentions-removal:main": 1,
  "read-only:text": 1.5,
  "read-only:name": 1.5,
  "dry-run:name": 1,
  "dry-run:main": 1,
  "blockchain-transaction:name": 2,
  "blockchain-transaction:main": 1.5,
  "commits-money:name": 2,
  "commits-money:main": 1.5,
  "select-only:text": 1.5,
  "select-only:name": 1.5,
};

const RULE_BY_ID = new Map(RULES.map((rule) => [rule.id, rule]));

/**
 * What a signal is taken to be worth before any label is seen, one number a category: the lexicon's own opinion, which
 * labels then correct. It carries verbs that no label happens to use.
 */
export const priorOf = (key: string): number[] => {
  const [id = "", variant = ""] = key.split(":");
  const rule = RULE_BY_ID.get(id);
  const weight = rule?.verbs ? (PLACE_PRIOR[variant as Place] ?? 0) : (OTHER_PRIOR[key] ?? 0);
  return CATEGORIES.map((category) => (category === rule?.leans ? weight : 0));
};
