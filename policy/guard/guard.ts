import type { Readable, Writable } from "node:stream";
import { StreamableHTTPClientTransport, type Transport } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { StdioServerTransport } from "@modelcontextprotocol/server/stdio";
import { Decider } from "./decider.ts";
import { DecisionLog } from "./decision-log.ts";
import { DurableCounters } from "./durable-counters.ts";
import { PolicySource } from "./policy-source.ts";
import { relay, type Side } from "./relay.ts";

/** The guarded server: a command to start, or the address of one that runs. */
export type Upstream =
  | { command: string; args: string[]; env?: Record<string, string> }
  | { url: string; headers?: Record<string, string> };

export type GuardOptions = {
  /** Path of the `policy.json`. */
  policyFile: string;
  upstream: Upstream;
  /** Path of the SQLite file of the counters; created where missing, shared by guards that name the same. */
  stateFile: string;
  /** Where decisions are logged: a file to append to, or a descriptor. Default 2, stderr. */
  log?: string | number;
  /** Whose limits are counted; guards of one grant share them. Default "default". */
  grant?: string;
  /** What goes wrong on the way, for a person; nothing is let through for it. Default: nothing is said. */
  onFault?: (error: Error) => void;
  /** The agent's side; default the process's own streams. */
  input?: Readable;
  output?: Writable;
  /** Milliseconds since 1970; for tests. */
  now?: () => number;
};

/** Longest single message, in bytes. Both sides close past it. */
const LONGEST_MESSAGE = 64 * 1024 * 1024;

const connect = (upstream: Upstream): Transport =>
  "url" in upstream
    ? new StreamableHTTPClientTransport(new URL(upstream.url), { requestInit: { headers: upstream.headers ?? {} } })
    : new StdioClientTransport({
        command: upstream.command,
        args: upstream.args,
        env: upstream.env ?? definedOf(process.env),
        stderr: "inherit",
        maxBufferSize: LONGEST_MESSAGE,
      });

const definedOf = (env: NodeJS.ProcessEnv): Record<string, string> =>
  Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined));

export type Guard = {
  /** Which side ended first, when everything is closed: the agent, as it should be, or the server under it. */
  ended: Promise<Side>;
  close: () => Promise<void>;
};

/**
 * Starts a guard: an MCP proxy on stdio that enforces a `policy.json` in front of a server. Rejects, with nothing left
 * open, when the policy is missing or wrong at the start, the state file cannot be opened, or the server cannot be started.
 */
export const startGuard = async (options: GuardOptions): Promise<Guard> => {
  const { grant = "default", onFault = () => {}, now = Date.now } = options;
  const policies = new PolicySource(options.policyFile);
  const current = policies.current();
  if (!("policy" in current)) throw new Error(current.says);
  const log = new DecisionLog(options.log ?? 2);
  let counters: DurableCounters;
  try {
    counters = new DurableCounters(options.stateFile, grant);
  } catch (error) {
    log.close();
    throw new Error(`the counters cannot be opened: ${(error as Error).message}`, { cause: error });
  }
  const release = (): void => {
    counters.close();
    log.close();
  };
  const agent = new StdioServerTransport(options.input, options.output, { maxBufferSize: LONGEST_MESSAGE });
  const server = connect(options.upstream);
  try {
    const decider = new Decider({ policies, counters, log, grant, now });
    const { ended } = await relay({ agent, server }, decider, onFault);
    return { ended: ended.finally(release), close: () => agent.close() };
  } catch (error) {
    await server.close();
    release();
    throw error;
  }
};
