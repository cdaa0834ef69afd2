import assert from "node:assert/strict";
import { test } from "node:test";
import { classifyServer } from "../../classifier/classify.ts";
import type { Definition } from "../../db/records/definition.ts";

/** `argument value Category` of each operation; empty where the tool does not multiplex. */
const operations = (definition: Definition): string[] =>
  (classifyServer({ server: { name: "s" }, tools: [definition] })[0]?.operations ?? []).map(
    ({ argument, value, category }) => `${argument} ${value} ${category}`,
  );

const object = (properties: object, more: object = {}): object => ({ type: "object", properties, ...more });
const text = { type: "string" };

const cases: [string, Definition, string[]][] = [
  [
    "an enum of verbs",
    { name: "manage_page", inputSchema: object({ action: { enum: ["list", "create", "delete"] }, id: text }) },
    ["action list Read", "action create Write", "action delete Destructive"],
  ],
  [
    "a camel-case name",
    { name: "rollout", inputSchema: object({ subCommand: { enum: ["status", "restart"] } }) },
    ["subCommand status Read", "subCommand restart Execute"],
  ],
  [
    "constants with descriptions in one property",
    {
      name: "records",
      inputSchema: object({
        operation: {
          oneOf: [
            { const: "peek", description: "Returns the newest record" },
            { const: "nuke", description: "Permanently deletes all records" },
          ],
        },
      }),
    },
    ["operation peek Read", "operation nuke Destructive"],
  ],
  [
    "branches with a constant each",
    {
      name: "channel",
      inputSchema: {
        type: "object",
        anyOf: [
          object({ command: { const: "read" }, limit: { type: "number" } }),
          object({ command: { const: "send" }, text }, { description: "Sends a message to the channel" }),
        ],
      },
    },
    ["command read Read", "command send Write"],
  ],
  [
    "branches by reference",
    {
      name: "channel",
      inputSchema: {
        oneOf: [{ $ref: "#/$defs/get" }, { $ref: "#/$defs/remove" }],
        $defs: { get: object({ op: { const: "get" } }), remove: object({ op: { const: "remove" } }) },
      },
    },
    ["op get Read", "op remove Destructive"],
  ],
  [
    "what the argument's description says of a value",
    {
      name: "accounts",
      inputSchema: object({
        action: {
          enum: ["show", "sync"],
          description: "'show' lists all accounts, 'sync' deletes accounts that are gone",
        },
      }),
    },
    ["action show Read", "action sync Destructive"],
  ],
  [
    "values that only the argument's description quotes",
    {
      name: "clusters",
      inputSchema: object({ action: { ...text, description: "Action to perform: 'list', 'get', or 'delete'" } }),
    },
    ["action list Read", "action get Read", "action delete Destructive"],
  ],
  [
    "values that only a line of the description quotes",
    {
      name: "links",
      description:
        'Manages links.\n\nArgs:\n    operation: Operation type ("add", "remove", "list")\n    index: Index of the slide',
      inputSchema: object({ operation: text, index: { type: "number" } }),
    },
    ["operation add Write", "operation remove Destructive", "operation list Read"],
  ],
  [
    "a list in the description",
    {
      name: "branch",
      description:
        "Works on branches.\nAction guidance:\n- get: Get one branch.\n- delete_merged: Delete merged branches.\n\nSee also: x",
      inputSchema: object({ action: { ...text, description: "One of the values in `enum`, with its `params`." } }),
    },
    ["action get Read", "action delete_merged Destructive"],
  ],
  [
    "methods of HTTP, where a post is no message to people",
    { name: "fetch", inputSchema: object({ url: text, method: { enum: ["GET", "POST", "DELETE"] } }) },
    ["method GET Read", "method POST Write", "method DELETE Destructive"],
  ],
  [
    "a type that chooses what is done",
    { name: "edit", inputSchema: object({ type: { enum: ["replace_content", "insert_content"] } }) },
    ["type replace_content Write", "type insert_content Write"],
  ],
  [
    "a type that chooses a kind",
    { name: "stories", inputSchema: object({ type: { enum: ["top", "ask", "show"] } }) },
    [],
  ],
  ["a mode of travel", { name: "route", inputSchema: object({ mode: { enum: ["driving", "walking"] } }) }, []],
  ["a way to merge", { name: "project", inputSchema: object({ merge_method: { enum: ["merge", "rebase"] } }) }, []],
  ["a single value", { name: "x", inputSchema: object({ action: { const: "get" } }) }, []],
  ["no schema", { name: "manage", description: "Actions:\n- get: Gets.\n- set: Sets." }, []],
];

for (const [name, definition, expected] of cases)
  test(`operations: ${name}`, () => assert.deepEqual(operations(definition), expected));

test("operations are at most forty, and hostile values are none", () => {
  const many = Array.from({ length: 500 }, (_, at) => `delete_${at}`);
  assert.equal(operations({ name: "x", inputSchema: object({ action: { enum: many } }) }).length, 40);
  const verbs = ["get", "delete", "create", "list", "update", "send"];
  const hostile = ["(", "[a-", "\\", "__proto__", "$&"];
  const definition = {
    name: "x",
    description: `${"(".repeat(20_000)}\n- get: `.repeat(3),
    inputSchema: object({
      action: { enum: [...verbs, ...hostile, "", "long".repeat(100)], description: "'get' ( ".repeat(5000) },
    }),
  };
  const values = operations(definition).map((line) => line.split(" ")[1]);
  assert.deepEqual(values, [...verbs, ...hostile]);
});
