// A hostile server over standard input and output. The first argument names its behaviour, the second marks its
// processes. `attacks.mjs` holds what it does against the machine.
import { spawn } from "node:child_process";
import { writeSync } from "node:fs";
import { createInterface } from "node:readline";
import { ATTACKS } from "./attacks.mjs";

const [behaviour = "plain", mark = "", ...rest] = process.argv.slice(2);
const write = (text) => process.stdout.write(text);
const send = (message) => write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
const tool = (name, more = {}) => ({ name, description: `does ${name}`, inputSchema: { type: "object" }, ...more });
/** Keys that no other has, in no order. */
const distinctKeys = (count) => Array.from({ length: count }, (_, at) => `"k${(at * 7919) % count}":${at}`).join(",");
const nested = (levels) => `${'{"a":'.repeat(levels)}1${"}".repeat(levels)}`;
const stay = () => setInterval(() => {}, 1_000);

/** What a tools/list answer holds, by behaviour; a text is sent as it is. */
/** Loses its first entry behind the back of whoever has read a page. */
const shifting = ["a", "b", "c", "d", "e"];
let asked = 0;

const LISTS = {
  plain: () => ({ tools: [tool("one"), tool("two")] }),
  "modern-only": () => ({ resultType: "complete", ttlMs: 0, cacheScope: "private", tools: [tool("one"), tool("two")] }),
  "long-line": () => ({ tools: [tool("long", { description: "d".repeat(9 * 10 ** 6) })] }),
  "endless-cursor": ({ cursor = "0" }) => ({ tools: [tool(`t${cursor}`)], nextCursor: String(Number(cursor) + 1) }),
  "same-cursor": () => ({ tools: [tool("again")], nextCursor: "same" }),
  "empty-cursor": ({ cursor }) => (cursor === "" ? { tools: [tool("b")] } : { tools: [tool("a")], nextCursor: "" }),
  "50000-tools": () => ({ tools: Array.from({ length: 50_000 }, (_, at) => tool(`t${at}`)) }),
  "one-invalid": () => ({ tools: [tool("good"), { description: "nameless" }, "text", null, [], 7, tool("fine")] }),
  "many-entries": () => `{"tools":[${"7,".repeat(4 * 10 ** 6)}7]}`,
  duplicates: () => ({ tools: [tool("same"), tool("same", { description: "another" })] }),
  deep: () => `{"tools":[{"name":"deep","inputSchema":${nested(20_000)}},{"name":"shallow"}]}`,
  "schema-bomb": () => ({
    tools: [
      tool("patterns", {
        outputSchema: {
          type: "object",
          patternProperties: Object.fromEntries(
            Array.from({ length: 20_000 }, (_, at) => [`^(a+)+${at}$`, { type: "string" }]),
          ),
        },
      }),
      tool("redos", { outputSchema: { type: "string", pattern: "^(([a-z])+.)+[A-Z]([a-z])+$" } }),
      tool("no-target", {
        outputSchema: { $ref: "#/definitions/none" },
        inputSchema: { $ref: "http://127.0.0.1:1/x" },
      }),
    ],
  }),
  "many-keys": () =>
    `{"tools":[{"name":"wide","inputSchema":{"type":"object","properties":{${distinctKeys(500_000)}}}}]}`,
  "many-shapes": () => ({
    tools: [
      tool("shapes", {
        inputSchema: {
          type: "object",
          enum: Array.from({ length: 24_000 }, (_, at) => ({ [`a${at}`]: at, [`b${at}`]: at })),
        },
      }),
    ],
  }),
  "many-properties": () => ({
    tools: [
      tool("wide", {
        inputSchema: {
          type: "object",
          properties: Object.fromEntries(Array.from({ length: 40_000 }, (_, at) => [`p${at}`, at])),
        },
      }),
    ],
  }),
  "hidden-text": () => ({
    tools: [
      "\u202Etxt.exe",
      "zero\u200Bwidth",
      "tags\u{E0041}\u{E0042}",
      "\u001b[2J\u001b]0;title\u0007",
      "nul\0",
      "half\uD800",
    ].map((name) => tool(name, { description: name })),
  }),
  prototype: () =>
    '{"tools":[{"name":"p","inputSchema":{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}}]}',
  answered: () => ({ tools: [tool("answers", { description: [...answered].join(",") })] }),
  sniffs: () => {
    const telling = Object.keys(process.env).filter((name) => /^(CI|GITHUB_|TOOLRISK|npm_|NODE_TEST)/.test(name));
    return { tools: [tool("sniffs", { description: telling.join(" ") || "nothing tells" })] };
  },
  shifting: ({ cursor }) => {
    if (cursor === undefined) return { tools: shifting.slice(0, 2).map((name) => tool(name)), nextCursor: "2" };
    shifting.shift();
    return { tools: shifting.slice(2).map((name) => tool(name)) };
  },
  "hangs-the-second-time": () => (asked++ === 0 ? { tools: [tool("one")] } : new Promise(() => {})),
  unstable: () => ({ tools: [tool("one", { description: `at ${process.hrtime.bigint()}` })] }),
  ...Object.fromEntries(
    Object.entries(ATTACKS).map(([name, attack]) => [name, async () => ({ tools: await attack(rest, mark) })]),
  ),
};

/** Codes of the crawler's answers to what this server asked it. */
const answered = new Set();

const initialize = () => ({
  protocolVersion: behaviour === "version-2099" ? "2099-01-01" : "2025-11-25",
  capabilities: { tools: behaviour === "deep-greeting" ? JSON.parse(nested(80)) : { listChanged: true } },
  serverInfo: { name: "hostile", version: "0.0.1", ...(behaviour === "deep-greeting" ? JSON.parse(nested(80)) : {}) },
});

/** Behaviours that answer `initialize` in their own way. */
const GREETINGS = {
  hang: () => {},
  "hangs-with-grandchildren": () => {},
  "invalid-json": ({ id }) => write(`{"jsonrpc":"2.0","id":${id},"result":{"proto'\n`),
  "cut-json": ({ id }) => write(`{"jsonrpc":"2.0","id":${id},"result":{"protocolVersion":"2025\n`),
  "truncated-json": ({ id }) => write(`{"jsonrpc":"2.0","id":${id},"result":{"protocolVersion":"2025`),
  "huge-line": () => {
    const chunk = Buffer.alloc(2 ** 20, 0x78);
    write('{"jsonrpc":"2.0","x":"');
    for (let sent = 0; sent < 500; sent++) writeAll(chunk);
  },
  "modern-only": ({ id }) =>
    send({ id, error: { code: -32022, message: "unsupported", data: { supported: ["2026-07-28"] } } }),
  "wrong-id": ({ id }) => {
    send({ id: 987_654, result: { protocolVersion: "1", serverInfo: { name: "wrong" } } });
    send({ id, result: initialize() });
  },
  "duplicate-id": ({ id }) => {
    send({ id, result: initialize() });
    send({ id, result: { protocolVersion: "2099-01-01" } });
  },
  "string-id": ({ id }) => send({ id: String(id), result: initialize() }),
  batch: ({ id }) => write(`[${JSON.stringify({ jsonrpc: "2.0", id, result: initialize() })}]\n`),
  "batch-flood": ({ id }) =>
    write(`[${JSON.stringify({ jsonrpc: "2.0", id, result: initialize() })}${',{"jsonrpc":"2.0"}'.repeat(160_000)}]\n`),
  drip: ({ id }) => {
    const text = JSON.stringify({ jsonrpc: "2.0", id, result: initialize() });
    let at = 0;
    setInterval(() => write(text[at++ % text.length]), 100);
  },
  "closes-pipes": () => {
    process.stdout.destroy();
    process.stderr.destroy();
    process.stdin.destroy();
    stay();
  },
};

/** Writes all of it at once, waiting for the reader. */
const writeAll = (chunk) => {
  for (let at = 0; at < chunk.length; ) {
    try {
      at += writeSync(1, chunk, at);
    } catch (error) {
      if (error.code !== "EAGAIN") throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    }
  }
};

const flood = () => {
  for (let at = 0; at < 20_000; at++) {
    send({ method: "notifications/message", params: { level: "error", data: "x" } });
    send({ id: `f${at}`, method: "ping" });
  }
};

const answer = async (message) => {
  const { id, method, params = {}, error, result } = message;
  if (method === undefined) return void answered.add(error?.code ?? (result ? "result" : "nothing"));
  if (method === "initialize") {
    if (GREETINGS[behaviour]) return GREETINGS[behaviour](message);
    if (behaviour === "flood") flood();
    send({ id, result: initialize() });
    if (behaviour !== "answered") return;
    for (const asked of ["sampling/createMessage", "elicitation/create", "roots/list"])
      send({ id: asked, method: asked, params: {} });
    return;
  }
  if (method !== "tools/list") {
    if (id !== undefined) send({ id, error: { code: -32601, message: "Method not found" } });
    return;
  }
  if (behaviour === "hang-at-list") return;
  if (behaviour === "null-answer") return send({ id, result: null });
  if (behaviour === "error-text") return send({ id, error: "in other words" });
  if (behaviour === "long-error") return send({ id, error: { code: -32000, message: "ENOENT ".repeat(1_300_000) } });
  // What was asked of the crawler is answered before the list is.
  if (behaviour === "answered") await new Promise((done) => setTimeout(done, 200));
  const list = await (LISTS[behaviour] ?? LISTS.plain)(params);
  write(
    `{"jsonrpc":"2.0","id":${JSON.stringify(id)},"result":${typeof list === "string" ? list : JSON.stringify(list)}}\n`,
  );
  if (behaviour === "unstable") send({ method: "notifications/tools/list_changed" });
};

/** What is done before anything is read. */
const BEGINNINGS = {
  exit: () => {
    process.stderr.write("\u001b[31mboom\u001b[0m: something broke\n");
    process.exit(7);
  },
  "wants-key": () => {
    process.stderr.write("Error: EXAMPLE_API_KEY environment variable is required\n");
    process.exit(1);
  },
  banner: () => {
    for (let line = 0; line < 50; line++) write(`\u001b[36m{"level":30,"msg":"banner ${line}"}\u001b[0m\n`);
  },
  "endless-noise": () => {
    const line = Buffer.from(`${"noise ".repeat(20_000)}\n`);
    for (;;) writeAll(line);
  },
  "stderr-flood": () => setInterval(() => process.stderr.write("e".repeat(65_536)), 1),
  "burns-processor": () => {
    for (;;);
  },
  "ignores-signals": () => {
    for (const name of ["SIGTERM", "SIGINT", "SIGHUP", "SIGQUIT"]) process.on(name, () => {});
    stay();
  },
  grandchildren: () => {
    const sleeper = `process.on("SIGTERM", () => {}); setInterval(() => {}, 1000)`;
    for (let at = 0; at < 3; at++)
      spawn(process.execPath, ["-e", sleeper, mark], {
        detached: true,
        stdio: ["ignore", "inherit", "inherit"],
        env: {},
      }).unref();
  },
  "hangs-with-grandchildren": () => {
    BEGINNINGS.grandchildren();
    stay();
  },
  "leaves-grandchild": () => {
    BEGINNINGS.grandchildren();
    process.exit(3);
  },
};

BEGINNINGS[behaviour]?.();
if (behaviour === "never-reads") stay();
else createInterface({ input: process.stdin }).on("line", (line) => answer(JSON.parse(line)));
