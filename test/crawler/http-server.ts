// Remote servers on this machine, each with one behaviour, well-behaved and hostile. The path names the behaviour.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { createMcpHandler, McpServer } from "@modelcontextprotocol/server";

/** A running server; `requests` are `METHOD /path` of all requests so far, `authorizations` their headers of that name. */
export interface HttpDouble {
  origin: string;
  requests: string[];
  authorizations: string[];
  close(): Promise<void>;
}

const tools = [{ name: "far", description: "far away", inputSchema: { type: "object" }, "x-kept": 1 }];
const initialized = {
  protocolVersion: "2025-11-25",
  capabilities: { tools: {} },
  serverInfo: { name: "far", version: "1" },
};
const resultOf = (method: string): unknown => (method === "initialize" ? initialized : { tools });

const modern = createMcpHandler(
  () => {
    const server = new McpServer({ name: "modern", version: "2.0.0" });
    server.registerTool("modern_tool", { description: "of the newer era" }, async () => ({ content: [] }));
    return server;
  },
  { legacy: "reject" },
);

/** Writes for ever, as fast as it is read. */
const flood = (response: ServerResponse, chunk: Buffer | string): void => {
  const write = (): void => {
    while (!response.destroyed && response.write(chunk));
  };
  response.on("drain", write);
  write();
};

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
};

/** Packed before any server runs: it takes seconds, which are not the crawler's. */
const bomb = gzipSync(Buffer.alloc(200 * 2 ** 20, 32));
const JSON_TYPE = { "content-type": "application/json" };
const EVENTS = { "content-type": "text/event-stream" };
const event = (value: unknown): string => `event: message\r\ndata: ${JSON.stringify(value)}\r\n\r\n`;

type Message = { id?: number; method: string };
type Behaviour = (message: Message, response: ServerResponse, reply: unknown, request: IncomingMessage) => void;
const status =
  (code: number, headers: Record<string, string> = {}, text = "no"): Behaviour =>
  (_message, response) =>
    void response.writeHead(code, headers).end(text);

/** What a POST to the path is answered with; `reply` is the good answer. */
const POSTS: Record<string, Behaviour> = {
  "/json": (_message, response, reply) => void response.writeHead(200, JSON_TYPE).end(JSON.stringify(reply)),
  "/events": (_message, response, reply) => {
    response.writeHead(200, EVENTS);
    const bytes = Buffer.from(
      `: comment\r\n\r\n${event({ jsonrpc: "2.0", method: "notifications/message" })}${event(reply)}`,
    );
    for (const byte of bytes) response.write(Buffer.from([byte]));
    response.end();
  },
  "/headers": (_message, response, reply, request) => {
    const named = Object.entries(request.headers).map(([name, value]) => ({ name: `${name}=${value}` }));
    const answer = reply as { result: { tools?: unknown } };
    if (answer.result.tools) answer.result.tools = named;
    response.writeHead(200, JSON_TYPE).end(JSON.stringify(answer));
  },
  "/login": status(401, { "www-authenticate": 'Bearer realm="x", scope="read write"' }),
  "/internal-login": status(401, { "www-authenticate": 'Bearer resource_metadata="http://127.0.0.1:1/internal"' }),
  "/forbidden": status(403),
  "/gone": status(404),
  "/busy": status(429, { "retry-after": "99999" }),
  "/broken": status(500),
  "/page": status(200, { "content-type": "text/html" }, "<h1>hello</h1>"),
  "/elsewhere": status(307, { location: "http://127.0.0.1:1/internal" }),
  "/loop": status(307, { location: "/loop" }),
  "/hang": () => {},
  "/reset": (_message, response) => void response.socket?.resetAndDestroy(),
  "/endless": (_message, response) => flood(response.writeHead(200, JSON_TYPE), " ".repeat(65_536)),
  "/endless-events": (_message, response) => flood(response.writeHead(200, EVENTS), `: ${"x".repeat(65_000)}\n\n`),
  "/endless-error": (_message, response) => flood(response.writeHead(500), "x".repeat(65_536)),
  "/bomb": (_message, response) => void response.writeHead(200, { ...JSON_TYPE, "content-encoding": "gzip" }).end(bomb),
  "/big-header": status(200, { ...JSON_TYPE, "x-big": "h".repeat(100_000) }),
  "/deep": (message, response, reply) => {
    if (message.method === "initialize") return void response.writeHead(200, JSON_TYPE).end(JSON.stringify(reply));
    const schema = `${'{"a":'.repeat(5_000)}1${"}".repeat(5_000)}`;
    response
      .writeHead(200, JSON_TYPE)
      .end(`{"jsonrpc":"2.0","id":${message.id},"result":{"tools":[{"name":"deep","inputSchema":${schema}}]}}`);
  },
};

/** Serves all behaviours on a free port. */
export const serveHttp = async (): Promise<HttpDouble> => {
  const requests: string[] = [];
  const authorizations: string[] = [];
  let events: ServerResponse | null = null;
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = "", url: path = "" } = request;
    requests.push(`${method} ${path}`);
    if (request.headers.authorization) authorizations.push(request.headers.authorization);
    if (path === "/.well-known/oauth-protected-resource/login") {
      const posture = { authorization_servers: ["https://login.example.com"], scopes_supported: ["read", "write"] };
      return void response.writeHead(200, JSON_TYPE).end(JSON.stringify(posture));
    }
    if (path === "/modern") {
      const body = method === "POST" ? await bodyOf(request) : null;
      const headers = new Headers(request.headers as Record<string, string>);
      const answer = await modern.fetch(new Request(`http://127.0.0.1${path}`, { method, headers, body }));
      return void response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(await answer.text());
    }
    if (method === "GET" && path.startsWith("/sse")) {
      response.writeHead(200, EVENTS);
      response.flushHeaders();
      events = response;
      if (path === "/sse") response.write("event: endpoint\ndata: /sse-post\n\n");
      if (path === "/sse-elsewhere") response.write("event: endpoint\ndata: http://127.0.0.1:1/post\n\n");
      return;
    }
    if (method !== "POST") return void response.writeHead(405).end();
    const message = JSON.parse(await bodyOf(request)) as Message;
    const reply = { jsonrpc: "2.0", id: message.id, result: resultOf(message.method) };
    if (path === "/sse-post") {
      response.writeHead(202).end();
      if (message.id !== undefined) events?.write(event(reply));
      return;
    }
    const behaviour = POSTS[path === "/silent-notification" ? "/json" : path];
    if (!behaviour) return void response.writeHead(405).end();
    if (message.id === undefined && path === "/silent-notification") return;
    if (message.id === undefined) return void response.writeHead(202).end();
    behaviour(message, response, reply, request);
  };
  const server: Server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const close = (): Promise<void> =>
    new Promise((done) => {
      server.closeAllConnections();
      server.close(() => done());
    });
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests, authorizations, close };
};
