/** How far a crawl is. Counts are of records; known ones were skipped and count as done. */
export interface Progress {
  done: number;
  listed: number;
  failed: number;
  known: number;
  /** Null while the source has not been read to its end. */
  total: number | null;
  /** Attempts finished per second since the start. */
  perSecond: number;
  /** Null while the total or the rate is not known. */
  secondsLeft: number | null;
  /** The server whose attempt has just ended, and how; null for a skipped one. */
  last: { server: string; outcome: string } | null;
}

/** Counts a crawl. `now` gives milliseconds. */
export class ProgressCounter {
  private listed = 0;
  private failed = 0;
  private known = 0;
  total: number | null = null;
  private readonly now: () => number;
  private readonly started: number;

  constructor(now: () => number = () => performance.now()) {
    this.now = now;
    this.started = now();
  }

  skipped(): Progress {
    this.known++;
    return this.state(null);
  }

  ended(server: string, outcome: string): Progress {
    if (outcome === "listed") this.listed++;
    else this.failed++;
    return this.state({ server, outcome });
  }

  private state(last: Progress["last"]): Progress {
    const { listed, failed, known, total } = this;
    const tried = listed + failed;
    const seconds = (this.now() - this.started) / 1_000;
    const perSecond = seconds > 0 ? tried / seconds : 0;
    const left = total === null ? null : total - tried - known;
    const secondsLeft = left === null || (left > 0 && perSecond === 0) ? null : left === 0 ? 0 : left / perSecond;
    return { done: tried + known, listed, failed, known, total, perSecond, secondsLeft, last };
  }
}
