import { test } from "node:test";
import { randomFrom } from "../../seeded-random.ts";
import { fuzzReader, fuzzRecord } from "./fuzz.ts";

/** Inputs of each kind in a test; test/bench/fuzz.ts tries 100,000. */
const COUNT = 3_000;

for (const fuzz of [fuzzReader, fuzzRecord]) {
  test(`${fuzz.name}: ${COUNT} random inputs neither break nor hang it`, { timeout: 60_000 }, (context) => {
    const seed = Number(process.env.FUZZ_SEED ?? Date.now() % 2 ** 32);
    context.diagnostic(`FUZZ_SEED=${seed}`);
    for (let count = 0; count < COUNT; count++) {
      try {
        fuzz(randomFrom(seed + count));
      } catch (error) {
        throw new Error(`input ${count} of FUZZ_SEED=${seed}`, { cause: error });
      }
    }
  });
}
