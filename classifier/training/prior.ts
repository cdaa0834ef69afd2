import { CATEGORIES, type Capability, type Category, RISKS } from "../../db/records/classification.ts";
import { PLACES, type Place } from "../facts.ts";
import { LEVELS, START } from "../risk.ts";
import { RULES } from "../rules.ts";

/** How much a verb counts before any label is seen, in log-odds for the category that its rule leans to. */
const PLACE_PRIOR: Readonly<Record<Place, number>> = {
  name: 2,
  "name-also": 3,
  "name-rest": 0.5,
  main: 2,
  "main-also": 1.5,
  body: 0.2,
  option: 0.7,
};

/** Opinions on single findings: an operation that can be chosen counts as much as a verb in the name (GUIDE: the worst operation counts). */
const OTHER_PRIOR: Readonly<Record<string, number>> = {
  "removal-option:selector": 3,
  "soft-delete:text": 9,
  "soft-delete:name": 4,
  "generates-text:name": 2,
  "generates-text:main": 3.5,
  "generates-asset:name": 1,
  "generates-asset:main": 1,
  "arithmetic:main": 4,
  "returns-noun:main": 1.5,
  "arbitrary:main": 2.5,
  "arbitrary:name": 0.5,
  "writing-sql:name": 2,
  "writing-sql:text": 2,
  "loads-into:main": 4,
  "argument-wallet-key:required": 2,
  "argument-wallet-key:optional": 1,
  "argument-output:required": 1.5,
  "argument-output:optional": 1,
  "attack-words:main": 3,
  "attack-words:name": 1.5,
  "git-remote:name": 0.5,
  "pushes-commits:name": 3,
  "pushes-commits:main": 3,
  "body-removal:text": 1.5,
  "runs-analysis:name": 2,
  "runs-analysis:main": 2.5,
  "sets-work-off:name": 3,
  "sets-work-off:main": 2,
  "places-call:name": 3,
  "places-call:main": 2,
  "housekeeping:name": 5,
  "housekeeping:main": 5,
  "creates-if-missing:name": 2,
  "creates-if-missing:main": 2,
  "collects-value:name": 2,
  "collects-value:main": 2,
  "costs-money:text": 3.5,
  "transaction-control:name": 2,
  "transaction-control:main": 2,
  "widget-action:name": 1.5,
  "widget-action:main": 1,
  "sends-to-agent:name": 2,
  "sends-to-agent:main": 3,
  "gives-feedback:name": 1.5,
  "gives-feedback:main": 1.5,
  "tracks-time:name": 1.5,
  "tracks-time:main": 1,
  "opens-app:name": 1.5,
  "opens-app:main": 1.5,
  "mentions-removal:main": 2.5,
  "read-only:text": 2,
  "read-only:name": 1.5,
  "dry-run:name": 1.5,
  "dry-run:main": 1,
  "blockchain-transaction:name": 2,
  "blockchain-transaction:main": 1.5,
  "commits-money:name": 3.5,
  "commits-money:main": 1.5,
  "swaps-places:main": 3,
  "swaps-places:name": 3,
  "select-only:text": 1.5,
  "select-only:name": 1.5,
};

/** How much a rule that states a capability counts for it before any label is seen, in log-odds. */
const CAPABILITY_PRIOR = 1.5;

/** Opinions on findings that say more than most, or that labels seldom show; several rules lean to a category too. */
const CAPABILITY_OPINIONS: Readonly<Record<string, Partial<Record<Capability, number>>>> = {
  "addressed-first:only": { "network-egress": 2 },
  "argument-output:optional": { "writes-files": 2.5 },
  "argument-output:required": { "writes-files": 2.5 },
  "alters-access:main": { "changes-permissions": 2.5 },
  "alters-access:name": { "changes-permissions": 3.5 },
  "attaches-files:optional": { "reads-files": 4 },
  "attaches-files:required": { "reads-files": 4 },
  "changes-file-in-place:part": { "writes-files": 3.5 },
  "changes-working-tree:main": { "writes-files": 2 },
  "changes-working-tree:name": { "writes-files": 3 },
  "comments-on-work:main": { "sends-messages": 2.5 },
  "comments-on-work:name": { "sends-messages": 2.5 },
  "converts-file:alone": { "reads-files": 2.5 },
  "converts-file:beside": { "reads-files": 2.5 },
  "empties-whole:argument": { bulk: 2.5 },
  "empties-whole:main": { bulk: 2 },
  "names-correspondence:name": { "reads-private-data": 2 },
  "names-people:main": { "reads-private-data": 3 },
  "names-people:name": { "reads-private-data": 3 },
  "no-real-value:name": { "moves-money": -3 },
  "no-real-value:text": { "moves-money": -3 },
  "notifies-people:argument": { "sends-messages": 4.5 },
  "opens-in-browser:main": { "controls-browser": 2.5 },
  "paid-subscription:main": { "moves-money": 3 },
  "paid-subscription:name": { "moves-money": 3 },
  "places-call:main": { "sends-messages": 4 },
  "places-call:name": { "sends-messages": 4 },
  "returns-web-content:main": { "reads-untrusted-content": 2 },
  "returns-web-content:name": { "reads-untrusted-content": 3.5 },
  "several-at-once:main": { bulk: 2.5 },
  "several-at-once:name": { bulk: 3 },
  "runs-container:main": { shell: -1, "runs-code": 2.5 },
  "runs-container:name": { shell: -2, "runs-code": 3 },
  "starts-process:argument": { "runs-code": 3, shell: 4 },
  "writes-files:argument": { "writes-files": 2.5 },
  "switches-network:argument": { "network-egress": 4 },
  "switches-network:main": { "network-egress": 2.5 },
};

/** The opinion of the rules on a capability: one number for "no", one for "yes". */
export const capabilityPriorOf = (capability: Capability, key: string): number[] => {
  const opinion = CAPABILITY_OPINIONS[key]?.[capability];
  if (opinion !== undefined) return [0, opinion];
  const rule = RULE_BY_ID.get(key.split(":")[0] ?? "");
  return rule?.about === "capability" && rule.capability === capability ? [0, CAPABILITY_PRIOR] : [0, 0];
};

/** Whether a key is left out of the fit of the category. */
export const aboutCapability = (key: string): boolean =>
  RULE_BY_ID.get(key.split(/[:~]/)[0] ?? "")?.about === "capability";

const RULE_BY_ID = new Map(RULES.map((rule) => [rule.id, rule]));

/** How much a reason that the guide names in so many words counts for the level to which it moves, in log-odds. */
const STEP_OPINIONS: Readonly<Record<string, number>> = {
  "addressed-first:first": 1.5,
  "addressed-first:only": 2.5,
  "comments-on-work:main": 3,
  "comments-on-work:name": 3,
  "ends-own-work:name": 2.5,
  "fetched-address:required": 1,
  "lasts-this-session:text": 3,
  "may-overwrite:optional": 2,
  "may-overwrite:required": 2,
  "no-real-value:name": 3,
  "no-real-value:text": 3,
  "notifies-people:argument": 2,
  "notifies-people:name": 2,
  "runs-container:main": 1,
  "runs-container:name": 2,
  "starts-process:argument": 3,
};

/** The opinion of the rules on the risk of tools of a category, one number a level of it. */
export const riskPriorOf = (category: Category, key: string): number[] => {
  const step = RULE_BY_ID.get(key.split(":")[0] ?? "")?.step;
  const to = step?.of.includes(category) ? RISKS[RISKS.indexOf(START[category]) + step.by] : undefined;
  return LEVELS[category].map((level) => (level === to ? (STEP_OPINIONS[key] ?? 0) : 0));
};

/**
 * What a signal is taken to be worth before any label is seen, one number a category: the lexicon's own opinion, which
 * labels then correct. It carries verbs that no label happens to use.
 */
export const priorOf = (key: string): number[] => {
  const [id = "", variant = ""] = key.split(":");
  const rule = RULE_BY_ID.get(id);
  // A read beside another operation adds nothing: the most severe operation counts.
  if (rule?.leans === "Read" && (variant === "name-also" || variant === "main-also" || variant === "option"))
    return [0, 0, 0, 0, 0];
  const weight = rule?.verbs ? (PLACE_PRIOR[variant as Place] ?? 0) : (OTHER_PRIOR[key] ?? 0);
  return CATEGORIES.map((category) => (category === rule?.leans ? weight : 0));
};

/**
 * Keys of which something is said before a label is seen. A fit gives each a weight, also where no label shows it: else the
 * rule that only one server's tools call for would be worth nothing to any other.
 */
export const OPINED: readonly string[] = [
  ...new Set([
    ...[OTHER_PRIOR, CAPABILITY_OPINIONS, STEP_OPINIONS].flatMap((opinions) => Object.keys(opinions)),
    ...RULES.filter(({ verbs }) => verbs).flatMap(({ id }) => PLACES.map((place) => `${id}:${place}`)),
  ]),
];
