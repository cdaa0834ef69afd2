import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";

/** Files that are sent to the thread at once. */
const BATCH = 32;
/** Files that may wait before who writes them has to: bounds the memory. */
const MOST_WAITING = 2_000;

export type FileToWrite = [file: string, content: string | Uint8Array];
/** What the thread answers: how many files it wrote, or what went wrong. */
export type WriteReport = { written: number } | { error: string };

const thread = (): Worker => {
  const source = fileURLToPath(new URL("./write-thread.ts", import.meta.url));
  // Published as JavaScript, run from TypeScript.
  return new Worker(existsSync(source) ? source : source.replace(/\.ts$/, ".js"));
};

/**
 * Writes files, and the folders above them, on a thread of its own, so that pages are rendered meanwhile. Every file is
 * on disk when `flush` resolves. The first failure rejects `ready` and `flush`.
 */
export class FileWriter {
  readonly #worker = thread();
  #batch: FileToWrite[] = [];
  #waiting = 0;
  #error: Error | null = null;
  #wake: (() => void)[] = [];

  constructor() {
    // `ready` and `flush` tell of failures; the process may end while the thread waits for work.
    this.#worker.unref();
    this.#worker.on("message", (report: WriteReport) => {
      if ("error" in report) this.#fail(new Error(report.error));
      else this.#waiting -= report.written;
      for (const wake of this.#wake.splice(0)) wake();
    });
    this.#worker.on("error", (error: Error) => this.#fail(error));
  }

  put(file: string, content: string | Uint8Array): void {
    this.#waiting++;
    if (this.#batch.push([file, content]) >= BATCH) this.#send();
  }

  /** Resolves when there is room for more. */
  async ready(): Promise<void> {
    await this.#until(MOST_WAITING);
  }

  /** Resolves when everything is written. */
  async flush(): Promise<void> {
    this.#send();
    await this.#until(0);
  }

  /** Ends the thread, whatever it still had to do. */
  async stop(): Promise<void> {
    await this.#worker.terminate();
  }

  async #until(most: number): Promise<void> {
    this.#worker.ref();
    while (this.#waiting > most && !this.#error) {
      this.#send();
      await new Promise<void>((resolve) => this.#wake.push(resolve));
    }
    this.#worker.unref();
    if (this.#error) throw this.#error;
  }

  #send(): void {
    if (this.#batch.length === 0) return;
    this.#worker.postMessage(this.#batch);
    this.#batch = [];
  }

  #fail(error: Error): void {
    this.#error ??= error;
    for (const wake of this.#wake.splice(0)) wake();
  }
}
