import type { TestContext } from "node:test";

/** Numbers in [0, 1) that are the same for the same seed (mulberry32). */
export const randomFrom = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

/** Whole numbers from 0 to below the one that is asked with, from a seed. */
export const belowFrom = (seed: number): ((most: number) => number) => {
  const random = randomFrom(seed);
  return (most) => Math.floor(random() * most);
};

/** The seed of this run: `SEED` of the environment, else a new one; printed, so that a failure can be run again. */
export const seedOf = (t: TestContext): number => {
  const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 32));
  t.diagnostic(`SEED=${seed}`);
  return seed;
};
