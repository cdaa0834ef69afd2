import { textOf } from "../../db/records/definition.ts";
import type { Found, StructureRule } from "../finding.ts";

const NAME =
  /^(?:my|your|some|sample|example|dummy|placeholder|template)[-_ ]?(?:tool|function|mcp[-_]?tool)(?:[-_]?(?:name|\d+))?$|^(?:tool|function)[-_]?(?:name|\d+)$|^(?:foo|bar|baz|foobar|todo|tbd|undefined|null|xxx+)$/i;
const TEMPLATE = /\$\{[^}]{0,60}\}|\{\{[^}]{0,60}\}\}|^\s*<%[^%]{0,60}%>|\$\(\w{1,40}\)/;
const SIGNATURE = /^[\w.-]+\s*\(.*\)\s*(?:->.*)?$/s;
const EMPTY_TALK =
  /^\s*(?:todo\b|tbd\b|fixme\b|lorem ipsum|(?:your|a|the|tool|insert|add) description(?: here)?\.?$|description\.?$|undefined$|null$|\[object Object\])/i;

export const placeholderTool: StructureRule = {
  id: "placeholder-tool",
  kind: "structure",
  level: "low",
  asks: "Is the tool a placeholder: a sample name, an unfilled template, a signature for a name?",
  remedy: "Look at the server's list again before you judge it. Authors: fill the template, or leave the tool out.",
  references: ["toolrisk corpus: placeholders and signatures that catalogues count as tools"],
  find({ definition }) {
    const out: Found[] = [];
    const name = textOf(definition, "name");
    const whole = (says: string, level: Found["level"]): void => {
      out.push({ field: "name", start: 0, end: name.length, level, says });
    };
    if (NAME.test(name)) whole("has the name of a sample", "info");
    if (SIGNATURE.test(name)) whole("has a signature for a name", "info");
    for (const field of ["name", "title", "description"] as const) {
      const text = textOf(definition, field);
      if (!/[$<{]/.test(text)) continue;
      const match = TEMPLATE.exec(text.slice(0, 200));
      if (match && (field === "name" || match.index === 0))
        out.push({
          field,
          start: match.index,
          end: match.index + match[0].length,
          level: field === "name" ? "low" : "info",
          says: "holds a template that was not filled",
        });
    }
    const talk = EMPTY_TALK.exec(textOf(definition, "description"));
    if (talk)
      out.push({
        field: "description",
        start: talk.index,
        end: talk.index + talk[0].length,
        level: "info",
        says: "has a placeholder for a description",
      });
    return out;
  },
  examples: {
    hits: [
      { why: "the name of a sample", definition: { name: "my-tool", description: "Does a thing." }, level: "info" },
      { why: "an unfilled name", definition: { name: "chat-with-\u0024{MODEL}" }, level: "low" },
      { why: "a signature", definition: { name: "add(a: int, b: int) -> int" }, level: "info" },
      { why: "nothing said", definition: { name: "sync", description: "TODO" }, level: "info" },
    ],
    misses: [
      {
        why: "a template is its matter",
        definition: { name: "render_template", description: "Fills \u0024{name} and {{name}} in a text." },
      },
      { why: "tool as part of a name", definition: { name: "my_tool_usage_report", description: "Reports." } },
      { why: "a to-do list", definition: { name: "list", description: "Lists todo items." } },
    ],
  },
};
