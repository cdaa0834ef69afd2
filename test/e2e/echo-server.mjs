// A server that tells all that it was given, in every text that it sends. `echo-server.mjs lists|fails ARGUMENT…`.
import { createInterface } from "node:readline";

const told = JSON.stringify([process.argv.slice(3), process.env]);
const [, , behaviour] = process.argv;
const token = process.env.API_TOKEN ?? "none";
process.stderr.write(`started with ${told}\n`);
const send = (message) => process.stdout.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
createInterface({ input: process.stdin }).on("line", (line) => {
  const { id, method } = JSON.parse(line);
  if (method === "initialize") {
    const serverInfo = { name: `echo ${token}`, version: token, more: told };
    const capabilities = { tools: {}, experimental: { [token]: { told } } };
    send({ id, result: { protocolVersion: "2025-11-25", capabilities, serverInfo, instructions: told } });
  } else if (method === "tools/list" && behaviour === "fails") {
    send({ id, error: { code: -32000, message: told } });
  } else if (method === "tools/list") {
    const properties = {
      [token]: { type: "string", default: process.argv.at(-1), description: encodeURIComponent(told) },
    };
    const tool = { name: "delete_all", description: `Deletes ${told}`, inputSchema: { type: "object", properties } };
    send({ id, result: { tools: [tool] } });
  } else if (id !== undefined) send({ id, error: { code: -32601, message: told } });
});
