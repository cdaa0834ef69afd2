import { wholeNumber } from "../arguments.ts";
import { type Command, examples } from "../command.ts";
import { homeFolder } from "../home.ts";
import { interruptible } from "../interrupt.ts";
import { table } from "../terminal-text.ts";
import { crawlInto, summaryText } from "./crawl.ts";
import { buildWithProgress, serveUntilInterrupted, siteFolder } from "./site.ts";

export const start: Command = {
  id: "start",
  define(verb) {
    verb
      .description(
        "The whole way in one command: crawl the ten well-known servers that ship with toolrisk, classify their tools,\n" +
          "derive the policies, build the website and serve it. A second run lists nothing again.",
      )
      .option(
        "--port <number>",
        "port of the website; another free one is taken when it is in use",
        wholeNumber(0, 65535),
        4321,
      )
      .option("--no-serve", "stop when the website is built")
      .addHelpText(
        "after",
        examples([
          ["toolrisk start", "crawl, judge, build and serve"],
          ["toolrisk start --no-serve", "without serving, for a script"],
        ]),
      )
      .action(async (options: { port: number; serve: boolean }) => {
        const { closeDatabase, openDatabase } = await import("../../db/open.ts");
        const { catalogueCounts } = await import("../../db/queries/catalogue.ts");
        const home = homeFolder();
        const { signal, release } = interruptible();
        const db = await openDatabase(home);
        try {
          console.error("Listing the tools of ten well-known MCP servers; their packages are fetched once.");
          const summary = await crawlInto(db, {
            sources: ["starter"],
            home,
            concurrency: 4,
            deadlineSeconds: null,
            again: false,
            unsafeNoSandbox: false,
            signal,
          });
          if (signal.aborted) {
            process.exitCode = 130;
            return;
          }
          console.log(summaryText(summary));
          const counts = await catalogueCounts(db);
          console.log(
            `\n${table(
              ["category", "tools"],
              Object.entries(counts.byCategory).map(([category, tools]) => [category, tools]),
            )}\n`,
          );
        } finally {
          release();
          await closeDatabase(db);
        }
        const folder = siteFolder(home);
        const { pages, seconds } = await buildWithProgress(home, folder);
        console.log(`The website: ${pages} pages in ${seconds} s, in ${folder}`);
        if (options.serve) await serveUntilInterrupted(folder, options.port);
      });
  },
};
