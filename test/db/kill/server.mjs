// A server that lists two tools at once: one that stays as it is, and one that says its generation. Each start is noted
// in a file. Arguments: NAME GENERATION FILE.
import { appendFileSync } from "node:fs";
import { createInterface } from "node:readline";

const [name, generation, file] = process.argv.slice(2);
appendFileSync(file, `${name} ${generation}\n`);
const inputSchema = { type: "object" };
const tools = [
  { name: "stays", description: `of ${name}`, inputSchema },
  { name: "changes", description: `${name} as of ${generation}`, inputSchema },
];
const results = {
  initialize: { protocolVersion: "2025-11-25", capabilities: { tools: {} }, serverInfo: { name, version: "1.0.0" } },
  "tools/list": { tools },
};
createInterface({ input: process.stdin }).on("line", (line) => {
  const { id, method } = JSON.parse(line);
  const result = results[method];
  if (result) process.stdout.write(`${JSON.stringify({ jsonrpc: "2.0", id, result })}\n`);
});
