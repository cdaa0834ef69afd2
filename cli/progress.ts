import { clip } from "./terminal-text.ts";

export interface CrawlProgress {
  done: number;
  total: number | null;
  listed: number;
  failed: number;
  /** Servers per second since the start. */
  perSecond: number;
  /** Null while it cannot be told. */
  secondsLeft: number | null;
}

const duration = (seconds: number): string =>
  seconds < 90
    ? `${Math.ceil(seconds)} s`
    : seconds < 5400
      ? `${Math.round(seconds / 60)} min`
      : `${(seconds / 3600).toFixed(1)} h`;

/** `7/10 done, 6 listed, 1 failed, 1.2/s, 3 s left` */
export const progressText = (progress: CrawlProgress): string =>
  [
    `${progress.done}${progress.total === null ? "" : `/${progress.total}`} done`,
    `${progress.listed} listed`,
    `${progress.failed} failed`,
    `${progress.perSecond.toFixed(1)}/s`,
    ...(progress.secondsLeft === null || progress.done === progress.total
      ? []
      : [`${duration(progress.secondsLeft)} left`]),
  ].join(", ");

/**
 * One live line on a terminal, plain lines elsewhere; always on stderr, so that stdout holds results alone. `log` prints
 * a line above the live one; `end` removes it.
 */
export class ProgressLine {
  readonly #stream: NodeJS.WriteStream;
  readonly #live: boolean;
  #shown = "";

  constructor(stream: NodeJS.WriteStream = process.stderr) {
    this.#stream = stream;
    this.#live = Boolean(stream.isTTY) && process.env.TERM !== "dumb" && !process.env.CI;
  }

  /** Replaces the live line; on anything but a terminal it does nothing. */
  update(text: string): void {
    if (!this.#live) return;
    this.#shown = clip(text, Math.max(20, (this.#stream.columns ?? 80) - 1));
    this.#stream.write(`\r\x1b[2K${this.#shown}`);
  }

  /** A line that stays. */
  log(text: string): void {
    if (!this.#live) {
      this.#stream.write(`${text}\n`);
      return;
    }
    this.#stream.write(`\r\x1b[2K${text}\n${this.#shown}`);
  }

  end(): void {
    if (this.#live && this.#shown) this.#stream.write("\r\x1b[2K");
    this.#shown = "";
  }
}
