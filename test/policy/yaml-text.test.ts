import assert from "node:assert/strict";
import { test } from "node:test";
import { parse } from "yaml";
import { yamlText } from "../../policy/yaml-text.ts";

test("a text comes back from YAML as it was, whatever its lines hold", () => {
  for (const text of [
    "a name that is longer than forty characters\n \nand has a line of one space",
    "a name that is longer than forty characters \n\n  and spaces around its breaks \n",
    "---\nwhat looks like the beginning of another document\n...\n%TAG",
    `tab\tbell\u0007 override \u202e next \u2028 end ${"x".repeat(300)}`,
  ])
    for (const version of ["1.1", "1.2"] as const) {
      assert.deepEqual(parse(yamlText({ names: [text], [text]: text }), { version }), { names: [text], [text]: text });
    }
});
