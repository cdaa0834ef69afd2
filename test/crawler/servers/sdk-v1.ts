// A server built on the 1.x SDK, with the kinds of definition that real servers have.
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import { z } from "zod";

const server = new McpServer({ name: "fixture-v1", version: "1.2.3" }, { instructions: "Be gentle." });
server.registerTool(
  "read_note",
  {
    title: "Read a note",
    description: "Reads one note — naïve ünïcode included",
    inputSchema: { id: z.string().describe("the note") },
    annotations: { readOnlyHint: true },
  },
  async () => ({ content: [] }),
);
server.registerTool("purge_notes", { description: "Deletes every note" }, async () => ({ content: [] }));
await server.connect(new StdioServerTransport());
