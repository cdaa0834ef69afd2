import type { Rule } from "../rule.ts";

const RUNS = new Set(["starts", "stops", "resumes", "runs", "triggers"]);

/** Siblings on the same object of which one starts, stops, cancels or runs it: the object is something that runs. */
export const siblingPair: Rule = {
  id: "sibling-pair",
  asks: "Do siblings create, run or cancel the same object?",
  because:
    "Where a tool's own description says nothing, tools of the same server on the same object tell what the object is: what can be cancelled or stopped is something that runs.",
  leans: "Execute",
  find: (facts) => {
    const { objectKey: key } = facts;
    const onObject = facts.server.byObject.get(key);
    if (!onObject) return [];
    const others = onObject.filter((other) => other.name !== facts.name);
    if (!others.some((other) => RUNS.has(other.rule))) return [];
    const first = facts.own.find((token) => facts.object.includes(token.text));
    const last = facts.own.findLast((token) => facts.object.includes(token.text));
    if (!first || !last) return [];
    const names = others.slice(0, 3).map((other) => `“${other.name}”`);
    return [
      {
        rule: "sibling-pair",
        variant: "",
        field: "name",
        start: first.start,
        end: last.end,
        says: `the siblings ${names.join(" and ")} show that “${key}” is something that runs and can be controlled`,
      },
    ];
  },
  examples: {
    hits: [{ name: "resume_export_job", siblings: ["create_export_job", "cancel_export_job"] }],
    misses: [{ name: "resume_export_job" }, { name: "update_contact", siblings: ["create_contact", "delete_contact"] }],
  },
};
