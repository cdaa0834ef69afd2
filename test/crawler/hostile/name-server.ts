// A name server for the tests' own internet: answers A and AAAA as it is told, or not at all.
import { createSocket, type Socket } from "node:dgram";

/** What there is to say of a name: addresses of the kind asked for, perhaps by way of another name. */
export type Answer = "unknown" | "silence" | { addresses: string[]; alias?: string };
/** Asked with the name in lower case and the kind. */
export type Zone = (name: string, kind: "A" | "AAAA") => Answer;

const KINDS = { 1: "A", 28: "AAAA" } as const;

const labels = (name: string): Buffer =>
  Buffer.concat([
    ...name.split(".").map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label)])),
    Buffer.from([0]),
  ]);

const bytesOf = (address: string): Buffer => {
  if (!address.includes(":")) return Buffer.from(address.split(".").map(Number));
  const mapped = address.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, a, b, c, d) =>
    [Number(a) * 256 + Number(b), Number(c) * 256 + Number(d)].map((part) => part.toString(16)).join(":"),
  );
  const [left = "", right = ""] = mapped.split("::");
  const parts = (text: string): string[] => text.split(":").filter((part) => part !== "");
  const zeros = Array(8 - parts(left).length - parts(right).length).fill("0");
  return Buffer.from(
    [...parts(left), ...zeros, ...parts(right)].flatMap((part) => {
      const number = Number.parseInt(part, 16);
      return [number >> 8, number & 255];
    }),
  );
};

/** One record of an answer, for the name at `owner` (a pointer into the question or a name of its own). */
const record = (owner: Buffer, type: number, data: Buffer): Buffer => {
  const head = Buffer.alloc(10);
  head.writeUInt16BE(type, 0);
  head.writeUInt16BE(1, 2);
  head.writeUInt16BE(data.length, 8);
  return Buffer.concat([owner, head, data]);
};

const answerTo = (query: Buffer, zone: Zone): Buffer | null => {
  let at = 12;
  const name: string[] = [];
  for (let size = query[at] ?? 0; size > 0; size = query[at] ?? 0) {
    name.push(query.subarray(at + 1, at + 1 + size).toString("latin1"));
    at += 1 + size;
  }
  const type = query.readUInt16BE(at + 1);
  const kind = KINDS[type as keyof typeof KINDS];
  const found = kind ? zone(name.join(".").toLowerCase(), kind) : { addresses: [] };
  if (found === "silence") return null;
  const records: Buffer[] = [];
  if (found !== "unknown") {
    const question = Buffer.from([0xc0, 12]);
    if (found.alias !== undefined) records.push(record(question, 5, labels(found.alias)));
    const owner = found.alias === undefined ? question : labels(found.alias);
    for (const address of found.addresses) records.push(record(owner, type, bytesOf(address)));
  }
  const head = Buffer.alloc(12);
  query.copy(head, 0, 0, 2);
  head.writeUInt16BE(0x8180 | (found === "unknown" ? 3 : 0), 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt16BE(records.length, 6);
  return Buffer.concat([head, query.subarray(12, at + 5), ...records]);
};

/** Serves the zone on port 53 of this machine's loopback address. */
export const serveNames = async (zone: Zone): Promise<Socket> => {
  const socket = createSocket("udp4");
  socket.on("message", (query, from) => {
    const answer = answerTo(query, zone);
    if (answer) socket.send(answer, from.port, from.address);
  });
  await new Promise<void>((done) => socket.bind(53, "127.0.0.1", done));
  return socket;
};
