import { wholeNumber } from "../arguments.ts";
import type { Catalogue } from "../catalogue-server/catalogue.ts";
import type { CatalogueSource } from "../catalogue-server/source.ts";
import { type Command, CommandError, EXIT, examples } from "../command.ts";
import { homeFolder } from "../home.ts";
import { interruptible, untilInterrupted } from "../interrupt.ts";

interface McpOptions {
  site?: string;
  http?: number;
  host: string;
  rate: number;
}

/** What is stale is judged once; from then on the database is only read. */
const openOwn = async (): Promise<{ source: CatalogueSource; close: () => Promise<void> }> => {
  const { closeDatabase, openDatabase } = await import("../../db/open.ts");
  const { judgeStale } = await import("./judge.ts");
  const { databaseSource } = await import("../catalogue-server/database-source.ts");
  const home = homeFolder();
  const writable = await openDatabase(home);
  try {
    await judgeStale(writable);
  } finally {
    await closeDatabase(writable);
  }
  const db = await openDatabase(home, { readOnly: true });
  return { source: databaseSource(db), close: () => closeDatabase(db) };
};

const openSite = async (place: string): Promise<{ source: CatalogueSource; close: () => Promise<void> }> => {
  const { publishedFiles } = await import("../catalogue-server/published-files.ts");
  const { openPublished } = await import("../catalogue-server/published-source.ts");
  const { read, isRemote } = publishedFiles(place);
  return { source: await openPublished(read, isRemote), close: async () => undefined };
};

const serve = async (options: McpOptions): Promise<void> => {
  const { Catalogue } = await import("../catalogue-server/catalogue.ts");
  const { source, close } = await (options.site === undefined ? openOwn() : openSite(options.site));
  try {
    await answer(new Catalogue(source), options);
  } finally {
    await close();
  }
};

const answer = async (catalogue: Catalogue, options: McpOptions): Promise<void> => {
  if (options.http !== undefined) {
    const { serveHttp } = await import("../catalogue-server/http.ts");
    const { host, http: port, rate: perMinute } = options;
    const served = await serveHttp(catalogue, { host, port, perMinute }).catch((error: NodeJS.ErrnoException) => {
      throw new CommandError(`cannot listen on ${host}:${port}: ${error.message}`, EXIT.usage, { cause: error });
    });
    console.error(`Serving the catalogue at ${served.url} (Ctrl-C stops)`);
    await untilInterrupted();
    await served.close();
    return;
  }
  const { StdioServerTransport, serveStdio } = await import("@modelcontextprotocol/server/stdio");
  const { catalogueServer } = await import("../catalogue-server/mcp-server.ts");
  const { RateLimit } = await import("../catalogue-server/rate-limit.ts");
  const limit = new RateLimit(options.rate);
  const { signal, release } = interruptible();
  const transport = new StdioServerTransport();
  const handle = serveStdio(() => catalogueServer(catalogue, () => limit.take("")), {
    transport,
    onerror: (error) => console.error(`toolrisk mcp: ${error.message}`),
  });
  await new Promise<void>((resolve) => {
    signal.addEventListener("abort", () => resolve(), { once: true });
    process.stdin.once("end", resolve).once("close", resolve);
  });
  release();
  await handle.close();
};

export const mcp: Command = {
  id: "mcp",
  define(verb) {
    verb
      .description(
        "Serve the catalogue to agents as an MCP server: look up servers and tools, search, review a configuration, list\n" +
          "changes, get policies. It only reads. Speaks on standard input and output, or over Streamable HTTP. Answers from\n" +
          "the database of this machine, or from a published website's data.",
      )
      .option("--site <place>", "answer from a website that toolrisk built: its address, or its folder")
      .option("--http <port>", "listen on this port instead (0: any free one), at /mcp", wholeNumber(0, 65535))
      .option("--host <address>", "address to listen on", "127.0.0.1")
      .option("--rate <calls>", "the most calls of one client in a minute", wholeNumber(1, 100_000), 300)
      .addHelpText(
        "after",
        examples([
          ["claude mcp add toolrisk -- npx -y toolrisk mcp", "give it to an agent"],
          ["toolrisk mcp --site https://tools.example.org", "from a published catalogue, without a database"],
          ["toolrisk mcp --http 8431", "serve several agents"],
        ]),
      )
      .action(serve);
  },
};
