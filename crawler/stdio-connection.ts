import type { JSONRPCMessage, Transport } from "@modelcontextprotocol/client";
import type { Connection, Evidence, Fault } from "./connection.ts";
import { WEIGHT_LIMITS } from "./json-weight.ts";
import { LIMITS, MessageReader, type ReadFault } from "./message-reader.ts";
import { watchMemory } from "./process-memory.ts";
import { type OwnedProcess, StartError, startProcess } from "./process-tree.ts";
import { type Confined, type Sandbox, SERVER_LIMITS } from "./sandbox.ts";
import type { Scratch } from "./scratch.ts";

const STDERR_HEAD = 16 * 1024;
const STDERR_TAIL = 4 * 1024;
/** How long output is still read after the process has ended, in ms: the pipe may hold its answer. */
const DRAIN_MS = 250;
/** How long a good message may follow one that did not parse, in ms. */
const BROKEN_GRACE_MS = 1_000;

const BROKE: Record<ReadFault, string> = {
  "too-big": `more than the bound of ${LIMITS.message / 2 ** 20} MiB to its standard output`,
  values: `a message that may hold more than the bound of ${WEIGHT_LIMITS.values} values`,
  keys: `a message that may hold more than the bound of ${WEIGHT_LIMITS.keys} different keys`,
  "too-noisy": `no message, but more than ${LIMITS.noise / 2 ** 20} MiB to its standard output`,
};

/** The first bytes and the last ones of a stream; what lies between is dropped. */
class HeadAndTail {
  private head = Buffer.alloc(0);
  private tail = Buffer.alloc(0);
  private dropped = 0;

  push(chunk: Buffer): void {
    const room = Math.max(0, STDERR_HEAD - this.head.length);
    if (room > 0) this.head = Buffer.concat([this.head, chunk.subarray(0, room)]);
    const rest = chunk.subarray(room);
    if (rest.length === 0) return;
    const joined = Buffer.concat([this.tail, rest.subarray(-STDERR_TAIL)]);
    this.dropped += this.tail.length + rest.length - Math.min(joined.length, STDERR_TAIL);
    this.tail = joined.subarray(-STDERR_TAIL);
  }

  text(): string {
    const gap = this.dropped > 0 ? `\n[${this.dropped} bytes left out]\n` : "";
    return this.head.toString("utf8") + gap + this.tail.toString("utf8");
  }
}

/** What to start: an absolute command, its arguments, and what its record adds to the clean environment. */
export interface Command {
  command: string;
  args: readonly string[];
  env: Readonly<Record<string, string>>;
  /** The folder that it is started in; default: a fresh one. A sandbox that confines has none but its own. */
  cwd?: string;
  /** Files and folders of this machine that it may read in a sandbox: its program with all that belongs to it. */
  readOnlyPaths?: readonly string[];
}

/** A server process that speaks MCP over its standard input and output, owned with all its descendants. */
export class StdioConnection implements Connection {
  readonly failed: Promise<Fault>;
  /** Null where it could not even be asked for. */
  private readonly process: OwnedProcess | null;
  private readonly reader = new MessageReader();
  private readonly stderr = new HeadAndTail();
  private view: Transport | null = null;
  private fail: (fault: Fault) => void = () => {};
  private closed: Promise<void> | null = null;
  private over = false;
  private readonly scratch: Scratch;
  private readonly confined: Confined;
  private unwatch: () => void = () => {};

  /**
   * Starts the process in the sandbox. Whatever goes wrong is told through `failed`. The scratch folder is removed on
   * `close`.
   */
  constructor({ readOnlyPaths = [], ...command }: Command, scratch: Scratch, sandbox: Sandbox) {
    this.scratch = scratch;
    this.confined = sandbox.wrap({ ...command, scratch, readOnlyPaths, limits: SERVER_LIMITS, network: "none" });
    this.failed = new Promise((settle) => {
      this.fail = (fault) => {
        this.over = true;
        settle(fault);
      };
    });
    this.process = this.started();
    if (this.process) this.listen(this.process);
  }

  private started(): OwnedProcess | null {
    const { command, args } = this.confined;
    try {
      return startProcess(command, args, { ...this.confined, folder: this.scratch.folder });
    } catch (error) {
      if (!(error instanceof StartError)) throw error;
      this.fail({ kind: "spawn", message: error.message });
      return null;
    }
  }

  private listen({ child }: OwnedProcess): void {
    this.watch(child.pid, this.confined.watchMemory);
    child.on("error", (error) => this.fail({ kind: "spawn", message: error.message }));
    child.on("exit", (exitCode, signal) => this.afterExit(child, exitCode, signal));
    child.stdout?.on("data", (chunk: Buffer) => this.receive(chunk));
    child.stderr?.on("data", (chunk: Buffer) => this.stderr.push(chunk));
    // A pipe that breaks is told by the exit of the process; without a listener it would end the crawler.
    for (const pipe of child.stdio) pipe?.on("error", () => {});
  }

  transport(): Transport {
    const stdin = this.process?.child.stdin;
    const view: Transport = {
      start: async () => {},
      send: (message) =>
        new Promise((done, broken) => {
          if (!stdin?.writable) return broken(new Error("the server has closed its standard input"));
          stdin.write(`${JSON.stringify(message)}\n`, (error) => (error ? broken(error) : done()));
        }),
      close: async () => {
        if (this.view === view) this.view = null;
        view.onclose?.();
      },
    };
    this.view = view;
    return view;
  }

  evidence(): Evidence {
    const outside = (text: string): string =>
      [...this.confined.inside].reduce((out, [inside, path]) => out.replaceAll(inside, path), text);
    const { noiseLines, noise } = this.reader;
    return { remote: false, stderr: outside(this.stderr.text()), noiseLines, noise: outside(noise) };
  }

  close(): Promise<void> {
    this.closed ??= this.end();
    return this.closed;
  }

  private async end(): Promise<void> {
    this.over = true;
    // Tells the SDK's client, which else would keep its timers.
    await this.view?.close();
    this.unwatch();
    await this.process?.kill();
    await this.confined.end?.();
    await this.scratch.remove();
  }

  private watch(pid: number | undefined, limit: number | null): void {
    if (pid === undefined || limit === null) return;
    this.unwatch = watchMemory(pid, limit, () => {
      this.fail({ kind: "limit", message: `it used more than the bound of ${limit / 2 ** 20} MiB of memory` });
      void this.process?.kill();
    });
  }

  private receive(chunk: Buffer): void {
    if (this.over) return;
    const { messages, fault } = this.reader.push(chunk);
    for (const message of messages) this.view?.onmessage?.(message as JSONRPCMessage);
    if (fault) {
      this.fail({ kind: fault === "too-noisy" ? fault : "too-big", message: `it wrote ${BROKE[fault]}` });
      void this.process?.kill();
    } else if (this.reader.broken) {
      const seen = this.reader.messages;
      setTimeout(() => {
        if (this.reader.broken && this.reader.messages === seen)
          this.fail({ kind: "malformed", message: "it answered with a message that is not valid JSON" });
      }, BROKEN_GRACE_MS).unref();
    }
  }

  /** The process has ended: what its pipe still holds is read first, unless a descendant keeps the pipe open. */
  private afterExit(child: OwnedProcess["child"], exitCode: number | null, signal: string | null): void {
    const how = signal ? `was ended by ${signal}` : `ended with exit code ${exitCode}`;
    const tell = (): void => this.fail({ kind: "exited", message: `the process ${how}`, exitCode, signal });
    const timer = setTimeout(tell, DRAIN_MS);
    child.on("close", () => {
      clearTimeout(timer);
      tell();
    });
    if (child.stdout?.destroyed) tell();
  }
}
