import { McpServer } from "@modelcontextprotocol/server";
import { serveStdio } from "@modelcontextprotocol/server/stdio";
import { z } from "zod";

const counts: Record<string, number> = {};

/** A server of both protocol eras whose tools say how often they were called, so that a test knows what came through. */
export const countingServer = (): McpServer => {
  const server = new McpServer({ name: "counting", version: "1.0.0" });
  for (const name of ["list", "pay", "purge"])
    server.registerTool(name, { description: name, inputSchema: z.looseObject({}) }, () => {
      counts[name] = (counts[name] ?? 0) + 1;
      return { content: [{ type: "text", text: `${name} ${counts[name]}` }] };
    });
  server.registerTool("total", { description: "how often each was called" }, () => ({
    content: [{ type: "text", text: JSON.stringify(counts) }],
  }));
  server.registerTool("die", { description: "ends the process" }, () => process.exit(3));
  return server;
};

if (import.meta.main) serveStdio(countingServer);
