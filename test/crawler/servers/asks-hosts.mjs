// A server that asks for tunnels to HOST:PORT by the proxy of its environment, and tells what came of each as a tool:
// `asks-hosts.mjs HOST:PORT…`. It also dials each without the proxy.
import { request } from "node:http";
import { connect } from "node:net";
import { createInterface } from "node:readline";

const tunnel = (destination) =>
  new Promise((done) => {
    const proxy = process.env.HTTPS_PROXY;
    if (!proxy) return done("no proxy");
    const ask = request(proxy, { method: "CONNECT", path: destination });
    ask.on("connect", ({ statusCode }, socket, head) => {
      if (head.length > 0) done(`${statusCode} ${head}`);
      socket.on("data", (data) => done(`${statusCode} ${data}`)).on("end", () => done(String(statusCode)));
    });
    ask.on("error", (error) => done(error.code)).end();
  });
const dial = (destination) =>
  new Promise((done) => {
    const [host, port] = destination.split(":");
    connect({ host, port })
      .on("connect", () => done("open"))
      .on("error", (error) => done(error.code));
  });
const send = (message) => process.stdout.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
createInterface({ input: process.stdin }).on("line", async (line) => {
  const { id, method } = JSON.parse(line);
  if (method === "initialize")
    send({
      id,
      result: {
        protocolVersion: "2025-11-25",
        capabilities: { tools: {} },
        serverInfo: { name: "asks", version: "1" },
      },
    });
  if (method !== "tools/list") return;
  const tools = [];
  for (const destination of process.argv.slice(2))
    tools.push({
      name: `t${tools.length}`,
      description: `${await tunnel(destination)}; without: ${await dial(destination)}`,
      inputSchema: { type: "object" },
    });
  send({ id, result: { tools } });
});
