import type { Operation } from "../db/records/classification.ts";
import type { Definition } from "../db/records/definition.ts";
import type { ToolFacts } from "./facts.ts";
import { judge } from "./judge.ts";
import type { Model } from "./model.ts";
import { readFacts } from "./read-facts.ts";

/** Most operations that get a verdict of their own. */
const MOST = 40;

/**
 * A verdict per value of the argument that selects the operation, as if each were a tool of its own named after the
 * value and the tool's object. Undefined where the tool does not multiplex.
 */
export const operationsOf = (facts: ToolFacts, model: Model): Operation[] | undefined => {
  const { selector, definition, server } = facts;
  if (!selector) return undefined;
  const object = facts.object
    .filter((word) => !/^(manage|management|manager|handle|tool|operations?|actions?)$/.test(word))
    .join("_");
  const values = selector.options.slice(0, MOST);
  const tools: Definition[] = values.map((value) => ({ name: object ? `${value}_${object}` : value, inputSchema: {} }));
  const judged = readFacts({ server: { name: server.name, description: server.description }, tools }).map((each) =>
    judge(each, model),
  );
  return values.map((value, at) => {
    const verdict = judged[at];
    if (!verdict) throw new Error(`no verdict for ${definition.name} ${value}`);
    return {
      argument: selector.name,
      value,
      category: verdict.category,
      risk: verdict.risk,
      confidence: verdict.confidence,
    };
  });
};
