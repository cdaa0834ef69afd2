import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import {
  createMcpHandler,
  hostHeaderValidationResponse,
  localhostAllowedHostnames,
  localhostAllowedOrigins,
  originValidationResponse,
} from "@modelcontextprotocol/server";
import type { Catalogue } from "./catalogue.ts";
import { catalogueServer } from "./mcp-server.ts";
import { RateLimit } from "./rate-limit.ts";

/** The largest request, in bytes: a configuration or 200 definitions. */
const MAX_BODY = 4 * 2 ** 20;

export interface ServedCatalogue {
  url: string;
  close(): Promise<void>;
}

/** Null for what HTTP allows and no `Request` can be: a path like `//`, the method TRACE. */
const requestOf = (incoming: IncomingMessage): Request | null => {
  const { method = "GET", url = "/", headers } = incoming;
  const list = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : [value].flat().map((one): [string, string] => [name, one]),
  );
  const body = method === "GET" || method === "HEAD" ? null : (Readable.toWeb(incoming) as ReadableStream);
  const init: RequestInit & { duplex: "half" } = { method, headers: list, body, duplex: "half" };
  try {
    return new Request(new URL(url, "http://localhost"), init);
  } catch {
    return null;
  }
};

const send = async (response: Response, outgoing: ServerResponse): Promise<void> => {
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  if (response.body)
    await pipeline(Readable.fromWeb(response.body as import("node:stream/web").ReadableStream), outgoing);
  else outgoing.end();
};

/**
 * Serves the catalogue over Streamable HTTP at `/mcp`, to clients of both protocol eras. On a loopback address only pages
 * and hosts of this machine may ask, so that no website can reach it through a visitor's browser.
 */
export const serveHttp = async (
  catalogue: Catalogue,
  { host, port, perMinute }: { host: string; port: number; perMinute: number },
): Promise<ServedCatalogue> => {
  const limit = new RateLimit(perMinute);
  const handler = createMcpHandler(() => catalogueServer(catalogue, () => 0), { legacy: "stateless" });
  const local = host === "localhost" || host === "::1" || /^127\./.test(host);
  const refusal = (request: Request, incoming: IncomingMessage): Response | undefined => {
    if (new URL(request.url).pathname !== "/mcp") return new Response("the catalogue is at /mcp\n", { status: 404 });
    const wait = limit.take(incoming.socket.remoteAddress ?? "");
    if (wait > 0) return new Response("too many requests\n", { status: 429, headers: { "Retry-After": String(wait) } });
    if (Number(incoming.headers["content-length"] ?? 0) > MAX_BODY) return new Response("too large\n", { status: 413 });
    if (!local) return undefined;
    return (
      hostHeaderValidationResponse(request, [...localhostAllowedHostnames(), host]) ??
      originValidationResponse(request, localhostAllowedOrigins())
    );
  };
  const server = createServer({ requestTimeout: 30_000, headersTimeout: 10_000 }, (incoming, outgoing) => {
    const answer = async (): Promise<void> => {
      const request = requestOf(incoming);
      const response = request
        ? (refusal(request, incoming) ?? (await handler.fetch(request)))
        : new Response("the catalogue is at /mcp\n", { status: 400 });
      await send(response, outgoing);
    };
    answer().catch((error: unknown) => {
      // A client that goes away in the middle of an answer is no error.
      if (!outgoing.destroyed && !outgoing.headersSent) {
        console.error(`toolrisk mcp: ${error instanceof Error ? error.message : String(error)}`);
        outgoing.writeHead(500).end();
      } else outgoing.destroy();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(port, host, resolve);
  });
  const address = server.address() as AddressInfo;
  const name = address.family === "IPv6" ? `[${address.address}]` : address.address;
  return {
    url: `http://${name}:${address.port}/mcp`,
    close: async () => {
      await handler.close();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
};
