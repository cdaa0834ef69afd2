// Remote servers as people run them: built on the official SDKs of both eras and started here, none of them a double. TLS is
// looked at in hostile/internet.test.ts, where hosts have names and certificates.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { after, test } from "node:test";
import { requireBearerAuth } from "@modelcontextprotocol/sdk/server/auth/middleware/bearerAuth.js";
import {
  getOAuthProtectedResourceMetadataUrl,
  mcpAuthMetadataRouter,
} from "@modelcontextprotocol/sdk/server/auth/router.js";
import { createMcpExpressApp } from "@modelcontextprotocol/sdk/server/express.js";
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { SSEServerTransport } from "@modelcontextprotocol/sdk/server/sse.js";
import { StreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/streamableHttp.js";
import { createMcpHandler, McpServer as ModernServer } from "@modelcontextprotocol/server";
import { z } from "zod";
import type { CrawlResult } from "../../crawler/crawl.ts";
import { ownRemoteRecord } from "../../crawler/launchers/remote.ts";
import { crawled } from "./started.ts";

const servers: Server[] = [];
after(() => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
});

/** Listens on a free port of this machine; `listenerOf` gets the address. */
const serve = async (listenerOf: (origin: string) => RequestListener): Promise<string> => {
  let listener: RequestListener = () => {};
  const server = createServer((request, response) => listener(request, response));
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  listener = listenerOf(origin);
  return origin;
};

const build = (): McpServer => {
  const server = new McpServer({ name: "live", version: "1.0.0" }, { instructions: "Ask before you send." });
  server.registerTool(
    "send_note",
    { description: "Sends a note", inputSchema: { to: z.string() }, annotations: { destructiveHint: false } },
    async () => ({ content: [] }),
  );
  server.registerTool("list_notes", { description: "Lists notes" }, async () => ({ content: [] }));
  server.registerPrompt("greet", {}, () => ({ messages: [] }));
  server.registerResource("a", "note://a", {}, async () => ({ contents: [] }));
  server.registerResource("b", "note://b", {}, async () => ({ contents: [] }));
  return server;
};

const look = async (
  url: string,
  more: { type?: string; headers?: Record<string, string> } = {},
): Promise<CrawlResult> => {
  const [result] = await crawled([ownRemoteRecord("live", { url, ...more })], { deadlineMs: 20_000 });
  assert.ok(result);
  return result;
};

const names = ({ tools }: CrawlResult): string[] => tools.map(({ name }) => name);

/** A stateful server of the older era: a session for each client, kept by its id. */
const stateful = (): RequestListener => {
  const sessions = new Map<string, StreamableHTTPServerTransport>();
  return async (request, response) => {
    const known = sessions.get(String(request.headers["mcp-session-id"]));
    if (known) return known.handleRequest(request, response);
    const transport: StreamableHTTPServerTransport = new StreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      onsessioninitialized: (id) => void sessions.set(id, transport),
    });
    await build().connect(transport as Parameters<McpServer["connect"]>[0]);
    await transport.handleRequest(request, response);
  };
};

test("a stateful server of the older era is listed with what it says of itself", async () => {
  const result = await look(`${await serve(stateful)}/mcp`);
  assert.equal(result.attempt.outcome, "listed", result.attempt.error ?? "");
  assert.deepEqual(names(result), ["send_note", "list_notes"]);
  const { protocolVersion, serverInfo, instructions, promptCount, resourceCount, capabilities } = result.attempt;
  assert.equal(protocolVersion, "2025-11-25");
  assert.deepEqual([serverInfo?.name, instructions], ["live", "Ask before you send."]);
  assert.deepEqual([promptCount, resourceCount], [1, 2]);
  assert.deepEqual(Object.keys(capabilities ?? {}).sort(), ["prompts", "resources", "tools"]);
});

test("a server of before Streamable HTTP is listed over its events, without being told that it is one", async () => {
  const origin = await serve(() => {
    const open = new Map<string, SSEServerTransport>();
    return async (request, response) => {
      const url = new URL(request.url ?? "/", "http://live");
      if (request.method === "GET" && url.pathname === "/sse") {
        const transport = new SSEServerTransport("/messages", response);
        open.set(transport.sessionId, transport);
        await build().connect(transport);
      } else if (request.method === "POST" && url.pathname === "/messages") {
        await open.get(url.searchParams.get("sessionId") ?? "")?.handlePostMessage(request, response);
      } else response.writeHead(404).end();
    };
  });
  for (const type of ["streamable-http", "sse"]) {
    const result = await look(`${origin}/sse`, { type });
    assert.equal(result.attempt.outcome, "listed", result.attempt.error ?? "");
    assert.deepEqual(names(result), ["send_note", "list_notes"], type);
  }
});

for (const legacy of ["reject", "stateless"] as const) {
  test(`a server of the newer era is listed (clients of the older one: ${legacy})`, async () => {
    const origin = await serve(() => {
      const handler = createMcpHandler(
        () => {
          const server = new ModernServer({ name: "live-modern", version: "2.0.0" }, { instructions: "Be brief." });
          server.registerTool("send_card", { description: "Sends a card" }, async () => ({ content: [] }));
          return server;
        },
        { legacy },
      );
      return async (request, response) => {
        const parts = await Array.fromAsync(request as AsyncIterable<Buffer>);
        const headers = new Headers(request.headers as Record<string, string>);
        const body = request.method === "POST" ? Buffer.concat(parts) : null;
        const url = `http://127.0.0.1${request.url}`;
        const answer = await handler.fetch(new Request(url, { method: request.method ?? "GET", headers, body }));
        response
          .writeHead(answer.status, Object.fromEntries(answer.headers))
          .end(Buffer.from(await answer.arrayBuffer()));
      };
    });
    const result = await look(`${origin}/mcp`);
    assert.equal(result.attempt.outcome, "listed", result.attempt.error ?? "");
    assert.deepEqual(names(result), ["send_card"]);
    assert.equal(result.attempt.instructions, "Be brief.");
    if (legacy === "reject") assert.equal(result.attempt.protocolVersion, "2026-07-28");
  });
}

test("a server behind OAuth is gated with what it says of its login, and listed with a token of the user's own", async () => {
  const TOKEN = "canary-e4d909c290";
  const verifier = {
    verifyAccessToken: async (token: string) => {
      if (token !== TOKEN) throw new Error("unknown token");
      return { token, clientId: "me", scopes: ["notes:read"], expiresAt: Math.floor(Date.now() / 1_000) + 600 };
    },
  };
  const origin = await serve((at) => {
    const resourceServerUrl = new URL(`${at}/mcp`);
    const app = createMcpExpressApp();
    const endpoint = "https://login.example/endpoint";
    app.use(
      mcpAuthMetadataRouter({
        oauthMetadata: {
          issuer: "https://login.example/",
          authorization_endpoint: endpoint,
          token_endpoint: endpoint,
          response_types_supported: ["code"],
        },
        resourceServerUrl,
        scopesSupported: ["notes:read", "notes:write"],
      }),
    );
    const resourceMetadataUrl = getOAuthProtectedResourceMetadataUrl(resourceServerUrl);
    app.use("/mcp", requireBearerAuth({ verifier, requiredScopes: ["notes:read"], resourceMetadataUrl }));
    app.post("/mcp", async (request: IncomingMessage & { body?: unknown }, response: ServerResponse) => {
      const transport = new StreamableHTTPServerTransport({});
      await build().connect(transport as Parameters<McpServer["connect"]>[0]);
      await transport.handleRequest(request, response, request.body);
    });
    return app;
  });
  const gated = await look(`${origin}/mcp`);
  assert.equal(gated.attempt.outcome, "gated", gated.attempt.error ?? "");
  assert.deepEqual(gated.attempt.authorization, {
    status: 401,
    scheme: "Bearer",
    scopes: ["notes:read", "notes:write"],
    authorizationServers: ["https://login.example/"],
    described: `${origin}/.well-known/oauth-protected-resource/mcp`,
  });
  const listed = await look(`${origin}/mcp`, { headers: { Authorization: `Bearer ${TOKEN}` } });
  assert.equal(listed.attempt.outcome, "listed", listed.attempt.error ?? "");
  assert.deepEqual(names(listed), ["send_note", "list_notes"]);
  assert.doesNotMatch(JSON.stringify(listed), new RegExp(TOKEN));
});

test("a host that describes its login in the older way alone (RFC 8414) is gated with that", async () => {
  const origin = await serve((at) => (request, response) => {
    if (request.url !== "/.well-known/oauth-authorization-server") return void response.writeHead(401).end();
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify({ issuer: at, scopes_supported: ["a", "b"] }));
  });
  const { attempt } = await look(`${origin}/mcp`);
  assert.equal(attempt.outcome, "gated");
  assert.deepEqual(attempt.authorization, {
    status: 401,
    scheme: null,
    scopes: ["a", "b"],
    authorizationServers: [origin],
    described: `${origin}/.well-known/oauth-authorization-server`,
  });
  assert.match(attempt.error ?? "", /logs in at http:\/\/127\.0\.0\.1:\d+, scopes: a b/);
});
