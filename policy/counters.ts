import type { Limit } from "../db/records/policy.ts";

export const WINDOW_MS = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;

/** A limit, with the pointer by which the log names it. */
export type Counted = { pointer: string; limit: Limit };

/** What came of asking for room: `full` names the limit that has none; `release` gives the place back. */
export type Reservation = { full?: Counted; release: () => void };

/**
 * Counts calls. A call takes a place in every counter of its limits or in none. Windows slide: in no span of a window's
 * length does a counter take more than its limit. A counter that several limits name is counted once a call.
 */
export type Counters = {
  /** `at` in milliseconds since 1970. Throws when the count cannot be kept, which must deny the call. */
  reserve: (limits: Counted[], at: number) => Reservation;
};

export const NOTHING_TO_RELEASE = (): void => {};

/** Counters that last as long as this object. */
export const memoryCounters = (): Counters => {
  const calls = new Map<string, { at: number }[]>();
  return {
    reserve(limits, at) {
      for (const counted of limits) {
        const { counter, window, max } = counted.limit;
        const since = at - WINDOW_MS[window];
        const taken = calls.get(counter)?.filter((call) => call.at > since).length ?? 0;
        if (taken >= max) return { full: counted, release: NOTHING_TO_RELEASE };
      }
      const call = { at };
      const counters = new Set(limits.map(({ limit }) => limit.counter));
      for (const counter of counters) calls.set(counter, [...(calls.get(counter) ?? []), call]);
      return {
        release() {
          for (const counter of counters)
            calls.set(
              counter,
              (calls.get(counter) ?? []).filter((other) => other !== call),
            );
        },
      };
    },
  };
};

/** The text for an agent whose call found no room. */
export const fullText = ({ limit: { max, window } }: Counted): string =>
  `The limit of ${max} calls per ${window} is reached. Try again later.`;
