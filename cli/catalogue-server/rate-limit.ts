/** Counts calls of each caller over a sliding minute; memory is bounded by the callers of the last minute. */
export class RateLimit {
  readonly #most: number;
  readonly #now: () => number;
  readonly #calls = new Map<string, number[]>();

  constructor(mostPerMinute: number, now: () => number = Date.now) {
    this.#most = mostPerMinute;
    this.#now = now;
  }

  /** Counts a call; gives 0 when it may go on, else the whole seconds until it may. A refused call counts nothing. */
  take(caller: string): number {
    const now = this.#now();
    if (this.#calls.size > 10_000) this.#forget(now);
    const recent = (this.#calls.get(caller) ?? []).filter((at) => at > now - 60_000);
    this.#calls.set(caller, recent);
    const [oldest] = recent;
    if (recent.length >= this.#most && oldest !== undefined)
      return Math.max(1, Math.ceil((oldest + 60_000 - now) / 1000));
    recent.push(now);
    return 0;
  }

  #forget(now: number): void {
    for (const [caller, calls] of this.#calls) if ((calls.at(-1) ?? 0) <= now - 60_000) this.#calls.delete(caller);
  }
}
