import type { Rule } from "../rule.ts";

const SINGULAR =
  /(ss|us|is|ics|ous|news|status|address|access|series|details|settings|analysis|logs|dns|sms|https?|os|js|css|aws|gps|pos)$/;

/** A plural at the end of a name that a verb leads: `delete_passengers`, `add_module_issues`. */
export const pluralObject: Rule = {
  id: "plural-object",
  asks: "Is what the tool acts on named in the plural?",
  because: "A change of many things in one call counts many times; a plain list or search of many does not.",
  capability: "bulk",
  about: "capability",
  find: (facts) => {
    const last = facts.own.at(-1);
    const lead = facts.uses.find(({ place }) => place === "name");
    if (!last || !lead || lead.start === last.start) return [];
    if (!/[a-z]{2}s$/.test(last.text) || SINGULAR.test(last.text)) return [];
    const lists = facts.arguments.some(({ type }) => type === "array");
    const variant = facts.arguments.length === 0 ? "unknown" : lists ? "list" : "plain";
    return [
      {
        rule: "plural-object",
        variant,
        field: "name",
        start: last.start,
        end: last.end,
        says: "its object stands in the plural",
      },
    ];
  },
  examples: {
    hits: [{ name: "delete_passengers" }, { name: "add_items", arguments: { items: { type: "array" } } }],
    misses: [{ name: "delete_passenger" }, { name: "update_status" }],
  },
};
