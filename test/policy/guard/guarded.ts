import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { fileURLToPath } from "node:url";
import {
  Client,
  type JSONRPCMessage,
  type Transport,
  type VersionNegotiationOptions,
} from "@modelcontextprotocol/client";
import { type Guard, type GuardOptions, startGuard } from "../../../policy/guard/guard.ts";

export const COUNTING_SERVER = fileURLToPath(new URL("counting-server.ts", import.meta.url));

/** One end of a line of JSON messages over streams, for a client in this process. */
class StreamTransport implements Transport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: (message: JSONRPCMessage) => void;
  readonly #input: PassThrough;
  readonly #output: PassThrough;
  #rest = "";

  constructor(input: PassThrough, output: PassThrough) {
    this.#input = input;
    this.#output = output;
  }

  async start(): Promise<void> {
    this.#input.setEncoding("utf8");
    this.#input.on("data", (text: string) => {
      const lines = (this.#rest + text).split("\n");
      this.#rest = lines.pop() ?? "";
      for (const line of lines) this.onmessage?.(JSON.parse(line) as JSONRPCMessage);
    });
    this.#input.on("end", () => this.onclose?.());
  }

  async send(message: JSONRPCMessage): Promise<void> {
    this.#output.write(`${JSON.stringify(message)}\n`);
  }

  async close(): Promise<void> {
    this.#output.end();
    this.onclose?.();
  }
}

export type Guarded = {
  client: Client;
  guard: Guard;
  folder: string;
  faults: Error[];
  log: () => Record<string, unknown>[];
  setPolicy: (policy: object | string) => void;
  /** Ends the client and the guard and waits for both; the folder stays. */
  end: () => Promise<void>;
};

export const newFolder = (): string => mkdtempSync(join(tmpdir(), "toolrisk-guard-"));
export const removeFolder = (folder: string): void => rmSync(folder, { recursive: true, force: true });

/** A client behind a guard in front of the counting server. */
export const guarded = async (
  folder: string,
  policy: object,
  options: Partial<GuardOptions> = {},
  versionNegotiation: VersionNegotiationOptions = { mode: "legacy" },
): Promise<Guarded> => {
  const policyFile = join(folder, "policy.json");
  const logFile = join(folder, "log.jsonl");
  const setPolicy = (next: object | string): void =>
    writeFileSync(policyFile, typeof next === "string" ? next : JSON.stringify(next));
  setPolicy(policy);
  const [toGuard, fromGuard] = [new PassThrough(), new PassThrough()];
  const faults: Error[] = [];
  const guard = await startGuard({
    policyFile,
    upstream: { command: process.execPath, args: [COUNTING_SERVER] },
    stateFile: join(folder, "state.sqlite"),
    log: logFile,
    input: toGuard,
    output: fromGuard,
    onFault: (error) => faults.push(error),
    ...options,
  });
  const client = new Client({ name: "test", version: "1.0.0" }, { versionNegotiation });
  await client.connect(new StreamTransport(fromGuard, toGuard));
  return {
    client,
    guard,
    folder,
    faults,
    setPolicy,
    log: () =>
      readFileSync(logFile, "utf8")
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as Record<string, unknown>),
    end: async () => {
      await client.close();
      await guard.close();
      assert.equal(await guard.ended, "agent");
    },
  };
};

/** What a call answered: its text, with "!" before it where it is an error. */
export const call = async (client: Client, name: string, args: Record<string, unknown> = {}): Promise<string> => {
  const { content, isError } = await client.callTool({ name, arguments: args });
  const [first] = content as { text?: string }[];
  return `${isError ? "!" : ""}${first?.text}`;
};
