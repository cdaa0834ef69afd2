import { argumentSpan } from "../arguments.ts";
import type { Argument } from "../facts.ts";
import { needsOf } from "../needs.ts";
import { type Rule, signalAt } from "../rule.ts";

const ADDRESS =
  /^((web ?site|web ?page|page|site|target|start|base|article|feed|domain|host) )?(url|urls|uri|link)$|^(target|domain|host|host ?name|ip|ip address|web ?site|site|target host|domain name|endpoint)$/;

/** Whether “target”, which can be anything, is said to be an address, or nothing is said of it. */
const isAddress = ({ words, description }: Argument): boolean =>
  words !== "target" || description === "" || /\b(url|host|domain|ip|address|web ?site|dns)\b/i.test(description);

/** The one thing that a call is about is an address: it is there to be looked at. */
export const addressedFirst: Rule = {
  id: "addressed-first",
  asks: "Is an address the first or the only thing that the caller gives?",
  because: "What is asked about by its address is contacted there.",
  step: { by: 1, of: ["Read"], reason: "it contacts an address that the caller chooses" },
  capability: "network-egress",
  about: "capability",
  needs: needsOf({ argument: ADDRESS }),
  find: ({ arguments: all, definition }) => {
    const required = all.filter((argument) => argument.required);
    const [lead] = required.length > 0 ? required : all;
    if (!lead || !ADDRESS.test(lead.words) || !isAddress(lead) || lead.type === "boolean") return [];
    const variant = (required.length > 0 ? required : all).length === 1 ? "only" : "first";
    const says = `“${lead.name}” says where to look`;
    return [signalAt("addressed-first", variant, argumentSpan(definition, lead), says)];
  },
  examples: {
    hits: [
      { name: "x", arguments: { url: { type: "string" } } },
      { name: "x", arguments: { target: { type: "string" }, depth: { type: "number" } } },
    ],
    misses: [
      { name: "get_policy", arguments: { target: { type: "string", description: "a server or one of its tools" } } },
      { name: "x", arguments: { to: { type: "string" }, link: { type: "string" } } },
    ],
  },
};
