import { setTimeout } from "node:timers/promises";
import { parseSource } from "../../crawler/sources.ts";
import { closeDatabase, openDatabase } from "../../db/open.ts";
import { collect, DEADLINE_HELP, oneOf, wholeNumber } from "../arguments.ts";
import { type Command, CommandError, examples } from "../command.ts";
import { homeFolder } from "../home.ts";
import { interruptible } from "../interrupt.ts";
import { clip } from "../terminal-text.ts";
import { crawlInto, summaryText } from "./crawl.ts";

const MISSED = ["once", "skip"] as const;

interface ScheduleOptions {
  cron: string[];
  zone: string;
  missed: (typeof MISSED)[number];
  source: string[];
  concurrency: number;
  deadline?: number;
  share?: boolean;
  unsafeNoSandbox?: boolean;
}

export const schedule: Command = {
  id: "schedule",
  define(verb) {
    verb
      .description(
        "Crawl by a schedule, until it is stopped. Two crawls of the same sources are never under way at once, whatever\n" +
          "process or machine they are on. A run that fails is told of, and the next one is waited for.",
      )
      .requiredOption("--cron <expression>", "when: a cron expression; may be given several times", collect)
      .requiredOption("--source <id[:argument]>", "as in toolrisk crawl; may be given several times", collect)
      .option("--zone <name>", "the time zone of the expressions, such as Europe/Berlin", "UTC")
      .option(
        "--missed <rule>",
        "runs that were due while this was stopped: once (one, at once) or skip",
        oneOf(MISSED),
        "once",
      )
      .option("--concurrency <number>", "servers listed at once", wholeNumber(1, 256), 4)
      .option("--deadline <seconds>", DEADLINE_HELP, wholeNumber(1, 600))
      .option("--share", "leave the servers to toolrisk worker processes; needs --database")
      .option("--unsafe-no-sandbox", "start servers with your own rights where no sandbox is, at your own risk")
      .addHelpText(
        "after",
        examples([
          ['toolrisk schedule --cron "0 3 * * *" --source starter', "every night at three, UTC"],
          ['toolrisk schedule --cron "0 6 * * 1-5" --zone Europe/Berlin --source records:a.json', "on working days"],
        ]),
      )
      .action(async (options: ScheduleOptions) => {
        const { kindOfCrawl, parseSchedule, runSchedule } = await import("./scheduling/run-schedule.ts");
        options.source.forEach(parseSource);
        parseSchedule(options.cron, options.zone);
        const home = homeFolder();
        const { signal, release } = interruptible();
        const db = await openDatabase(home);
        try {
          await runSchedule(db, {
            kind: kindOfCrawl(options.source),
            expressions: options.cron,
            timeZone: options.zone,
            missed: options.missed,
            signal,
            say: (text) => console.error(`${new Date().toISOString()} ${clip(text, 400)}`),
            now: () => new Date(),
            sleep: (ms) => setTimeout(ms, undefined, { signal }).catch(() => {}),
            run: async (_, running) => {
              const summary = await crawlInto(db, {
                sources: options.source,
                home,
                concurrency: options.concurrency,
                deadlineSeconds: options.deadline ?? null,
                again: false,
                share: options.share ?? false,
                unsafeNoSandbox: options.unsafeNoSandbox ?? false,
                signal: running,
              });
              console.log(summaryText(summary));
            },
          });
          if (signal.aborted) throw new CommandError("stopped", 130);
        } finally {
          release();
          await closeDatabase(db);
        }
      });
  },
};
