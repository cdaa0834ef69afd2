import { closeDatabase, openDatabase } from "../../db/open.ts";
import { DEADLINE_HELP, wholeNumber } from "../arguments.ts";
import { type Command, CommandError, examples } from "../command.ts";
import { homeFolder } from "../home.ts";
import { interruptible } from "../interrupt.ts";
import { ProgressLine } from "../progress.ts";
import { clip } from "../terminal-text.ts";
import { openQueue, sandboxFor, toldAsPartial } from "./crawl.ts";

interface WorkerOptions {
  concurrency: number;
  deadline?: number;
  idle?: number;
  unsafeNoSandbox?: boolean;
}

export const worker: Command = {
  id: "worker",
  define(verb) {
    verb
      .description(
        "Take servers of crawls that were started with toolrisk crawl --share, on this machine or another, and list\n" +
          "their tools. Any number of workers may share one PostgreSQL database. What a worker that ends had in work\n" +
          "comes back to the others; all of them together ask each host for no more than two servers at once.",
      )
      .option("--concurrency <number>", "servers listed at once", wholeNumber(1, 256), 4)
      .option("--deadline <seconds>", DEADLINE_HELP, wholeNumber(1, 600))
      .option(
        "--idle <seconds>",
        "end when there was nothing to do for so long (default: go on waiting)",
        wholeNumber(1, 86_400),
      )
      .option("--unsafe-no-sandbox", "start servers with your own rights where no sandbox is, at your own risk")
      .addHelpText(
        "after",
        examples([
          ["toolrisk worker --database postgres://me@db/toolrisk", "take a share until it is stopped"],
          ["toolrisk worker --idle 60", "with TOOLRISK_DATABASE set: end when the work is done"],
        ]),
      )
      .action(async (options: WorkerOptions) => {
        const { runWorker } = await import("./crawling/run-worker.ts");
        const home = homeFolder();
        const queue = await openQueue();
        const { signal, release } = interruptible();
        const progress = new ProgressLine();
        const db = await openDatabase(home).catch(async (error: unknown) => {
          // Left open, the queue would keep the process from ending.
          await queue.close();
          throw error;
        });
        try {
          const unsafeNoSandbox = options.unsafeNoSandbox ?? false;
          const summary = await runWorker(db, queue, {
            home,
            concurrency: options.concurrency,
            deadlineSeconds: options.deadline ?? null,
            signal,
            sandbox: () => sandboxFor("worker", { home, unsafeNoSandbox }, (text) => progress.log(text)),
            idleSeconds: options.idle ?? null,
            onAttempt: (server, outcome) => progress.log(`${clip(server, 80)} ${outcome}`),
          }).catch(toldAsPartial);
          const { listed, failed, again } = summary;
          console.log(`${listed} listed, ${failed} not listed, ${again} to be tried again`);
          if (signal.aborted) throw new CommandError("interrupted; what was in work is left to other workers", 130);
        } finally {
          release();
          await closeDatabase(db);
          await queue.close();
        }
      });
  },
};
