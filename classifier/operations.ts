import type { Operation } from "../db/records/classification.ts";
import type { Definition } from "../db/records/definition.ts";
import type { ToolFacts } from "./facts.ts";
import { judge } from "./judge.ts";
import type { Model } from "./model.ts";
import { readFacts } from "./read-facts.ts";
import { selectionOf } from "./selection.ts";

/** Words of a router's name that say nothing of its object. */
const ROUTER = /^(manage|management|manager|handle|tool|operations?|actions?|crud|execute|perform)$/;

/** What a request by a method of HTTP does; "post" is no message to people there. */
const HTTP: Record<string, string> = {
  get: "get",
  head: "get",
  options: "get",
  post: "create",
  put: "update",
  patch: "update",
  delete: "delete",
};

/**
 * A verdict per value of the argument that selects the operation, as if each were a tool of its own: named after the
 * value and the tool's object, described by what the definition says of that value alone, with the arguments that go
 * with it. Undefined where the tool does not multiplex.
 */
export const operationsOf = (facts: ToolFacts, model: Model): Operation[] | undefined => {
  const selection = selectionOf(facts);
  if (!selection) return undefined;
  const { definition, server } = facts;
  const object = facts.object.filter((word) => !ROUTER.test(word)).join("_");
  const isHttp = selection.choices.every(({ value }) => Object.hasOwn(HTTP, value.toLowerCase()));
  const verb = (value: string): string => (isHttp ? (HTTP[value.toLowerCase()] ?? value) : value);
  const tools: Definition[] = selection.choices.map(({ value, says, properties }) => ({
    name: object ? `${verb(value)}_${object}` : verb(value),
    ...(says === "" ? {} : { description: says }),
    inputSchema: Object.keys(properties).length > 0 ? { type: "object", properties } : {},
  }));
  const judged = readFacts({ server: { name: server.name, description: server.description }, tools }).map((each) =>
    judge(each, model),
  );
  return selection.choices.map(({ value }, at) => {
    const verdict = judged[at];
    if (!verdict) throw new Error(`no verdict for ${definition.name} ${value}`);
    return {
      argument: selection.argument,
      value,
      category: verdict.category,
      risk: verdict.risk,
      confidence: verdict.confidence,
    };
  });
};
