import type { Db } from "../../db/open.ts";
import type { Snapshot } from "../../db/records/snapshot.ts";
import { type Command, CommandError, EXIT, examples } from "../command.ts";
import { homeFolder } from "../home.ts";
import { readLines } from "../input.ts";
import { terminalText } from "../terminal-text.ts";

/** What is explained: a server's tools, all of them since they bear on each other, and one tool's name. */
interface Subject {
  snapshot: Snapshot;
  tool: string;
}

const inDatabase = async (db: Db, target: string): Promise<Subject> => {
  const { findTarget } = await import("../../db/queries/find-target.ts");
  const { listTools, readServer } = await import("../../db/queries/catalogue.ts");
  const found = await findTarget(db, target);
  if (!found.found) {
    const near = found.near.map((name) => JSON.stringify(name)).join(" or ");
    throw new CommandError(`${found.message}${near ? `; did you mean ${near}?` : ""}`);
  }
  const page = await readServer(db, found.server);
  const tools = await listTools(db, found.server);
  if (!page || tools.length === 0) throw new CommandError(`${found.server} was never listed completely`);
  if (found.tool === undefined) {
    const names = tools.slice(0, 10).map(({ name }) => `${found.server}/${name}`);
    throw new CommandError(`name one of its tools, such as\n  ${names.join("\n  ")}`);
  }
  const { packages: _p, remotes: _r, _meta, ...server } = page.record;
  return { snapshot: { server, tools: tools.map(({ definition }) => definition) }, tool: found.tool };
};

const inFile = async (file: string, target: string): Promise<Subject> => {
  const { SnapshotSchema } = await import("../../db/records/snapshot.ts");
  let line = 0;
  const servers: string[] = [];
  for await (const text of readLines(file)) {
    line++;
    if (text.trim() === "") continue;
    let json: unknown;
    try {
      json = JSON.parse(text);
    } catch (error) {
      throw new CommandError(`${file}: line ${line}: not JSON: ${(error as Error).message}`, EXIT.usage, {
        cause: error,
      });
    }
    const parsed = SnapshotSchema.safeParse(json);
    if (!parsed.success) throw new CommandError(`${file}: line ${line}: not a snapshot`);
    const { name } = parsed.data.server;
    if (servers.length < 5) servers.push(name);
    const tool = target.startsWith(`${name}/`) ? target.slice(name.length + 1) : undefined;
    if (tool !== undefined && parsed.data.tools.some((one) => one.name === tool))
      return { snapshot: parsed.data, tool };
  }
  throw new CommandError(`${file} has no tool ${JSON.stringify(target)}; its first servers are ${servers.join(", ")}`);
};

export const explain: Command = {
  id: "explain",
  define(verb) {
    verb
      .description(
        "Say why a tool is classified as it is: each signal with its quote and its weight, and what would change the\n" +
          "verdict. The tool is looked up in the database, or in a file of saved listings.",
      )
      .argument("<server/tool>", "the tool")
      .option("--in <file>", "read the server from this snapshot file (JSONL, .gz too, - for stdin), not the database")
      .addHelpText(
        "after",
        examples([
          ["toolrisk explain npm/@acme/mcp/delete_item", "why this verdict"],
          ["toolrisk explain acme/delete_item --in servers.jsonl", "of a saved listing, offline"],
        ]),
      )
      .action(async (target: string, options: { in?: string }) => {
        const { explain, renderExplanation } = await import("../../classifier/explain.ts");
        const print = ({ snapshot, tool }: Subject): void => {
          process.stdout.write(terminalText(renderExplanation(explain(snapshot, tool))));
        };
        if (options.in !== undefined) {
          print(await inFile(options.in, target));
          return;
        }
        const { openDatabase, closeDatabase } = await import("../../db/open.ts");
        const db = await openDatabase(homeFolder());
        try {
          print(await inDatabase(db, target));
        } finally {
          await closeDatabase(db);
        }
      });
  },
};
