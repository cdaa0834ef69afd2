// Loaded before toolrisk (node --import): writes every address that the process looks up or dials into a file, one a line.
import dgram from "node:dgram";
import dns from "node:dns";
import { appendFileSync } from "node:fs";
import net from "node:net";

const note = (text) => appendFileSync(process.env.NOTED_CONNECTIONS, `${text}\n`);

const connect = net.Socket.prototype.connect;
net.Socket.prototype.connect = function (...args) {
  const [given] = Array.isArray(args[0]) ? args[0] : args;
  const target = typeof given === "object" && given !== null ? given : { port: given, host: args[1] };
  if (target.path === undefined) note(`dial ${target.host ?? "localhost"}:${target.port}`);
  return connect.apply(this, args);
};
for (const source of [dns, dns.promises])
  for (const name of ["lookup", "resolve", "resolve4", "resolve6", "resolveAny"]) {
    const original = source[name];
    source[name] = (host, ...rest) => {
      note(`look up ${host}`);
      return original.call(source, host, ...rest);
    };
  }
const send = dgram.Socket.prototype.send;
dgram.Socket.prototype.send = function (...args) {
  note("send a datagram");
  return send.apply(this, args);
};
