import { wholeNumber } from "../arguments.ts";
import { type Command, CommandError, EXIT, examples } from "../command.ts";
import { homeFolder } from "../home.ts";
import { interruptible, untilInterrupted } from "../interrupt.ts";

interface McpOptions {
  http?: number;
  host: string;
  rate: number;
}

const serve = async (options: McpOptions): Promise<void> => {
  const { closeDatabase, openDatabase } = await import("../../db/open.ts");
  const { judgeStale } = await import("./judge.ts");
  const { Catalogue } = await import("../catalogue-server/catalogue.ts");
  // What is stale is judged once; from then on the database is only read.
  const home = homeFolder();
  const writable = await openDatabase(home);
  try {
    await judgeStale(writable);
  } finally {
    await closeDatabase(writable);
  }
  const db = await openDatabase(home, { readOnly: true });
  try {
    const catalogue = new Catalogue(db);
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
  } finally {
    await closeDatabase(db);
  }
};

export const mcp: Command = {
  id: "mcp",
  define(verb) {
    verb
      .description(
        "Serve the catalogue to agents as an MCP server: look up servers and tools, search, review a configuration, list\n" +
          "changes, get policies. It only reads. Speaks on standard input and output, or over Streamable HTTP.",
      )
      .option("--http <port>", "listen on this port instead (0: any free one), at /mcp", wholeNumber(0, 65535))
      .option("--host <address>", "address to listen on", "127.0.0.1")
      .option("--rate <calls>", "the most calls of one client in a minute", wholeNumber(1, 100_000), 300)
      .addHelpText(
        "after",
        examples([
          ["claude mcp add toolrisk -- npx -y toolrisk mcp", "give it to an agent"],
          ["toolrisk mcp --http 8431", "serve several agents"],
        ]),
      )
      .action(serve);
  },
};
