import { join, resolve } from "node:path";
import { wholeNumber } from "../arguments.ts";
import { type Command, CommandError, examples } from "../command.ts";
import { homeFolder } from "../home.ts";
import { untilInterrupted } from "../interrupt.ts";
import { ProgressLine } from "../progress.ts";

/** Where the site is built unless `--out` says otherwise. */
export const siteFolder = (home: string): string => join(home, "site");

interface SiteOptions {
  out?: string;
  url?: string;
  port: number;
  host: string;
}

export const site: Command = {
  id: "site",
  define(verb) {
    verb
      .description(
        "Build the static website from the database, or serve what was built.\n" +
          "The folder can be put on any static host as it is.",
      )
      .argument("<action>", "build or serve", (text: string) => {
        if (text !== "build" && text !== "serve") throw new CommandError(`"${text}" is neither build nor serve`);
        return text;
      })
      .option("--out <folder>", "folder of the built site (default: site in TOOLRISK_HOME)")
      .option("--url <address>", "build: address where the site will stand, for links in feeds and sitemaps")
      .option(
        "--port <number>",
        "serve: port; another free one is taken when it is in use",
        wholeNumber(0, 65535),
        4321,
      )
      .option("--host <name>", "serve: address to listen on", "127.0.0.1")
      .addHelpText(
        "after",
        examples([
          ["toolrisk site build", "build into .toolrisk/site"],
          ["toolrisk site build --out public --url https://tools.example.org", "build for a host"],
          ["toolrisk site serve --port 8080", "look at it"],
        ]),
      )
      .action(async (action: "build" | "serve", options: SiteOptions) => {
        const home = homeFolder();
        const folder = options.out ? resolve(options.out) : siteFolder(home);
        if (action === "build") {
          const { pages, seconds } = await buildWithProgress(home, folder, options.url);
          console.log(`${pages} pages in ${seconds} s: ${folder}`);
        } else {
          await serveUntilInterrupted(folder, options.port, options.host);
        }
      });
  },
};

/** Builds the site of the home's database into `folder`, with progress on stderr. */
export const buildWithProgress = async (
  home: string,
  folder: string,
  siteUrl?: string,
): Promise<{ pages: number; seconds: string }> => {
  const { buildSite } = await import("../../site/build.ts");
  const progress = new ProgressLine();
  progress.update("building the site …");
  try {
    const { pages, ms } = await buildSite({
      home,
      outDir: folder,
      ...(siteUrl === undefined ? {} : { siteUrl }),
      onProgress: ({ pages, total }) => progress.update(`building the site: ${pages}/${total} pages`),
    });
    return { pages, seconds: (ms / 1000).toFixed(1) };
  } finally {
    progress.end();
  }
};

/** Serves `folder` until Ctrl-C or SIGTERM, then closes. Says the address, and that another port was taken. */
export const serveUntilInterrupted = async (folder: string, port: number, host = "127.0.0.1"): Promise<void> => {
  const { serveSite } = await import("../../site/serve.ts");
  const served = await serveSite({ dir: folder, port, host });
  const taken = port !== 0 && served.port !== port ? `port ${port} is taken; ` : "";
  console.log(`Serving ${served.url} (${taken}Ctrl-C stops)`);
  await untilInterrupted();
  await served.close();
};
