import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { fit } from "../../policy/fit.ts";
import { byName } from "../../policy/format.ts";
import { rego } from "../../policy/formats/rego.ts";
import { judge } from "../../policy/judge.ts";
import { randomFrom } from "../seeded-random.ts";
import { ACME_OPTIONS } from "./acme.ts";
import { randomCall, randomDecisions, SEED } from "./random-calls.ts";

/*
 * OPA compiles Rego with a program that npm does not have, so what it compiled is kept here, beside the text that it was
 * compiled from. The calls are new in every run; the policy is not, and changes only with the format.
 */
const { loadPolicy } = createRequire(import.meta.url)("@open-policy-agent/opa-wasm") as {
  loadPolicy: (wasm: Buffer) => Promise<{ evaluate: (input: unknown, entrypoint?: string) => { result: unknown }[] }>;
};

const pathOf = (name: string): string => fileURLToPath(new URL(`rego/${name}`, import.meta.url));

/** Fixed, so that the policy is the same in every run. */
const decisions = randomDecisions(randomFrom(20261122), 60);

const BUILD =
  "UPDATE_GOLDEN=1 node --test test/policy/rego.test.ts; cd test/policy/rego; " +
  "opa build -t wasm -e mcp/acme/decision -e mcp/acme/allow -o b.tar.gz policy.rego && " +
  "tar -xzOf b.tar.gz /policy.wasm | gzip -9n > policy.wasm.gz && rm b.tar.gz";

test("the compiled policy belongs to what the format writes", () => {
  const { text } = rego.render(decisions, ACME_OPTIONS);
  if (process.env.UPDATE_GOLDEN === "1") writeFileSync(pathOf("policy.rego"), `${text}\n`);
  assert.equal(`${text}\n`, readFileSync(pathOf("policy.rego"), "utf8"), `compile it anew: ${BUILD}`);
});

test("10,000 random calls get from OPA the record's decision, up to what the format declares", async () => {
  const policy = await loadPolicy(gunzipSync(readFileSync(pathOf("policy.wasm.gz"))));
  const fitted = new Map(fit(byName(decisions), rego.able).fitted.map((one) => [one.tool, one]));
  const random = randomFrom(SEED);
  const seen = new Map<unknown, number>();
  for (let index = 0; index < 10_000; index++) {
    const call = randomCall(random, decisions);
    const decision = call.name === "*" ? undefined : fitted.get(call.name);
    const expected = decision ? judge(decision, call.arguments).action : "deny";
    const [answer] = policy.evaluate(call, "mcp/acme/decision");
    const why = `SEED=${SEED} ${JSON.stringify({ call, decision })}`;
    assert.equal(answer?.result, expected, why);
    assert.equal(policy.evaluate(call, "mcp/acme/allow")[0]?.result, expected === "allow", why);
    seen.set(expected, (seen.get(expected) ?? 0) + 1);
  }
  assert.ok((seen.get("allow") ?? 0) > 300 && (seen.get("ask") ?? 0) > 300 && (seen.get("deny") ?? 0) > 300);
});
