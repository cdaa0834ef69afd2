// A Python package index on this machine: the simple API, and wheels made on the spot.
import { hash } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { crc32 } from "node:zlib";

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
}

/** A ZIP archive of stored files. */
const zip = (files: Record<string, string>): Buffer => {
  const locals: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const [path, text] of Object.entries(files)) {
    const name = Buffer.from(path);
    const data = Buffer.from(text);
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(33, 8); // a date, 1 January 1980
    fields.writeUInt32LE(crc32(data), 10);
    fields.writeUInt32LE(data.length, 14);
    fields.writeUInt32LE(data.length, 18);
    fields.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from("PK\x03\x04", "latin1"), fields, name, data]);
    const more = Buffer.alloc(14);
    more.writeUInt32LE(0o100644 * 65_536, 6);
    more.writeUInt32LE(offset, 10);
    central.push(Buffer.concat([Buffer.from("PK\x01\x02\x14\x00", "latin1"), fields, more, name]));
    locals.push(local);
    offset += local.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", "latin1");
  end.writeUInt16LE(central.length, 8);
  end.writeUInt16LE(central.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, directory, end]);
};

const fileOf = ({ name, version, sdist }: Wheel): string => {
  const stem = `${name.replaceAll("-", "_")}-${version}`;
  return sdist ? `${stem}.zip` : `${stem}-py3-none-any.whl`;
};

const bytesOf = ({ name, version, files = {}, scripts = {}, requires = [], sdist }: Wheel): Buffer => {
  const stem = `${name.replaceAll("-", "_")}-${version}`;
  const metadata = [
    "Metadata-Version: 2.1",
    `Name: ${name}`,
    `Version: ${version}`,
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
  const record = [...Object.keys(all), `${info}/RECORD`].map((path) => `${path},,\n`).join("");
  return zip({ ...all, [`${info}/RECORD`]: record });
};

/** A running index; `requests` are the paths asked for so far. */
export interface IndexDouble {
  /** The address of its simple API. */
  index: string;
  requests: string[];
  close(): Promise<void>;
}

export const serveIndex = async (wheels: Wheel[]): Promise<IndexDouble> => {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? "/";
    requests.push(path);
    const wheel = wheels.find((one) => path === `/files/${fileOf(one)}`);
    if (wheel) return void response.end(bytesOf(wheel));
    const listed = wheels.filter(({ name }) => path === `/simple/${name}/`);
    if (listed.length === 0) return void response.writeHead(404).end();
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
  return { index: `http://127.0.0.1:${(server.address() as AddressInfo).port}/simple`, requests, close };
};
