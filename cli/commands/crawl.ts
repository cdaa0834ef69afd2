import type { Command as Verb } from "commander";
import type { Sandbox } from "../../crawler/sandbox.ts";
import { type NamedSource, parseSource, SOURCES } from "../../crawler/sources.ts";
import { DatabaseError } from "../../db/database-error.ts";
import { isFromOutside } from "../../db/look-again.ts";
import { closeDatabase, type Db, openDatabase, postgresAddress } from "../../db/open.ts";
import { collect, DEADLINE_HELP, wholeNumber } from "../arguments.ts";
import { type Command, CommandError, EXIT, examples } from "../command.ts";
import { homeFolder } from "../home.ts";
import { interruptible } from "../interrupt.ts";
import { ProgressLine } from "../progress.ts";
import { splitCommand } from "../stack/options.ts";
import { clip, table } from "../terminal-text.ts";
import { crawlSources, type CrawlSummary as SourcesSummary } from "./crawling/crawl-sources.ts";
import { NetworkError } from "./crawling/network-watch.ts";
import { judgeStale } from "./judge.ts";

export interface CrawlSettings {
  sources: string[];
  /** A source of one more server: see `commandSource`. */
  command?: NamedSource | undefined;
  home: string;
  concurrency: number;
  /** Null: what the machine's load asks for. */
  deadlineSeconds: number | null;
  /** Look again also at what cannot have changed, and at what is not due yet. */
  again: boolean;
  /** Leave the servers to the workers of the database. */
  share?: boolean;
  /** Of a shared crawl: seconds before a server that failed from outside, or whose worker ended, is tried again. */
  retryAfterSeconds?: number | undefined;
  /** Start servers with the user's own rights, whatever they are. */
  unsafeNoSandbox: boolean;
  /** What servers may reach over the network (`grantedDestination`); default nothing. */
  hosts?: string[];
  signal: AbortSignal;
}

/** What a crawl did, with the tools that it judged. */
export interface CrawlSummary extends SourcesSummary {
  judged: number;
}

/**
 * What the servers of a source are started in. The starter servers' exact versions ship with toolrisk, so where no sandbox
 * can be had they are started without one, and it says so; a server of any other source is not.
 */
export const sandboxFor = async (
  sourceId: string,
  { home, unsafeNoSandbox }: { home: string; unsafeNoSandbox: boolean },
  warn: (text: string) => void,
): Promise<Sandbox> => {
  const { chooseSandbox, NoSandboxError } = await import("../../crawler/sandboxes.ts");
  if (unsafeNoSandbox)
    warn("warning: without a sandbox (--unsafe-no-sandbox): what these servers do, they do with your own rights");
  try {
    return await chooseSandbox({ home, unsafe: unsafeNoSandbox });
  } catch (error) {
    if (!(error instanceof NoSandboxError)) throw error;
    if (sourceId !== "starter")
      throw new CommandError(`${error.message}
--unsafe-no-sandbox starts them with your own rights all the same`);
    warn(
      "warning: no sandbox here, so the starter servers, whose versions ship with toolrisk, run with your own rights",
    );
    return await chooseSandbox({ home, unsafe: true });
  }
};

/** Reads the sources, lists what is due, saves every attempt as it ends, and judges what was listed. */
export const crawlInto = async (db: Db, settings: CrawlSettings): Promise<CrawlSummary> => {
  const progress = new ProgressLine();
  const queue = settings.share ? await openQueue(settings.retryAfterSeconds) : undefined;
  try {
    const summary = await crawlSources(
      db,
      [...settings.sources.map(parseSource), ...(settings.command ? [settings.command] : [])],
      { ...settings, queue, sandboxFor: (id) => () => sandboxFor(id, settings, (text) => progress.log(text)) },
      progress,
    );
    progress.end();
    return { ...summary, judged: (await judgeStale(db, { progress })).tools };
  } finally {
    progress.end();
    await queue?.close();
  }
};

/**
 * The queue of the PostgreSQL database in use; `retryAfterSeconds` is of what is put into it. Throws a CommandError where
 * there is none.
 */
export const openQueue = async (retryAfterSeconds?: number) => {
  if (!process.env.TOOLRISK_DATABASE)
    throw new CommandError("sharing a crawl needs a PostgreSQL database: name it with --database postgres://…");
  const url = postgresAddress(process.env.TOOLRISK_DATABASE);
  const { SharedQueue } = await import("./crawling/shared-queue.ts");
  const { explainPostgresError } = await import("../../db/postgres-error.ts");
  const { withoutPassword } = await import("../../db/postgres.ts");
  try {
    return await SharedQueue.open(url, retryAfterSeconds === undefined ? {} : { retryDelay: retryAfterSeconds });
  } catch (error) {
    throw explainPostgresError(error, withoutPassword(url));
  }
};

/** The table of servers and one line of totals, for people. */
export const summaryText = (summary: CrawlSummary): string => {
  const { rows, known, notDue, seenAgain, withdrawn, problems, dead, elsewhere, byWorkers, judged } = summary;
  const lines: string[] = [];
  if (rows.length > 0 && rows.length <= 60)
    lines.push(
      table(
        ["server", "outcome", "tools", "seconds", "what was seen"],
        rows
          .toSorted((a, b) => (a.server < b.server ? -1 : 1))
          .map((row) => [
            clip(row.server, 60),
            row.outcome,
            row.tools,
            row.seconds.toFixed(1),
            row.error ? clip(row.error, 60) : "",
          ]),
      ),
    );
  const by = Map.groupBy(rows, (row) => row.outcome);
  const outcomes = [...by].map(([outcome, some]) => `${some.length} ${outcome}`);
  lines.push(
    [
      `${rows.length} servers tried${outcomes.length > 0 ? `: ${outcomes.join(", ")}` : ""}`,
      ...(known > 0 ? [`${known} known already, not listed again`] : []),
      ...(notDue > 0 ? [`${notDue} looked at lately and not due yet (--again does it now)`] : []),
      ...(byWorkers > 0 ? [`${byWorkers} looked at by workers`] : []),
      ...(seenAgain > 0 ? [`${seenAgain} told of by an earlier source already`] : []),
      ...(withdrawn > 0 ? [`${withdrawn} deleted where they were heard of`] : []),
      ...(dead > 0 ? [`${dead} given up, since they ended the crawler itself`] : []),
      ...(elsewhere > 0 ? [`${elsewhere} still with another process`] : []),
      ...(problems > 0 ? [`${problems} rows left out`] : []),
      `${judged} tools judged`,
    ].join("; "),
  );
  return lines.join("\n\n");
};

/** A database (a full disk, a lost server) or network that fails in the middle of a crawl leaves one that can go on. */
export const toldAsPartial = (error: unknown): never => {
  if (!(error instanceof DatabaseError) && !(error instanceof NetworkError)) throw error;
  const message = `${error.message}. What was listed before is kept, and the same command goes on`;
  throw new CommandError(message, EXIT.partial, { cause: error });
};

/** Whether something outside failed, so that running the crawl again may do more. */
export const isPartial = ({ rows, broken }: CrawlSummary): boolean =>
  broken.length > 0 || rows.some((row) => isFromOutside(row.outcome));

const sourceLine = ({ id, argument, says }: (typeof SOURCES)[number]): string =>
  `  ${(argument ? `${id}:${argument}` : id).padEnd(16)}  ${says}`;

interface CrawlOptions {
  source?: string[];
  concurrency: number;
  deadline?: number;
  again?: boolean;
  share?: boolean;
  retryAfter?: number;
  unsafeNoSandbox?: boolean;
  allowHost?: string[];
}

/** The destinations of `--allow-host`. Throws a CommandError for what is none. */
const destinationsOf = async (hosts: readonly string[]): Promise<string[]> => {
  if (hosts.length === 0) return [];
  const { grantedDestination } = await import("../../crawler/granted-hosts.ts");
  return hosts.map((host) => {
    try {
      return grantedDestination(host);
    } catch (error) {
      throw new CommandError(`--allow-host: ${(error as Error).message}`);
    }
  });
};

/** The sources of the command line. Throws a CommandError or a SourceError that says how it is written. */
const sourcesOf = async (
  words: string[],
  { source: sources = [], share }: CrawlOptions,
  verb: Verb,
): Promise<Pick<CrawlSettings, "sources" | "command">> => {
  const { targets, command } = splitCommand(words, verb);
  if (sources.includes("--"))
    throw new CommandError("--source wants a source after it; a command is one by itself: toolrisk crawl -- COMMAND");
  if (targets.length > 0)
    throw new CommandError(
      `${JSON.stringify(targets[0])} is no option: name a source with --source, or write a command after --`,
    );
  if (command.length === 0 && sources.length === 0)
    throw new CommandError("name a source with --source, or a command after -- (see toolrisk crawl --help)");
  if (command.length > 0 && sources.includes("target"))
    throw new CommandError("a command after -- is a target by itself: leave --source target out");
  sources.forEach(parseSource);
  if (command.length === 0) return { sources };
  if (share) throw new CommandError("a command after -- does not go with --share: only this process can start it");
  const { commandSource } = await import("../../crawler/own-command.ts");
  return { sources, command: commandSource(command, process.cwd()) };
};

export const crawl: Command = {
  id: "crawl",
  define(verb) {
    verb
      .description(
        "List the tools of MCP servers and keep what they say, with the outcome of every attempt; then classify them.\n" +
          "What was listed before and cannot have changed is not listed again, and what failed is tried again ever more\n" +
          "rarely. A crawl that was interrupted goes on when it is started again. No tool is ever called.",
      )
      .argument(
        "[command...]",
        "after --: a command of your own as one more source, started in a sandbox like any other",
      )
      .usage("[options] [-- COMMAND ARGS…]")
      .option("--source <id[:argument]>", "where servers are heard of; may be given several times (see below)", collect)
      .option("--concurrency <number>", "servers listed at once", wholeNumber(1, 256), 4)
      .option("--deadline <seconds>", DEADLINE_HELP, wholeNumber(1, 600))
      .option("--share", "leave the servers to toolrisk worker processes, and wait for them; needs --database")
      .option(
        "--retry-after <seconds>",
        "with --share: when a server that failed from outside, or whose worker ended, is tried again (default: 30)",
        wholeNumber(1, 3600),
      )
      .option("--again", "list again also what cannot have changed or is not due yet")
      .option("--unsafe-no-sandbox", "start servers with your own rights, in no sandbox (see docs/sandbox.md)")
      .option(
        "--allow-host <host[:port]>",
        "let servers reach this host through a proxy; may be given several times (default: no network)",
        collect,
      )
      .addHelpText("after", `\nSources:\n${SOURCES.map(sourceLine).join("\n")}`)
      .addHelpText(
        "after",
        examples([
          ["toolrisk crawl --source starter", "the ten servers that ship with toolrisk"],
          ["toolrisk crawl --source records:servers.json", "server.json records of a file (JSON or JSONL)"],
          ["toolrisk crawl --source snapshots:tools.jsonl.gz", "saved listings; nothing is started"],
          ["toolrisk crawl -- node dist/server.js --stdio", "a server that you are writing, by its command"],
        ]),
      )
      .action(async (words: string[], options: CrawlOptions, self: Verb) => {
        const named = await sourcesOf(words, options, self);
        const hosts = await destinationsOf(options.allowHost ?? []);
        if (options.share && hosts.length > 0)
          throw new CommandError("--allow-host does not go with --share: workers start servers without network");
        if (options.retryAfter !== undefined && !options.share)
          throw new CommandError("--retry-after goes with --share: a crawl of its own tries again at the next run");
        const home = homeFolder();
        const { signal, release } = interruptible();
        const db = await openDatabase(home);
        try {
          const summary = await crawlInto(db, {
            ...named,
            home,
            concurrency: options.concurrency,
            deadlineSeconds: options.deadline ?? null,
            again: options.again ?? false,
            share: options.share ?? false,
            retryAfterSeconds: options.retryAfter,
            unsafeNoSandbox: options.unsafeNoSandbox ?? false,
            hosts,
            signal,
          }).catch(toldAsPartial);
          console.log(summaryText(summary));
          if (signal.aborted)
            throw new CommandError("interrupted; what was listed is kept, the same command goes on", 130);
          if (isPartial(summary)) process.exitCode = EXIT.partial;
        } finally {
          release();
          await closeDatabase(db);
        }
      });
  },
};
