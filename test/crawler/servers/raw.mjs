// A server written by hand, so that it can do what no SDK does. The first argument names its behaviour.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

const [behaviour = "plain", ...rest] = process.argv.slice(2);
const send = (message) => process.stdout.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
const tool = (name, more = {}) => ({ name, description: `does ${name}`, inputSchema: { type: "object" }, ...more });
const nested = (levels) => JSON.parse(`${'{"a":'.repeat(levels)}1${"}".repeat(levels)}`);

const LISTS = {
  plain: () => ({ tools: [tool("one", { "x-vendor": { kept: true } }), tool("two")] }),
  "empty-cursor": ({ cursor }) =>
    cursor === undefined
      ? { tools: [tool("a")], nextCursor: "" }
      : cursor === ""
        ? { tools: [tool("b")], nextCursor: "c" }
        : { tools: [tool("c")] },
  "endless-cursor": ({ cursor = "0" }) => ({ tools: [tool(`t${cursor}`)], nextCursor: String(Number(cursor) + 1) }),
  "same-cursor": () => ({ tools: [tool("again")], nextCursor: "same" }),
  "many-tools": () => ({ tools: Array.from({ length: 6_000 }, (_, index) => tool(`t${index}`)) }),
  "one-invalid": () => ({ tools: [tool("good"), { description: "no name" }, "text", null, tool("also-good")] }),
  duplicates: () => ({ tools: [tool("same"), tool("same", { description: "another" })] }),
  deep: () => ({ tools: [tool("deep", { inputSchema: nested(20_000) }), tool("shallow")] }),
  proto: () =>
    JSON.parse('{"tools":[{"name":"p","inputSchema":{"__proto__":{"polluted":true},"constructor":{"x":1}}}]}'),
  holds: ({ cursor }) =>
    cursor === undefined
      ? { tools: [tool("a")], nextCursor: "b", ttlMs: 90_000.7, cacheScope: "public" }
      : { tools: [tool("b")], ttlMs: 120_000 },
  "holds-nonsense": () => ({ tools: [tool("a")], ttlMs: rest[0] === "text" ? "soon" : -1 }),
  "holds-for-ever": () => ({ tools: [tool("a")], ttlMs: 1e300 }),
  "no-list": () => ({ tools: "none" }),
  environment: () => ({
    tools: Object.keys(process.env)
      .sort()
      .map((name) => tool(name, { description: process.env[name] })),
  }),
  where: () => ({ tools: [tool(process.cwd()), tool(process.argv.slice(2).join(" "))] }),
  "second-page-fails": ({ cursor }) => {
    if (cursor === undefined) return { tools: [tool("first")], nextCursor: "2" };
    throw new Error("page two is broken");
  },
};

const CAPABILITIES = {
  "no-tools": { prompts: {} },
  counts: { tools: { listChanged: true }, prompts: {}, resources: { subscribe: true } },
  "dies-at-prompts": { tools: {}, prompts: {} },
  "hangs-at-prompts": { tools: {}, prompts: {} },
  "no-resources": { tools: {}, resources: {} },
  "long-capabilities": { tools: {}, experimental: { text: "x".repeat(10_000) } },
};

const initialize = () => ({
  protocolVersion: behaviour === "version-2099" ? "2099-01-01" : "2025-11-25",
  capabilities: CAPABILITIES[behaviour] ?? { tools: {} },
  serverInfo: behaviour === "nameless" ? {} : { name: "raw", version: "0.0.1" },
});

const answer = ({ id, method, params = {} }) => {
  if (method === "initialize") {
    if (behaviour === "hang") return;
    if (behaviour === "broken-json") return process.stdout.write(`{"jsonrpc":"2.0","id":${id},"result":{"proto\n`);
    if (behaviour === "huge-line") return void process.stdout.write(`{"a":"`.padEnd(40 * 2 ** 20, "x"));
    if (behaviour === "asks")
      for (let i = 0; i < 500; i++) send({ id: `s${i}`, method: "sampling/createMessage", params: {} });
    send({ id, result: initialize() });
    if (behaviour === "pings") send({ id: "ping-1", method: "ping" });
  } else if (method === "prompts/list") {
    if (behaviour === "dies-at-prompts") process.exit(3);
    if (behaviour === "hangs-at-prompts") return;
    const first = { prompts: [{ name: "a" }, { name: "b" }], nextCursor: "" };
    send({ id, result: params.cursor === undefined ? first : { prompts: [{ name: "c" }] } });
  } else if (method === "resources/list") {
    if (behaviour === "no-resources") return send({ id, error: { code: -32601, message: "Method not found" } });
    send({ id, result: { resources: [{ uri: "x:y", name: "y" }] } });
  } else if (method === "tools/list") {
    if (behaviour === "hang-at-list") return;
    if (behaviour === "no-tools") return send({ id, error: { code: -32601, message: "Method not found" } });
    if (behaviour === "wants-login")
      return send({ id, error: { code: -32000, message: "401 Unauthorized: log in first" } });
    const list = LISTS[behaviour] ?? LISTS.plain;
    try {
      const text = JSON.stringify(behaviour === "deep" ? null : list(params));
      if (behaviour !== "deep") return process.stdout.write(`{"jsonrpc":"2.0","id":${id},"result":${text}}\n`);
      const schema = `${'{"a":'.repeat(20_000)}1${"}".repeat(20_000)}`;
      const tools = `[{"name":"deep","inputSchema":${schema}},{"name":"shallow","inputSchema":{}}]`;
      process.stdout.write(`{"jsonrpc":"2.0","id":${id},"result":{"tools":${tools}}}\n`);
    } catch (error) {
      send({ id, error: { code: -32603, message: error.message } });
    }
  }
};

if (behaviour === "exit") {
  process.stderr.write("\u001b[31mboom\u001b[0m: something broke\n");
  process.exit(7);
}
if (behaviour === "missing-env" && !process.env.EXAMPLE_API_KEY) {
  process.stderr.write("Error: EXAMPLE_API_KEY environment variable is required\n");
  process.exit(1);
}
if (behaviour === "echo-env") {
  process.stderr.write(`failed with ${process.env.EXAMPLE_API_KEY}\n`);
  process.exit(1);
}
if (behaviour === "noise") for (let i = 0; i < 20; i++) process.stdout.write(`{"level":30,"msg":"banner ${i}"}\n`);
if (behaviour === "endless-noise") setInterval(() => process.stdout.write(`${"noise ".repeat(20_000)}\n`), 1);
if (behaviour === "stderr-flood") setInterval(() => process.stderr.write("e".repeat(65_536)), 1);
if (behaviour === "stderr-flood-deaf") setInterval(() => process.stderr.write("word ".repeat(10_000)), 1);
if (behaviour === "ignores-sigterm") for (const name of ["SIGTERM", "SIGINT", "SIGHUP"]) process.on(name, () => {});
if (behaviour === "grandchild" || behaviour === "clean-grandchild") {
  const env = behaviour === "clean-grandchild" ? { PATH: process.env.PATH } : process.env;
  const sleeper = ["-e", "setInterval(() => {}, 1000)", ...rest];
  spawn(process.execPath, sleeper, { detached: true, stdio: ["ignore", "inherit", "inherit"], env }).unref();
}

if (behaviour.endsWith("deaf") || behaviour === "endless-noise") setInterval(() => {}, 1_000);
else {
  const lines = createInterface({ input: process.stdin });
  lines.on("line", (line) => answer(JSON.parse(line)));
  if (behaviour === "ignores-sigterm") setInterval(() => {}, 1_000);
}
