import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createMcpHandler } from "@modelcontextprotocol/server";
import { countingServer } from "./counting-server.ts";

/** The counting server over HTTP on a free port; `headers` are those of the last request. */
export const serveHttp = async (): Promise<{ url: string; headers: () => Headers; close: () => Promise<void> }> => {
  const handler = createMcpHandler(countingServer);
  let last = new Headers();
  const server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    last = new Headers(incoming.headers as Record<string, string>);
    const hasBody = incoming.method !== "GET" && incoming.method !== "HEAD";
    const response = await handler.fetch(
      new Request(new URL(incoming.url ?? "/", "http://localhost"), {
        method: incoming.method ?? "GET",
        headers: last,
        ...(hasBody && { body: Buffer.concat(chunks) }),
      }),
    );
    outgoing.writeHead(response.status, Object.fromEntries(response.headers));
    outgoing.end(Buffer.from(await response.arrayBuffer()));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`,
    headers: () => last,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
};
