import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { FINDING_RULES } from "../../classifier/findings.ts";
import { program } from "../../cli/main.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const verbs = new Map(
  (await program()).commands.map((verb) => [verb.name(), verb.options.flatMap(({ long, short }) => [long, short])]),
);

for (const file of ["docs/check.md", ...globSync("skills/*/SKILL.md", { cwd: root })]) {
  test(`every command in ${file} has a verb and options that exist`, () => {
    const text = readFileSync(join(root, file), "utf8");
    // In code alone: a line of prose may begin with the name.
    const code = [...text.matchAll(/^```sh\n([\s\S]*?)^```$|`([^`\n]+)`/gm)].map(
      ([, block, span]) => block ?? span ?? "",
    );
    const commands = [...code.join("\n").matchAll(/^(?:npx (?:-y )?)?toolrisk ([a-z]+)(.*)/gm)];
    assert.ok(commands.length > 3);
    for (const [whole, verb = "", rest = ""] of commands) {
      const options = verbs.get(verb);
      assert.ok(options, whole);
      const own = rest.split(" -- ")[0] ?? "";
      for (const [option] of own.matchAll(/(?<=\s)--?[a-z][a-z-]*/g))
        assert.ok(option === "--help" || options.includes(option), `${whole}: ${option}`);
    }
  });
}

test("the rules that docs/check.md names exist", () => {
  const rules = new Set(FINDING_RULES.map(({ id }) => id));
  for (const [, rule = ""] of readFileSync(join(root, "docs/check.md"), "utf8").matchAll(/"rule": "([^"]+)"/g))
    assert.ok(rules.has(rule), rule);
});
