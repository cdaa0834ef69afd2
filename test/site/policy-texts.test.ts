import assert from "node:assert/strict";
import { test } from "node:test";
import { OTHER_FORMATS, policyTexts } from "../../site/policy-texts.ts";
import { ACME } from "../policy/acme.ts";
import { HOSTILE_NAMES } from "../policy/random-calls.ts";
import { belowFrom, seedOf } from "../seeded-random.ts";
import { HOSTILE } from "./hostile-text.ts";

const WORDS = "get list delete_item Run x y no true null on 0 007 1e3 a-b _ __ - A zqtoolxjq zqalias-7f3a item2".split(
  " ",
);

test("what is filled in is what each format would have written, whatever the names and the decision", (t) => {
  const below = belowFrom(seedOf(t));
  const wordy = (most: number): string =>
    Array.from({ length: 1 + below(most) }, () => WORDS[below(WORDS.length)] ?? "").join(below(2) ? "" : "_");
  const odd = [...HOSTILE, ...HOSTILE_NAMES, "a".repeat(50), "a".repeat(51), "Z9".repeat(64)];
  for (let round = 0; round < 600; round++) {
    const decision = ACME[below(ACME.length)];
    assert.ok(decision);
    const tool = below(8) === 0 ? (odd[below(odd.length)] ?? "") : wordy(below(4) ? 3 : 12);
    const alias = `${"abN"[below(3)]}${wordy(3)}`.slice(0, 60);
    const named = { ...decision, tool, reason: below(50) ? decision.reason : "It names zqtoolxjq." };
    const options = { alias, serverName: `io.test/${wordy(2)}` };
    const texts = policyTexts(named, options);
    for (const [at, format] of OTHER_FORMATS.entries())
      assert.deepEqual(
        texts[at],
        format.render([named], options),
        `${format.id} for ${JSON.stringify({ tool, alias })}`,
      );
  }
});
