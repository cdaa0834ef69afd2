import assert from "node:assert/strict";
import { test } from "node:test";
import { decide } from "../../policy/decide.ts";
import { FORMATS } from "../../policy/formats.ts";
import { renderStack } from "../../policy/stack.ts";
import { ACME } from "./acme.ts";
import { classified } from "./random-calls.ts";

const other = [decide(classified("list_items", "Destructive")), decide(classified("__proto__", "Read"))];
const STACK = [
  { alias: "acme", serverName: "io.test/acme", decisions: ACME },
  { alias: "other", serverName: "io.test/other", decisions: other },
];

const formatOf = (id: string): (typeof FORMATS)[number] => FORMATS.find((one) => one.id === id) ?? assert.fail(id);

for (const format of FORMATS)
  test(`${format.id}: a stack says of each server what its own file says`, () => {
    const files = renderStack(format, STACK);
    assert.equal(files.length, format.combine ? 1 : 2);
    const alone = STACK.map(({ alias, serverName, decisions }) => format.render(decisions, { alias, serverName }));
    assert.deepEqual(
      files.flatMap(({ cannotExpress }) => cannotExpress.map(({ says }) => says)),
      alone.flatMap(({ cannotExpress }) => cannotExpress),
    );
    if (!format.combine)
      assert.deepEqual(
        files.map(({ text }) => text),
        alone.map(({ text }) => text),
      );
    // The words of the parts are those of the whole: nothing is lost or made up in combining them.
    const words = (text: string): Set<string> => new Set(text.match(/[A-Za-z0-9_]{3,}/g));
    assert.deepEqual(words(files.map(({ text }) => text).join("\n")), words(alone.map(({ text }) => text).join("\n")));
  });

test("a stack of settings is one file of settings", () => {
  const [file] = renderStack(formatOf("claude-code"), STACK);
  const { permissions } = JSON.parse(file?.text ?? "");
  assert.deepEqual(permissions.deny, ["mcp__acme__purge_all", "mcp__other__list_items"]);
  assert.deepEqual(permissions.allow, ["mcp__acme__list_items", "mcp__other____proto__"]);
  const [command] = renderStack(formatOf("copilot-cli"), STACK);
  assert.match(
    command?.text ?? "",
    /^copilot \\\n {2}--deny-tool='acme\(purge_all\)' \\\n[\s\S]*--deny-tool='other\(list_items\)'/,
  );
  assert.equal(command?.text.match(/copilot/g)?.length, 1);
});

test("a product with a file for each server gets one for each, named after it", () => {
  assert.deepEqual(
    renderStack(formatOf("policy-json"), STACK).map(({ fileName }) => fileName),
    ["acme.policy.json", "other.policy.json"],
  );
  assert.deepEqual(
    renderStack(formatOf("policy-json"), STACK.slice(0, 1)).map(({ fileName }) => fileName),
    ["policy.json"],
  );
  assert.deepEqual(renderStack(formatOf("policy-json"), []), []);
});

test("two servers of one key are refused", () => {
  assert.throws(() => renderStack(formatOf("codex"), [...STACK, ...STACK.slice(0, 1)]), RangeError);
});
