// A package registry on this machine that speaks as much of npm's protocol as an install needs.
import { hash } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";

/** One published version: its manifest's fields, and its files by path (mode 755 where the path begins with bin/). */
export interface Published {
  name: string;
  version: string;
  manifest?: Record<string, unknown>;
  files?: Record<string, string>;
  /** Sent in place of the true integrity; null: none is. */
  integrity?: string | null;
  /** Files of zeros that are in the archive, each of so many bytes. */
  zeros?: { files: number; bytes: number };
  /** Held back for so long before the archive is sent, in ms. */
  delayMs?: number;
}

const octal = (value: number, width: number): string => `${value.toString(8).padStart(width - 1, "0")}\0`;

/** The head of one file in the ustar format; `type` 0 is a plain file. */
const tarHeader = (path: string, bytes: number, type = "0"): Buffer => {
  const header = Buffer.alloc(512);
  const mode = path.startsWith("package/bin/") ? 0o755 : 0o644;
  header.write(path, 0, 100, "utf8");
  header.write(octal(mode, 8) + octal(0, 8) + octal(0, 8) + octal(bytes, 12) + octal(0, 12), 100, "latin1");
  header.write(`        ${type}`, 148, "latin1");
  header.write("ustar\x0000", 257, "latin1");
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "latin1");
  return header;
};

const padded = (body: Buffer): Buffer => Buffer.concat([body, Buffer.alloc((512 - (body.length % 512)) % 512)]);

/** The longest path that a head holds; a longer one stands in an entry of its own before it (pax). */
const MAX_PATH = 100;

const tarEntry = (path: string, text: string): Buffer => {
  const body = Buffer.from(text);
  const entry = Buffer.concat([tarHeader(path.slice(0, MAX_PATH), body.length), padded(body)]);
  if (path.length <= MAX_PATH) return entry;
  const rest = ` path=${path}\n`;
  // The line begins with its own length, the digits of that included.
  const length = rest.length + String(rest.length + 4).length;
  const line = Buffer.from(`${length}${rest}`);
  return Buffer.concat([tarHeader("pax", line.length, "x"), padded(line), entry]);
};

/** Packed files of zeros: parts of a gzip stream may be packed one by one, so that the same zeros are packed once. */
const packedZeros = ({ files, bytes }: { files: number; bytes: number }): Buffer[] => {
  if (bytes <= 512) {
    const body = Buffer.alloc(bytes === 0 ? 0 : 512);
    const entries = Array.from({ length: files }, (_, at) => [tarHeader(`package/zeros-${at}`, bytes), body]);
    return [gzipSync(Buffer.concat(entries.flat()), { level: 1 })];
  }
  const body = gzipSync(Buffer.alloc(bytes + ((512 - (bytes % 512)) % 512)), { level: 1 });
  return Array.from({ length: files }, (_, at) => [gzipSync(tarHeader(`package/zeros-${at}`, bytes)), body]).flat();
};

const archives = new WeakMap<Published, Buffer>();

/** The archive of a version, made once. */
const archive = (one: Published): Buffer => {
  const made = archives.get(one) ?? madeArchive(one);
  archives.set(one, made);
  return made;
};

const madeArchive = ({ name, version, manifest = {}, files = {}, zeros }: Published): Buffer => {
  const all = { "package.json": JSON.stringify({ name, version, ...manifest }), ...files };
  const entries = Object.entries(all).map(([path, text]) => tarEntry(`package/${path}`, text));
  const packed = zeros ? packedZeros(zeros) : [];
  return Buffer.concat([gzipSync(Buffer.concat(entries)), ...packed, gzipSync(Buffer.alloc(1_024))]);
};

/** A running double; `requests` are the paths asked for so far, `agents` who said to be asking. */
export interface RegistryDouble {
  address: string;
  requests: string[];
  agents: Set<string>;
  close(): Promise<void>;
}

/** Serves the versions on a free port of this machine. */
export const serveRegistry = async (published: Published[]): Promise<RegistryDouble> => {
  const requests: string[] = [];
  const agents = new Set<string>();
  // Made before anybody asks, so that what is measured meanwhile is not this.
  for (const one of published) archive(one);
  const server: Server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? "/");
    requests.push(path);
    agents.add(request.headers["user-agent"] ?? "nobody");
    const found = published.find((one) => path === `/-/${one.name}-${one.version}.tgz`);
    if (found) {
      setTimeout(() => response.end(archive(found)), found.delayMs ?? 0);
      return;
    }
    const versions = published.filter(({ name }) => path === `/${name}`);
    if (versions.length === 0) {
      response.writeHead(404, { "content-type": "application/json" }).end('{"error":"Not found"}');
      return;
    }
    const packument = {
      name: versions[0]?.name,
      "dist-tags": { latest: versions.at(-1)?.version },
      versions: Object.fromEntries(
        versions.map((one) => {
          const integrity =
            one.integrity === undefined ? `sha512-${hash("sha512", archive(one), "base64")}` : one.integrity;
          const tarball = `${double.address}-/${encodeURIComponent(one.name)}-${one.version}.tgz`;
          return [
            one.version,
            {
              name: one.name,
              version: one.version,
              ...one.manifest,
              dist: { tarball, ...(integrity === null ? {} : { integrity }) },
            },
          ];
        }),
      ),
    };
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(packument));
  });
  const double: RegistryDouble = {
    address: "",
    requests,
    agents,
    close: () =>
      new Promise((done) => {
        server.closeAllConnections();
        server.close(() => done());
      }),
  };
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  double.address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return double;
};
