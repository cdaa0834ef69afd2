// Feeds random inputs to the reader of messages and to the reader of registry records:
// `node test/bench/fuzz.ts [COUNT] [SEED]`, 100,000 of each by default. Prints the seed first and the slowest input last;
// ends with an error at the first input that breaks anything.

import { fuzzReader, fuzzRecord } from "../crawler/hostile/fuzz.ts";
import { randomFrom } from "../seeded-random.ts";

const count = Number(process.argv[2] ?? 100_000);
const seed = Number(process.argv[3] ?? Date.now() % 2 ** 32);
console.log(`seed ${seed}`);
for (const fuzz of [fuzzReader, fuzzRecord]) {
  const began = performance.now();
  let slowest = { input: 0, ms: 0 };
  for (let input = 0; input < count; input++) {
    const start = performance.now();
    try {
      fuzz(randomFrom(seed + input));
    } catch (error) {
      throw new Error(`${fuzz.name}: input ${input} of seed ${seed}`, { cause: error });
    }
    const ms = performance.now() - start;
    if (ms > slowest.ms) slowest = { input, ms };
  }
  const seconds = ((performance.now() - began) / 1_000).toFixed(1);
  console.log(
    `${fuzz.name}: ${count} inputs in ${seconds} s, the slowest (${slowest.input}) ${slowest.ms.toFixed(1)} ms`,
  );
}
