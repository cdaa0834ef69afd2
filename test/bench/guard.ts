import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";

/*
 * node test/bench/guard.ts [CALLS]: what the guard adds to a call, in milliseconds, against the bare server. Calls go to
 * both in turns, one after the other, so that whatever else the machine does falls on both. Ends with 1 when the guard adds
 * 2 ms or more at the 95th percentile.
 */

const MOST_ADDED_MS = 2;
const WARM_UP = 200;
const calls = Number(process.argv[2] ?? 5_000);

const pathOf = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const SERVER = [process.execPath, pathOf("../policy/guard/counting-server.ts")];

const connect = async (command: string[]): Promise<Client> => {
  const [program = "", ...args] = command;
  const client = new Client({ name: "bench", version: "1.0.0" });
  await client.connect(new StdioClientTransport({ command: program, args, stderr: "inherit" }));
  return client;
};

const timed = async (client: Client): Promise<number> => {
  const started = performance.now();
  const { isError } = await client.callTool({ name: "list", arguments: { path: "docs/a.txt", amount: 3 } });
  if (isError) throw new Error("the call was denied");
  return performance.now() - started;
};

const at = (sorted: number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;

const folder = mkdtempSync(join(tmpdir(), "toolrisk-bench-"));
const condition = { path: "args.path", op: "regex", value: "(^|[/\\\\])\\.\\.([/\\\\]|$)" };
writeFileSync(
  join(folder, "policy.json"),
  JSON.stringify({
    version: "1",
    default: "deny",
    tools: {
      list: {
        deny_if: [{ conditions: [condition], on_deny: "No." }],
        limits: [{ counter: "list_rate", window: "minute", max: 1_000_000, scope: "grant" }],
      },
      pay: { limits: [{ counter: "pay_rate", window: "minute", max: 1_000, scope: "grant" }] },
    },
  }),
);
const bare = await connect(SERVER);
const guard = await connect([process.execPath, pathOf("guard-process.ts"), folder, ...SERVER]);
try {
  const times: Record<"bare" | "guard", number[]> = { bare: [], guard: [] };
  for (let index = -WARM_UP; index < calls; index++) {
    const [one, two] = [await timed(bare), await timed(guard)];
    if (index >= 0) times.bare.push(one);
    if (index >= 0) times.guard.push(two);
  }
  const paired = times.guard.map((time, index) => time - (times.bare[index] ?? 0)).sort((a, b) => a - b);
  for (const [name, list] of Object.entries({ bare: times.bare, guard: times.guard })) {
    const sorted = list.toSorted((a, b) => a - b);
    console.log(
      `${name.padEnd(6)} p50 ${at(sorted, 0.5).toFixed(3)}  p95 ${at(sorted, 0.95).toFixed(3)}  p99 ${at(sorted, 0.99).toFixed(3)} ms`,
    );
  }
  const added = at(paired, 0.95);
  console.log(
    `added  p50 ${at(paired, 0.5).toFixed(3)}  p95 ${added.toFixed(3)}  p99 ${at(paired, 0.99).toFixed(3)} ms, pair by pair, ${calls} calls`,
  );
  const started = performance.now();
  const answers = await Promise.all(
    Array.from({ length: 1_500 }, () => guard.callTool({ name: "pay", arguments: {} })),
  );
  const through = answers.filter(({ isError }) => !isError).length;
  console.log(
    `at once: ${answers.length} calls, limit 1000, ${through} let through, ${(performance.now() - started).toFixed(0)} ms`,
  );
  if (added >= MOST_ADDED_MS || through !== 1_000) process.exitCode = 1;
} finally {
  await Promise.all([bare.close(), guard.close()]);
  rmSync(folder, { recursive: true, force: true });
}
