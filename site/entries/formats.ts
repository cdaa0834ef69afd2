import type { Category, Risk } from "../../db/records/classification.ts";
import type { Decision } from "../../db/records/policy.ts";
import { decide } from "../../policy/decide.ts";
import { READERS } from "../../policy/format.ts";
import { FORMATS } from "../../policy/formats.ts";
import type { EntryKind } from "../entry.ts";

const EXAMPLES: [name: string, category: Category, risk: Risk][] = [
  ["list_items", "Read", "Low"],
  ["create_item", "Write", "Medium"],
  ["run_job", "Execute", "High"],
  ["purge_all", "Destructive", "Critical"],
  ["refund", "Financial", "Critical"],
];

/** One decision of each category, on tools of our own invention. */
const exampleDecisions = (): Decision[] =>
  EXAMPLES.map(([tool, category, risk]) =>
    decide({
      server: "acme",
      tool,
      fingerprint: "",
      category,
      risk,
      confidence: 0.95,
      capabilities: [],
      evidence: [],
      rationale: "",
      findings: [],
      classifier: { method: "example", version: "1" },
    }),
  );

/** By what reads them, as their index lists them. */
const IN_GROUPS = Object.keys(READERS).flatMap((reader) => FORMATS.filter(({ readBy }) => readBy === reader));

export const formats: EntryKind = {
  id: "formats",
  title: "Policy formats",
  lead: "The same decisions, written for each product that can enforce them, with what it cannot express.",
  entries: () => {
    const decisions = exampleDecisions();
    return IN_GROUPS.map((format) => {
      const { text, cannotExpress } = format.render(decisions, { alias: "acme", serverName: "acme" });
      return {
        slug: format.id,
        title: format.product,
        lead: format.says,
        tools: null,
        group: READERS[format.readBy],
        blocks: [
          {
            heading: "The file",
            facts: [
              { label: "Name", value: format.fileName },
              { label: "Checked against", value: format.checkedAgainst },
            ],
          },
          {
            heading: "An example",
            text: ["Five tools of an invented server called acme, one of each category."],
            code: [{ label: format.fileName, text }],
          },
          {
            heading: "What it cannot express",
            ...(cannotExpress.length > 0
              ? { list: cannotExpress }
              : { text: ["Of these five decisions, nothing is lost."] }),
          },
          {
            heading: "Write it for a server of yours",
            links: [{ title: "Pick servers and tools in the builder", path: `/builder/?format=${format.id}` }],
            code: [{ label: "command", text: `toolrisk policy SERVER --format ${format.id}` }],
          },
        ],
      };
    });
  },
};
