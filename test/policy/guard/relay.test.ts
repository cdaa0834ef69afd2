import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { test } from "node:test";
import type { JSONRPCMessage, Transport } from "@modelcontextprotocol/client";
import { StdioServerTransport } from "@modelcontextprotocol/server/stdio";
import { memoryCounters } from "../../../policy/counters.ts";
import { Decider } from "../../../policy/guard/decider.ts";
import { relay } from "../../../policy/guard/relay.ts";
import { readPolicy } from "../../../policy/policy-file.ts";

/** A server that only remembers what reached it. */
class Recorder implements Transport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: (message: JSONRPCMessage) => void;
  readonly got: Record<string, unknown>[] = [];
  async start(): Promise<void> {}
  async send(message: JSONRPCMessage): Promise<void> {
    this.got.push(message as Record<string, unknown>);
  }
  async close(): Promise<void> {}
}

/** Writes lines as an agent might until one side ends, and gives back what reached the server and what was answered. */
const written = async (...lines: string[]): Promise<{ reached: Record<string, unknown>[]; answers: string }> =>
  writtenUntil("agent", ...lines);

const writtenUntil = async (
  first: "agent" | "server",
  ...lines: string[]
): Promise<{ reached: Record<string, unknown>[]; answers: string }> => {
  const [input, output] = [new PassThrough(), new PassThrough()];
  const server = new Recorder();
  const decider = new Decider({
    policies: { current: () => ({ policy: readPolicy('{"version":"1","default":"allow","hide":["purge"]}') }) },
    counters: memoryCounters(),
    log: { write: () => {} },
    grant: "g",
    now: () => 0,
  });
  const { ended } = await relay({ agent: new StdioServerTransport(input, output), server }, decider, () => {});
  for (const line of lines) input.write(`${line}\n`);
  await new Promise((resolve) => setTimeout(resolve, 50));
  if (first === "agent") input.end();
  else server.onclose?.();
  await ended;
  return { reached: server.got, answers: String(output.read() ?? "") };
};

const callOf = (name: string, more: object = {}): string =>
  JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/call", params: { name }, ...more });

const namesReached = (reached: Record<string, unknown>[]): unknown[] =>
  reached.map(({ method, params }) => [method, (params as { name?: unknown } | undefined)?.name]);

test("what is let through reaches the server as it was", async () => {
  const { reached } = await written(callOf("list"), '{"jsonrpc":"2.0","id":2,"method":"made/up","params":{"x":[1]}}');
  assert.deepEqual(reached, [
    { jsonrpc: "2.0", id: 1, method: "tools/call", params: { name: "list" } },
    { jsonrpc: "2.0", id: 2, method: "made/up", params: { x: [1] } },
  ]);
});

/** Ways to slip a hidden tool past, none of which may reach the server as a call of it. */
const TRICKS: [why: string, line: string][] = [
  ["a plain call", callOf("purge")],
  ["a batch", `[${callOf("purge")}]`],
  [
    "a name twice, the hidden one last",
    '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"list","name":"purge"}}',
  ],
  ["a name by escapes", '{"jsonrpc":"2.0","id":1,"method":"tools\\u002fcall","params":{"name":"purg\\u0065"}}'],
  ["a call that is also an answer", callOf("purge", { result: {} })],
  ["a call that is also an error", callOf("purge", { error: { code: 1, message: "x" } })],
  ["a call without id", '{"jsonrpc":"2.0","method":"tools/call","params":{"name":"purge"}}'],
  ["a call with an id of null", callOf("purge", { id: null })],
  ["a call of another protocol", callOf("purge", { jsonrpc: "1.0" })],
  ["two messages on one line", `${callOf("purge")} ${callOf("purge")}`],
  ["a name in a list", callOf("list", { params: { name: ["purge"] } })],
  [
    "a call through its prototype",
    '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"__proto__":{"name":"purge"}}}',
  ],
];
for (const [why, line] of TRICKS)
  test(`no way past: ${why}`, async () => {
    const { reached } = await written(line, callOf("list", { id: 9 }));
    assert.deepEqual(namesReached(reached), [["tools/call", "list"]]);
  });

test("a notification of a tool that is allowed is not passed on either", async () => {
  const { reached } = await written('{"jsonrpc":"2.0","method":"tools/call","params":{"name":"list"}}');
  assert.deepEqual(reached, []);
});

test("what a server leaves unanswered is answered when it ends", async () => {
  const { answers } = await writtenUntil("server", '{"jsonrpc":"2.0","id":"a","method":"tools/list"}');
  assert.match(answers, /"id":"a","error":\{"code":-32603,"message":"The server has ended."/);
});
