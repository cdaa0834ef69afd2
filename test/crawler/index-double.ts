// A Python package index on this machine: the simple API, and wheels made on the spot.
import { hash } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type ZipEntry, zeroEntries, zipOf } from "./zip-double.ts";

/** One wheel: its modules by path, its console scripts, what it requires. */
export interface Wheel {
  name: string;
  version: string;
  files?: Record<string, string>;
  scripts?: Record<string, string>;
  requires?: string[];
  /** Offered as a source archive in place of a wheel. */
  sdist?: boolean;
  /** Named in the index in place of the true digest. */
  sha256?: string;
  /** When it came out, ISO 8601; an index that tells it speaks JSON. */
  uploaded?: string;
  /** The Pythons that it allows, as a version specifier. */
  python?: string;
  /** Files of zeros that are in the wheel, each of so many bytes. */
  zeros?: { files: number; bytes: number };
  /** The folder that they lie in; "zeros". */
  zerosIn?: string;
  /** Sent in place of a wheel made on the spot, under this name. */
  bytes?: Buffer;
  file?: string;
}

/** A ZIP archive of files. */
const zip = (files: Record<string, string>, more: ZipEntry[] = []): Buffer =>
  zipOf([...Object.entries(files).map(([path, text]) => ({ path, text })), ...more]);

const fileOf = ({ name, version, sdist, file }: Wheel): string => {
  if (file !== undefined) return file;
  const stem = `${name.replaceAll("-", "_")}-${version}`;
  return sdist ? `${stem}.zip` : `${stem}-py3-none-any.whl`;
};

const bytesOf = ({
  name,
  version,
  files = {},
  scripts = {},
  requires = [],
  sdist,
  python,
  bytes,
  zeros,
  zerosIn,
}: Wheel): Buffer => {
  if (bytes) return bytes;
  const stem = `${name.replaceAll("-", "_")}-${version}`;
  const metadata = [
    "Metadata-Version: 2.1",
    `Name: ${name}`,
    `Version: ${version}`,
    ...(python ? [`Requires-Python: ${python}`] : []),
    ...requires.map((one) => `Requires-Dist: ${one}`),
    "",
  ].join("\n");
  if (sdist) return zip({ [`${stem}/setup.py`]: "raise SystemExit('built')", [`${stem}/PKG-INFO`]: metadata });
  const info = `${stem}.dist-info`;
  const entries = Object.entries(scripts).map(([script, target]) => `${script} = ${target}`);
  const all: Record<string, string> = {
    ...files,
    [`${info}/METADATA`]: metadata,
    [`${info}/WHEEL`]: "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    [`${info}/entry_points.txt`]: `[console_scripts]\n${entries.join("\n")}\n\n[other]\nx = y:z\n`,
  };
  const more = zeros ? zeroEntries(zeros.files, zeros.bytes, zerosIn) : [];
  const record = [...Object.keys(all), ...more.map(({ path }) => path), `${info}/RECORD`]
    .map((path) => `${path},,\n`)
    .join("");
  return zip({ ...all, [`${info}/RECORD`]: record }, more);
};

/** A running index; `requests` are the paths asked for so far. */
export interface IndexDouble {
  /** The address of its simple API. */
  index: string;
  requests: string[];
  /** How often each page of the simple API still answers that the index is busy, by its path. */
  busy: Map<string, number>;
  /** Wheels that are sent when something else is over, by their package. */
  held: Map<string, Promise<void>>;
  close(): Promise<void>;
}

export const serveIndex = async (wheels: Wheel[]): Promise<IndexDouble> => {
  const requests: string[] = [];
  const busy = new Map<string, number>();
  const held = new Map<string, Promise<void>>();
  const server = createServer((request, response) => {
    const path = request.url ?? "/";
    requests.push(path);
    const left = busy.get(path) ?? 0;
    if (left > 0) {
      busy.set(path, left - 1);
      return void response.writeHead(503, { "retry-after": "0" }).end("busy");
    }
    const wheel = wheels.find((one) => path === `/files/${fileOf(one)}`);
    if (wheel) return void Promise.resolve(held.get(wheel.name)).then(() => response.end(bytesOf(wheel)));
    const listed = wheels.filter(({ name }) => path === `/simple/${name}/`);
    if (listed.length === 0) return void response.writeHead(404).end();
    if (listed.some(({ uploaded }) => uploaded !== undefined)) {
      const files = listed.map((one) => ({
        filename: fileOf(one),
        url: `/files/${fileOf(one)}`,
        hashes: { sha256: one.sha256 ?? hash("sha256", bytesOf(one)) },
        ...(one.python ? { "requires-python": one.python } : {}),
        ...(one.uploaded ? { "upload-time": one.uploaded } : {}),
      }));
      response.writeHead(200, { "content-type": "application/vnd.pypi.simple.v1+json" });
      return void response.end(JSON.stringify({ meta: { "api-version": "1.1" }, name: listed[0]?.name, files }));
    }
    const links = listed.map((one) => {
      const digest = one.sha256 ?? hash("sha256", bytesOf(one));
      return `<a href="/files/${fileOf(one)}#sha256=${digest}">${fileOf(one)}</a>`;
    });
    response
      .writeHead(200, { "content-type": "text/html" })
      .end(`<!DOCTYPE html><html><body>${links.join("\n")}</body></html>`);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const close = (): Promise<void> =>
    new Promise((done) => {
      server.closeAllConnections();
      server.close(() => done());
    });
  return { index: `http://127.0.0.1:${(server.address() as AddressInfo).port}/simple`, requests, busy, held, close };
};
