import assert from "node:assert/strict";
import { test } from "node:test";
import { parse } from "yaml";
import { intercept } from "../../policy/formats/intercept.ts";
import { ACME, ACME_OPTIONS } from "./acme.ts";
import { evaluateIntercept } from "./intercept-semantics.ts";

/** What Intercept is documented to do with the acme policy, call by call. */
const TABLE: [tool: string, args: Record<string, unknown>, expected: "allow" | "deny"][] = [
  ["list_items", {}, "allow"],
  ["list_items", { anything: 1 }, "allow"],
  ["create_item", {}, "allow"],
  ["write_file", { path: "a/b" }, "allow"],
  ["write_file", { path: "a/../b" }, "deny"],
  ["write_file", { path: ["a"] }, "deny"],
  ["write_file", {}, "deny"],
  ["run_command", { command: "ls -la" }, "allow"],
  ["run_command", { command: "ls; rm x" }, "deny"],
  ["run_command", {}, "deny"],
  ["run_sql", { sql: "select 1" }, "deny"],
  ["manage_item", { action: "get" }, "allow"],
  ["manage_item", { action: "update" }, "allow"],
  ["manage_item", { action: "delete" }, "deny"],
  ["manage_item", { action: "GET" }, "deny"],
  ["manage_item", { action: ["get"] }, "deny"],
  ["manage_item", {}, "deny"],
  ["purge_all", {}, "deny"],
  ["refund", { amount: 1 }, "deny"],
  ["unknown", {}, "deny"],
];

const decide = evaluateIntercept(parse(intercept.render(ACME, ACME_OPTIONS).text));
for (const [name, args, expected] of TABLE)
  test(`Intercept: ${name} ${JSON.stringify(args)} is ${expected === "allow" ? "allowed" : "denied"}`, () => {
    assert.equal(decide({ name, arguments: args }), expected);
  });

const own = (conditions: object[]): ReturnType<typeof evaluateIntercept> =>
  evaluateIntercept({
    version: "1",
    default: "deny",
    tools: { t: { rules: [{ name: "r", action: "evaluate", conditions, on_deny: "no" }] } },
  });

/** Where its operators differ from those of `policy.json`. */
const OPERATORS: [condition: object, args: Record<string, unknown>, expected: "allow" | "deny"][] = [
  [{ op: "in", value: ["7"] }, { x: 7 }, "allow"],
  [{ op: "in", value: ["[a b]"] }, { x: ["a", "b"] }, "allow"],
  [{ op: "not_in", value: ["a"] }, {}, "deny"],
  [{ op: "not_in", value: ["a"] }, { x: null }, "allow"],
  [{ op: "exists", value: true }, { x: null }, "deny"],
  [{ op: "lte", value: 5 }, { x: "4" }, "deny"],
  [{ op: "regex", value: "a" }, { x: ["a"] }, "deny"],
];
for (const [condition, args, expected] of OPERATORS)
  test(`Intercept: ${JSON.stringify(condition)} of ${JSON.stringify(args)}`, () => {
    assert.equal(own([{ path: "args.x", ...condition }])({ name: "t", arguments: args }), expected);
  });
