// A server that lists its tools only when it finds what it wants. The first argument names what that is.
import { existsSync, readFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";

const [wish = "", ...args] = process.argv.slice(2);
const { env } = process;
const fail = (text, code = 1) => {
  process.stderr.write(`${text}\n`);
  process.exit(code);
};

const answer = (tools) => {
  createInterface({ input: process.stdin }).on("line", (line) => {
    const { id, method } = JSON.parse(line);
    const initialized = {
      protocolVersion: "2025-11-25",
      capabilities: { tools: {} },
      serverInfo: { name: wish, version: "1" },
    };
    const result = method === "initialize" ? initialized : { tools };
    if (id !== undefined) process.stdout.write(`${JSON.stringify({ jsonrpc: "2.0", id, result })}\n`);
  });
};

const listen = () => {
  const names = Object.keys(env).filter((name) => name.startsWith("WANTS_"));
  answer(wish === "to be configured" && !env.WANTS_TOKEN ? [] : ["granted", ...names].map((name) => ({ name })));
};

const WISHES = {
  nothing: () => true,
  "to be configured": () => true,
  variable: () => env.WANTS_TOKEN || fail("Error: WANTS_TOKEN environment variable is required"),
  "two variables": () =>
    (env.WANTS_TOKEN || fail("Please set WANTS_TOKEN")) && (env.WANTS_ORG_ID || fail('{"WANTS_ORG_ID":["Required"]}')),
  url: () => /^https?:\/\//.test(env.WANTS_URL ?? "") || fail("WANTS_URL must be set to a URL"),
  number: () => /^\d+$/.test(env.WANTS_COUNT ?? "") || fail("WANTS_COUNT is not a number"),
  choice: () => env.WANTS_MODE === "blue" || fail("bad mode"),
  subcommand: () =>
    args.includes("serve") || fail("Usage: wants <command>\n\nCommands:\n  login   log in\n  serve   start the server"),
  option: () =>
    args.some((word) => word.startsWith("--api-key=")) ||
    fail("error: required option '--api-key <key>' not specified"),
  positional: () => args.length > 0 || fail("Usage: wants <connection-string>"),
  file: () => {
    const path = join(env.HOME, ".wants", "oauth.keys.json");
    if (!existsSync(path)) fail("Error: keys file not found. Please place oauth.keys.json in ~/.wants");
    return JSON.parse(readFileSync(path, "utf8")).installed.client_id;
  },
  "file by variable": () => existsSync(env.WANTS_CREDENTIALS_FILE ?? "") || fail("WANTS_CREDENTIALS_FILE is not set"),
  "options in words": () => {
    if (args.includes("--help"))
      fail(
        "usage: wants [-h] [--client-id CLIENT_ID] [--client-secret CLIENT_SECRET]\n             [--other-thing OTHER]",
        0,
      );
    const has = (name) => args.some((word) => word.startsWith(`${name}=`));
    if (has("--other-thing")) fail("odd");
    if (!has("--client-id")) fail("ValueError: No Client ID provided. Please provide it as an argument.");
    return has("--client-secret") || fail("ValueError: No Client Secret provided. Please provide it as an argument.");
  },
  "what its README sets": () => env.WANTS_ADDRESS || fail("Error: cannot start"),
  "what its README says after its name": () => args[0]?.startsWith("postgres://") || fail("a database is needed"),
  transport: () =>
    (args.length === 1 && args[0] === "stdio") ||
    fail(
      "usage: wants-mcp-server [-h] {stdio,streamable-http} ...\nwants: error: the following arguments are required: transport",
      2,
    ),
  "help only": () => {
    if (args.includes("--help")) fail("Usage: wants [options]\n\n  --stdio   speak over standard input", 0);
    return args.includes("--stdio") || process.exit(1);
  },
};

if (wish === "http") {
  if (args.includes("--stdio")) listen();
  else setInterval(() => {}, 1_000);
  if (!args.includes("--stdio")) process.stderr.write("MCP server listening on http://localhost:3000\n");
} else if (wish === "backend") {
  const socket = connect(Number(env.WANTS_PORT), "127.0.0.1", () => socket.write("*1\r\n$4\r\nPING\r\n"));
  socket.on("error", (error) => fail(error.message));
  socket.once("data", (data) => (data.toString() === "+OK\r\n" ? listen() : fail("odd backend")));
} else if (WISHES[wish]()) {
  listen();
}
