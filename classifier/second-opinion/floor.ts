import {
  type Capability,
  type Category,
  type Classification,
  RISKS,
  type Risk,
} from "../../db/records/classification.ts";
import { type Definition, textOf } from "../../db/records/definition.ts";
import { LEVELS } from "../risk.ts";
import type { Rule } from "../rule.ts";
import { RULES } from "../rules.ts";

/** The risk below which no second opinion may go. `Low` is no floor; with any other the category stays as well. */
export type FloorOf = (definition: Definition, classification: Classification) => Risk;

const lowestOf = (category: Category): Risk => LEVELS[category][0] ?? "Low";

/** The floor that a rule states, or the least risk of the category that it leans to. */
export const floorOfRule = ({ floor, leans }: Rule): Risk => floor ?? (leans ? lowestOf(leans) : "Low");

const highest = (risks: Iterable<Risk>): Risk => {
  let most = 0;
  for (const risk of risks) most = Math.max(most, RISKS.indexOf(risk));
  return RISKS[most] ?? "Low";
};

const BY_RULE = new Map(RULES.map((rule) => [rule.id, floorOfRule(rule)]));
/** Per capability the highest floor that a rule states which does nothing but speak for it. */
const BY_CAPABILITY = new Map<Capability, Risk>();
for (const { capability, about, floor = "Low" } of RULES)
  if (capability && about === "capability")
    BY_CAPABILITY.set(capability, highest([floor, BY_CAPABILITY.get(capability) ?? "Low"]));

/** Where the first sentence of a description ends. */
const mainClauseEnd = (description: string): number => {
  const at = description.search(/[.!?](?:\s|$)|\n/);
  return at < 0 ? description.length : at + 1;
};

/**
 * The floor of a verdict: the highest of the rules that it quotes from the tool's name, title, arguments or first
 * sentence, of its category where it quotes any there, and of the capabilities that it states. At most the verdict's own risk, since a floor raises nothing.
 */
export const floorOf: FloorOf = (definition, { category, risk, capabilities, evidence }) => {
  const end = mainClauseEnd(textOf(definition, "description"));
  const counts = ({ field, start }: Classification["evidence"][number]): boolean =>
    field === "name" || field === "title" || field === "inputSchema" || (field === "description" && start < end);
  const read = evidence.filter(counts);
  const floor = highest([
    read.length > 0 ? lowestOf(category) : "Low",
    ...read.map(({ rule }) => BY_RULE.get(rule) ?? "Low"),
    ...capabilities.map((capability) => BY_CAPABILITY.get(capability) ?? "Low"),
  ]);
  return RISKS[Math.min(RISKS.indexOf(floor), RISKS.indexOf(risk))] ?? "Low";
};
