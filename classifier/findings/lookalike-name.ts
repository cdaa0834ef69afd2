import { textOf } from "../../db/records/definition.ts";
import type { StructureRule } from "../finding.ts";
import { nameKey, skeletonOf } from "../finding-text.ts";

export const lookalikeName: StructureRule = {
  id: "lookalike-name",
  kind: "structure",
  level: "high",
  asks: "Does the name look like that of another tool of the server without being it?",
  remedy: "Allow tools by their exact names, copied, not typed. Authors: rename one of the two.",
  references: ["OWASP ASI04:2026 Agentic Supply Chain Vulnerabilities", "Unicode UTS #39"],
  find({ definition, own }) {
    if (own.skeletons.size === 0) return [];
    const name = textOf(definition, "name");
    const alike = (own.skeletons.get(skeletonOf(name)) ?? []).find((other) => other !== name);
    if (alike === undefined) return [];
    const level = nameKey(alike) === nameKey(name) ? "info" : /[^\0-\x7f]/.test(name + alike) ? "high" : "low";
    return [{ field: "name", start: 0, end: name.length, level, says: `looks like \`${alike}\` of the same server` }];
  },
  examples: {
    hits: [
      {
        why: "a Cyrillic letter",
        definition: { name: "send_m\u0430il" },
        siblings: [{ name: "send_mail" }],
        level: "high",
      },
      {
        why: "a digit for a letter",
        definition: { name: "de1ete_file" },
        siblings: [{ name: "delete_file" }],
        level: "low",
      },
      {
        why: "only the style differs",
        definition: { name: "getUser" },
        siblings: [{ name: "get_user" }],
        level: "info",
      },
    ],
    misses: [
      { why: "one letter more", definition: { name: "get_users" }, siblings: [{ name: "get_user" }] },
      { why: "numbered", definition: { name: "step_2" }, siblings: [{ name: "step_3" }] },
    ],
  },
};
