// Remote servers on this machine, each with one hostile behaviour; the path names it.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type AddressInfo, createServer as createTcp } from "node:net";
import { brotliCompressSync, gzipSync, zstdCompressSync } from "node:zlib";

/** A running server. */
export interface HostileHttp {
  origin: string;
  /** `METHOD /path` of every request so far. */
  requests: string[];
  close(): Promise<void>;
}

const JSON_TYPE = { "content-type": "application/json" };
const EVENTS = { "content-type": "text/event-stream" };
const tools = [{ name: "far", description: "ä €", inputSchema: { type: "object" } }];
const initialized = {
  protocolVersion: "2025-11-25",
  capabilities: { tools: {} },
  serverInfo: { name: "far", version: "1" },
};

/** Writes for ever, as fast as it is read. */
const flood = (response: ServerResponse, chunk: Buffer | string): void => {
  const write = (): void => {
    while (!response.destroyed && response.write(chunk));
  };
  response.on("drain", write);
  write();
};

/** Writes a byte at a time, every few ms. */
const drip = (response: ServerResponse, bytes: Buffer, everyMs: number): void => {
  let at = 0;
  const timer = setInterval(() => {
    if (response.destroyed || at >= bytes.length) {
      clearInterval(timer);
      response.end();
    } else response.write(bytes.subarray(at, ++at));
  }, everyMs);
};

const zeros = Buffer.alloc(300 * 2 ** 20, 0x20);
const bomb = gzipSync(zeros);
const zstd = zstdCompressSync(Buffer.alloc(60 * 2 ** 20, 0x20));
const brotli = brotliCompressSync(Buffer.alloc(60 * 2 ** 20, 0x20));

interface Asked {
  message: { id?: number; method: string };
  /** The good answer. */
  reply: Record<string, unknown>;
  request: IncomingMessage;
  canary: string;
}
type Behaviour = (response: ServerResponse, asked: Asked) => void;

/** Keys that no other has, in no order; made beforehand, so that making them holds up nothing that is measured. */
const DISTINCT_KEYS = Array.from({ length: 200_000 }, (_, at) => `"k${(at * 7919) % 200_000}":${at}`).join(",");

const good: Behaviour = (response, { reply }) => void response.writeHead(200, JSON_TYPE).end(JSON.stringify(reply));
const status =
  (code: number, headers: Record<string, string> = {}, text = "no"): Behaviour =>
  (response) =>
    void response.writeHead(code, headers).end(text);
const packed =
  (encoding: string, body: Buffer): Behaviour =>
  (response) =>
    void response.writeHead(200, { ...JSON_TYPE, "content-encoding": encoding }).end(body);
const event = (text: string, end = "\n"): string =>
  `event: message${end}${text
    .split("\n")
    .map((line) => `data: ${line}${end}`)
    .join("")}${end}`;

let sessions = 0;

const BEHAVIOURS: Record<string, Behaviour> = {
  "no-headers": () => {},
  "body-stalls": (response) => void response.writeHead(200, JSON_TYPE).write('{"jsonrpc":'),
  "body-drips": (response, { reply }) =>
    drip(response.writeHead(200, JSON_TYPE), Buffer.from(JSON.stringify(reply)), 200),
  "endless-body": (response) => flood(response.writeHead(200, JSON_TYPE), " ".repeat(65_536)),
  "endless-401": (response) => flood(response.writeHead(401), "x".repeat(65_536)),
  "endless-500": (response) => flood(response.writeHead(500), "x".repeat(65_536)),
  "endless-comments": (response) => flood(response.writeHead(200, EVENTS), `: ${"x".repeat(65_000)}\n\n`),
  "endless-event": (response) => flood(response.writeHead(200, EVENTS), `data: ${"x".repeat(65_000)}`),
  "gzip-bomb": packed("gzip", bomb),
  "brotli-bomb": packed("br", brotli),
  "zstd-bomb": packed("zstd", zstd),
  "double-bomb": packed("gzip, gzip", gzipSync(bomb)),
  "unknown-encoding": packed("rot13", Buffer.from("abc")),
  "broken-gzip": packed("gzip", Buffer.from("not gzip at all")),
  "big-header": status(200, { ...JSON_TYPE, "x-big": "h".repeat(200_000) }),
  "many-headers": (response, { reply }) => {
    const lines = Array.from({ length: 1_500 }, (_, at) => `${at.toString(36)}: b\r\n`).join("");
    const body = JSON.stringify(reply);
    response.socket?.end(
      `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length: ${Buffer.byteLength(body)}\r\n${lines}\r\n${body}`,
    );
  },
  "headers-drip": (response) => {
    const timer = setInterval(() => response.socket?.write("x"), 100);
    response.socket?.write("HTTP/1.1 200 OK\r\nx-slow: ");
    response.socket?.on("close", () => clearInterval(timer));
  },
  "endless-100": (response) => {
    const more = (): void => {
      while (response.socket?.writable && response.socket.write("HTTP/1.1 102 Processing\r\n\r\n".repeat(1_000)));
    };
    response.socket?.on("drain", more);
    more();
  },
  "odd-session": (response, { reply }) => {
    const body = JSON.stringify(reply);
    response.socket?.write(
      Buffer.from(
        `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nmcp-session-id: \xe4;"\xff\r\nconnection: close\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n`,
        "latin1",
      ),
    );
    response.socket?.end(body);
  },
  "redirect-inside": (response, { canary }) => void response.writeHead(307, { location: `${canary}/internal` }).end(),
  "redirect-file": status(307, { location: "file:///etc/passwd" }),
  "redirect-loop": status(307, { location: "/redirect-loop" }),
  "redirect-away": status(302, { location: "https://elsewhere.invalid/mcp" }),
  "login-inside": (response, { canary }) => {
    response.writeHead(401, { "www-authenticate": `Bearer resource_metadata="${canary}/internal"` }).end();
  },
  forbidden: status(403),
  "unknown-status": status(999),
  "many-entries": (response, asked) => {
    if (asked.message.method !== "tools/list") return good(response, asked);
    const text = `{"jsonrpc":"2.0","id":${asked.message.id},"result":{"tools":[${"7,".repeat(4 * 10 ** 6)}7]}}`;
    response.writeHead(200, JSON_TYPE).end(text);
  },
  "many-keys": (response, asked) => {
    if (asked.message.method !== "tools/list") return good(response, asked);
    const text = `{"jsonrpc":"2.0","id":${asked.message.id},"result":{"tools":[{"name":"wide","inputSchema":{${DISTINCT_KEYS}}}]}}`;
    response.writeHead(200, JSON_TYPE).end(text);
  },
  missing: status(404),
  paid: status(402),
  "busy-for-ever": status(429, { "retry-after": "999999999999" }),
  page: status(200, { "content-type": "text/html" }, "<script>alert(1)</script>"),
  reset: (response) => void response.socket?.resetAndDestroy(),
  "no-http": (response) => void response.socket?.end("\x00\x01\x02 garbage\r\n\r\n"),
  "huge-session": (response, { reply }) => {
    response.writeHead(200, { ...JSON_TYPE, "mcp-session-id": "s".repeat(7_000) }).end(JSON.stringify(reply));
  },
  "session-lost": (response, { message, reply }) => {
    if (message.method === "initialize")
      response.writeHead(200, { ...JSON_TYPE, "mcp-session-id": "one" }).end(JSON.stringify(reply));
    else response.writeHead(404).end();
  },
  "session-renewed": (response, { message, reply, request }) => {
    const isFirst = request.headers["mcp-session-id"] === "session-1";
    if (message.method === "initialize")
      response.writeHead(200, { ...JSON_TYPE, "mcp-session-id": `session-${++sessions}` }).end(JSON.stringify(reply));
    else if (message.method === "tools/list" && isFirst) response.writeHead(404).end();
    else response.writeHead(200, JSON_TYPE).end(JSON.stringify(reply));
  },
  "wrong-id": (response, { reply }) =>
    void response.writeHead(200, JSON_TYPE).end(JSON.stringify({ ...reply, id: 424_242 })),
  "split-events": (response, { reply }) => {
    const text = `\uFEFF: comment\r\n\r\n${event(JSON.stringify({ jsonrpc: "2.0", method: "notifications/message" }), "\r\n")}${event(JSON.stringify(reply, null, 1), "\r\n")}`;
    drip(response.writeHead(200, EVENTS), Buffer.from(text), 0);
  },
  "return-events": (response, { reply }) =>
    void response.writeHead(200, EVENTS).end(`\r: x\r\r${event(JSON.stringify(reply, null, 1), "\r")}: end\r`),
  "deep-answer": (response, { message, reply }) => {
    if (message.method === "initialize") return good(response, { reply } as Asked);
    const schema = `${'{"a":'.repeat(5_000)}1${"}".repeat(5_000)}`;
    response
      .writeHead(200, JSON_TYPE)
      .end(`{"jsonrpc":"2.0","id":${message.id},"result":{"tools":[{"name":"deep","inputSchema":${schema}}]}}`);
  },
};

/** Serves all behaviours on a free port; `canary` is the origin of a server that nobody may be led to. */
export const serveHostile = async (canary: string): Promise<HostileHttp> => {
  const requests: string[] = [];
  const server = createServer(async (request, response) => {
    const { method = "", url: path = "" } = request;
    requests.push(`${method} ${path}`);
    response.on("error", () => {});
    if (method === "GET") {
      if (path === "/sse-silent") return void response.writeHead(200, EVENTS).flushHeaders();
      if (path === "/sse-flood")
        return flood(response.writeHead(200, EVENTS), `event: ping\ndata: ${"x".repeat(1_000)}\n\n`);
      if (path === "/sse-elsewhere")
        return void response.writeHead(200, EVENTS).write(`event: endpoint\ndata: ${canary}/post\n\n`);
      return void response.writeHead(405).end();
    }
    const message = JSON.parse((await request.setEncoding("utf8").toArray()).join("")) as Asked["message"];
    const id = path.slice(1);
    if (message.id === undefined) {
      if (id === "initialized-endless") flood(response.writeHead(200, JSON_TYPE), " ".repeat(65_536));
      else if (id !== "initialized-unanswered") response.writeHead(202).end();
      return;
    }
    const result = message.method === "initialize" ? initialized : { tools };
    const asked = { message, request, canary, reply: { jsonrpc: "2.0", id: message.id, result } };
    if (["get-flood", "initialized-unanswered", "initialized-endless"].includes(id)) return good(response, asked);
    (BEHAVIOURS[id] ?? status(405))(response, asked);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const close = (): Promise<void> =>
    new Promise((done) => {
      server.closeAllConnections();
      server.close(() => done());
    });
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests, close };
};

/** A listener that counts who comes. */
export const serveCanary = async (): Promise<{ origin: string; hits: () => number; close(): void }> => {
  let hits = 0;
  const server = createTcp((socket) => {
    hits++;
    socket.destroy();
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    hits: () => hits,
    close: () => void server.close(),
  };
};
