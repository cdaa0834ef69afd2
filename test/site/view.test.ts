import assert from "node:assert/strict";
import { test } from "node:test";
import { z } from "zod";
import { gradeOf } from "../../classifier/grade.ts";
import { CAPABILITIES, CATEGORIES, type Category } from "../../db/records/classification.ts";
import { PolicySchema } from "../../db/records/policy.ts";
import { ServerRecordSchema } from "../../db/records/server.ts";
import { decide } from "../../policy/decide.ts";
import { ATTACK_PATTERNS, attackPatternsFor } from "../../site/content/attack-patterns.ts";
import { CATEGORY_TEXTS, confidenceWords, percent, surely } from "../../site/content/categories.ts";
import { OWASP_CLASSES, owaspFor } from "../../site/content/owasp.ts";
import { headersOf } from "../../site/served-headers.ts";
import { type ToolFacts, titleOf } from "../../site/view/facts.ts";
import { GRADE_PARTS, LETTERS_IN_WORDS } from "../../site/view/grade-formula.ts";
import { highlight, indentJson } from "../../site/view/highlight.ts";
import { hrefFrom, safeUrl } from "../../site/view/links.ts";
import { claimsBeside, claimsOf, parameterCount, parametersOf } from "../../site/view/parameters.ts";
import { neededFacts } from "../../site/view/provenance.ts";
import { questionsAbout } from "../../site/view/questions.ts";
import { pieces, plainLine } from "../../site/view/visible-text.ts";
import { count, inWords, roughCount } from "../../site/view/wording.ts";
import { classificationOf } from "./catalogue-fixture.ts";
import { HOSTILE } from "./hostile-text.ts";

test("only plain http and https addresses become links", () => {
  assert.equal(safeUrl("https://example.org/a b"), "https://example.org/a%20b");
  assert.equal(safeUrl('https://example.org/"><script>'), "https://example.org/%22%3E%3Cscript%3E");
  for (const bad of [
    "javascript:pwned()",
    " https://x",
    "//x.org",
    "ftp://x",
    "https://u:p@x.org",
    "https://",
    "http:x",
    `https://x.org/${"a".repeat(3000)}`,
    7,
    null,
  ])
    assert.equal(safeUrl(bad), null, String(bad));
});

test("overlapping spans are cut at their borders", () => {
  const spans = [
    { start: 0, end: 4, label: "a" },
    { start: 2, end: 6, label: "b" },
    { start: 9, end: 99, label: "outside" },
    { start: 3, end: 3, label: "empty" },
  ];
  assert.deepEqual(highlight("abcdefgh", spans), [
    { text: "ab", labels: ["a"] },
    { text: "cd", labels: ["a", "b"] },
    { text: "ef", labels: ["b"] },
    { text: "gh", labels: [] },
  ]);
  assert.deepEqual(highlight("", []), []);
});

test("indented JSON is the same JSON, and each offset leads to the same character", () => {
  const values = [
    {},
    [],
    { a: [1, { b: "x, y: {z}" }], 'q"uo\\te': [[], {}, null], text: HOSTILE.join("\n") },
    "bare",
    12.5,
    { deep: JSON.parse(`${"[".repeat(60)}1${"]".repeat(60)}`) as unknown },
  ];
  for (const value of values) {
    const compact = JSON.stringify(value);
    const { text, at } = indentJson(compact);
    assert.deepEqual(JSON.parse(text), value);
    for (let offset = 0; offset < compact.length; offset++)
      assert.equal(text.charAt(at(offset)), compact.charAt(offset));
    assert.equal(at(compact.length), text.length);
  }
  assert.equal(indentJson('{"a":[1,2],"b":{}}').text, JSON.stringify({ a: [1, 2], b: {} }, null, 2));
});

test("what cannot be seen is shown, and what is ordinary stays", () => {
  assert.deepEqual(pieces("a\u202eb"), [{ text: "a" }, { odd: "U+202E" }, { text: "b" }]);
  assert.deepEqual(pieces("tab\tline\nfamily 👨‍👩‍👧 naïve العربية"), [
    { text: "tab\tline\nfamily 👨‍👩‍👧 naïve العربية" },
  ]);
  assert.deepEqual(pieces("\ud800"), [{ text: "�" }]);
  assert.deepEqual(pieces("\u{e0041}"), [{ odd: "U+E0041" }]);
  assert.deepEqual(pieces(""), []);
  assert.equal(plainLine("a\n  b\u0007c"), "a b�c");
  assert.equal(plainLine("x".repeat(300), 10), `${"x".repeat(9)}…`);
  for (const text of HOSTILE) assert.ok(plainLine(text, 80).length <= 80);
});

test("parameters are read from any schema without trusting it", () => {
  const schema = (inputSchema: unknown) => parametersOf({ name: "t", inputSchema });
  for (const odd of [
    undefined,
    null,
    1,
    "x",
    [],
    { properties: [] },
    { properties: null },
    { properties: { a: null, b: 1 } },
  ])
    schema(odd);
  const [first] = schema({ properties: { ["__proto__"]: { type: ["string", 4], enum: ["a", {}, 2] } }, required: "x" });
  assert.deepEqual(first, { name: "__proto__", type: "string", required: false, description: "", choices: ["a", "2"] });
  assert.equal(parameterCount([]), "none");
  assert.deepEqual(claimsOf({ name: "t", annotations: { readOnlyHint: "yes", destructiveHint: false } }), [
    { hint: "destructiveHint: false", says: "it destroys nothing" },
  ]);
});

test("a claim stands beside the verdict: it says the same, it says otherwise, or the verdict tells nothing of it", () => {
  const said = (category: Category, annotations: object): (boolean | null)[] =>
    claimsBeside({ name: "t", annotations }, category).map(({ agrees }) => agrees);
  const reader = { readOnlyHint: true, openWorldHint: true };
  assert.deepEqual(said("Read", reader), [true, null]);
  assert.deepEqual(said("Write", reader), [false, null]);
  assert.deepEqual(said("Read", { readOnlyHint: false, destructiveHint: true }), [false, false]);
  assert.deepEqual(said("Destructive", { destructiveHint: false }), [false]);
  assert.deepEqual(said("Destructive", { destructiveHint: true }), [true]);
  assert.deepEqual(said("Write", { destructiveHint: false }), [true]);
  // What runs or pays can destroy, and need not; what writes may do it now and then.
  for (const category of ["Execute", "Financial"] as const)
    for (const destructiveHint of [true, false]) assert.deepEqual(said(category, { destructiveHint }), [null]);
  assert.deepEqual(said("Write", { destructiveHint: true }), [null]);
});

test("what a server has to be told is named once, with what it is", () => {
  const named = neededFacts(
    ServerRecordSchema.parse({
      name: "a/b",
      packages: [
        {
          registryType: "npm",
          identifier: "b",
          environmentVariables: [
            { name: "KEY", isSecret: true, isRequired: true, description: "the key" },
            { name: "KEY", description: "again" },
          ],
          packageArguments: [
            { type: "positional", valueHint: "folder" },
            { type: "positional" },
            { type: "positional", value: "canary-4c1f", isSecret: true },
          ],
        },
      ],
      remotes: [{ type: "sse", url: "https://b.test/", headers: [{ name: "Authorization", isSecret: true }] }],
    }),
  );
  assert.deepEqual(named, [
    { label: "Environment variable", value: "KEY (required, secret): the key" },
    { label: "Argument", value: "folder" },
    { label: "Header", value: "Authorization (secret)" },
  ]);
});

test("the formula of the grade is told for each of its parts", () => {
  const grade = gradeOf({ outcome: "listed", tools: [], posture: "local", changes: null });
  assert.ok(grade.letter);
  assert.deepEqual(grade.parts.map(({ id }) => id).sort(), Object.keys(GRADE_PARTS).sort());
  assert.match(GRADE_PARTS.capability.counts, /Medium 0\.25, High 1\.5, Critical 4/);
  assert.equal(LETTERS_IN_WORDS, "A up to 10, B up to 25, C up to 45, D up to 65, F above");
});

test("a line is cut between its words, and no confidence is certainty", () => {
  assert.equal(plainLine("reads the complete contents of a file", 20), "reads the complete…");
  assert.equal(plainLine(`a ${"x".repeat(40)}`, 20), `a ${"x".repeat(17)}…`);
  assert.equal(surely(1), "over 99%");
  assert.equal(surely(0.725), "73%");
});

test("figures in words", () => {
  assert.equal(count(1, "tool"), "1 tool");
  assert.equal(count(1204, "tool"), "1,204 tools");
  assert.equal(roughCount(999, "tool"), "999 tools");
  assert.equal(roughCount(43_211, "server"), "more than 43,000 servers");
  assert.equal(roughCount(100_000, "tool"), "100,000 tools");
  assert.equal(inWords(["a", "b", "c"]), "a, b and c");
  assert.equal(percent(0.999), "over 99%");
  assert.equal(percent(0.001), "under 1%");
  assert.equal(percent(0.725), "73%");
  const words = [0.96, 0.9, 0.8, 0.6, 0.2].map((share) => confidenceWords(share).word);
  assert.equal(new Set(words).size, 5);
});

test("every capability has an attack pattern, and every pattern its parts", () => {
  for (const id of Object.keys(CAPABILITIES) as (keyof typeof CAPABILITIES)[])
    assert.ok(
      ATTACK_PATTERNS.some((one) => one.capabilities.includes(id)),
      `${id} has no pattern`,
    );
  assert.ok(attackPatternsFor([]).length >= 2, "a tool without a capability has no pattern");
  assert.equal(attackPatternsFor(["shell"])[0]?.id, "command-injection");
  assert.deepEqual(owaspFor([]), []);
  assert.ok(owaspFor(["shell"]).some(({ id }) => id === "MCP05"));
  for (const one of ATTACK_PATTERNS) {
    assert.ok(
      one.references.every(({ url }) => safeUrl(url) !== null),
      one.id,
    );
    assert.ok(one.how.length > 0 && one.defence.length > 0 && one.seen !== "", one.id);
  }
  assert.equal(new Set(ATTACK_PATTERNS.map(({ id }) => id)).size, ATTACK_PATTERNS.length);
  assert.equal(new Set(OWASP_CLASSES.map(({ slug }) => slug)).size, OWASP_CLASSES.length);
});

test("paths are put below the base, and headers are read from their file", async () => {
  assert.equal(hrefFrom("/sub/")("/servers/a/"), "/sub/servers/a/");
  assert.equal(hrefFrom("/")("/"), "/");
  assert.deepEqual(await headersOf("/nonexistent-folder"), {});
});

test("what the questions say of policy.json stands in its schema, and names are left as they are", () => {
  const definition = { name: "send_note", description: "Sends a note." };
  for (const category of CATEGORIES) {
    const classification = classificationOf("acme/PMCP", {
      definition,
      category,
      risk: CATEGORY_TEXTS[category].starts,
    });
    const facts = {
      server: { name: "acme/PMCP", slug: "acme-pmcp", record: { name: "acme/PMCP", title: "PMCP" } },
      classification,
      decision: decide(classification, definition),
      siblings: [],
    } as unknown as ToolFacts;
    const questions = questionsAbout(facts, { tool: "send_note", server: titleOf(facts.server.record) });
    const text = questions.map(({ answer }) => answer).join("\n");
    assert.doesNotMatch(text, /rate_limit|require_approval|action: deny|window: 60|per agent session|a reason field/);
    assert.match(text, /PMCP/);
    assert.doesNotMatch(text, /\ba Execute\b|\ban (Read|Write)\b|MCP Server MCP Server|\bP \(|\.\.(?!\.)/);
    const keys = [...text.matchAll(/"([a-z_]+)"(?=:| of| counts| is|\.| )/g)].map((match) => match[1] ?? "");
    const known = JSON.stringify(z.toJSONSchema(PolicySchema, { io: "input" }));
    assert.ok(keys.length > 3);
    for (const key of keys) assert.ok(known.includes(`"${key}"`), `${key} is no word of policy.json`);
  }
});
