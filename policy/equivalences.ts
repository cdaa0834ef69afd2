import type { Capability } from "../db/records/classification.ts";
import type { Check, Decision } from "../db/records/policy.ts";

/** Tools that can do what others do: which, unless a rule of these checks is in force, and what they can stand in for. */
const STAND_INS: { capability: Capability; tamedBy: Check[]; does: string; covers: (denied: Decision) => boolean }[] = [
  { capability: "shell", tamedBy: ["commands"], does: "runs any shell command", covers: () => true },
  { capability: "runs-code", tamedBy: [], does: "runs any code", covers: () => true },
  {
    capability: "runs-sql",
    tamedBy: ["read-only-sql"],
    does: "runs any database statement",
    covers: ({ category, capabilities }) => category === "Destructive" || capabilities.includes("deletes-data"),
  },
  {
    capability: "controls-browser",
    tamedBy: ["hosts"],
    does: "drives a browser that may be logged in",
    covers: ({ category, capabilities }) => category === "Financial" || capabilities.includes("sends-messages"),
  },
];

/**
 * For a tool that is denied or asked about: one sentence for each sibling that is held back less and can do the same, so
 * that nobody relies on the denial alone.
 */
export const equivalences = (decision: Decision, siblings: Decision[]): string[] => {
  if (decision.action !== "deny" && decision.action !== "ask") return [];
  return siblings.flatMap((sibling) => {
    if (sibling.tool === decision.tool || sibling.action === "deny") return [];
    if (sibling.action === "ask" && decision.action === "ask") return [];
    const standIn = STAND_INS.find(
      ({ capability, tamedBy, covers }) =>
        sibling.capabilities.includes(capability) &&
        !sibling.rules.some(({ check }) => tamedBy.includes(check)) &&
        covers(decision),
    );
    if (!standIn) return [];
    const held = sibling.action === "ask" ? "asked about" : "let through";
    return [`${JSON.stringify(sibling.tool)} is ${held} and ${standIn.does}, so it can do what this rule stops.`];
  });
};
