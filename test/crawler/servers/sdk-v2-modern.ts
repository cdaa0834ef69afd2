// A server of the protocol revision 2026-07-28 that turns down `initialize`.
import { McpServer } from "@modelcontextprotocol/server";
import { serveStdio } from "@modelcontextprotocol/server/stdio";
import { z } from "zod";

const build = (): McpServer => {
  const server = new McpServer(
    { name: "fixture-modern", version: "2.0.0" },
    { instructions: "Speak plainly.", cacheHints: { "tools/list": { ttlMs: 60_000, cacheScope: "public" } } },
  );
  const inputSchema = z.object({ to: z.string() });
  server.registerTool("send_card", { description: "Sends a card", inputSchema }, async () => ({ content: [] }));
  return server;
};
serveStdio(build, { legacy: "reject" });
