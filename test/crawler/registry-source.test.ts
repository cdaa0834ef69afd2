import assert from "node:assert/strict";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, test } from "node:test";
import type { Found } from "../../crawler/source.ts";
import { registry } from "../../crawler/sources/registry.ts";
import { sourceContract } from "./source.contract.ts";

/**
 * Speaks the official registry's API v0.1 by its OpenAPI document (GET /v0.1/servers, `ServerList`) over so many rows; `fault` may answer a request in the
 * registry's place.
 */
interface Double {
  rows: number;
  fault: (request: IncomingMessage, response: ServerResponse, count: number) => boolean;
}
const double: Double = { rows: 250, fault: () => false };
const asked: URL[] = [];
const OFFICIAL = "io.modelcontextprotocol.registry/official";

const rowOf = (index: number): unknown => {
  if (index % 1_000 === 999) return { server: { name: "", packages: "none" } };
  const name = `io.example/server-${index}`;
  const server = {
    name,
    description: "d",
    version: "1.0.0",
    packages: [{ registryType: "npm", identifier: name, version: "1.0.0", transport: { type: "stdio" } }],
  };
  const status = index % 1_000 === 500 ? "deleted" : "active";
  return { server, _meta: { [OFFICIAL]: { status, isLatest: true, updatedAt: "2026-11-01T00:00:00Z" } } };
};

const server = createServer((request, response) => {
  const url = new URL(request.url ?? "/", "http://registry");
  asked.push(url);
  if (double.fault(request, response, asked.length)) return;
  const limit = Math.min(100, Number(url.searchParams.get("limit") ?? 30));
  const from = Number(url.searchParams.get("cursor")?.replace("after:", "") ?? 0);
  // Every tenth server has changed since any time that is asked for.
  const rows = url.searchParams.has("updated_since") ? Math.ceil(double.rows / 10) : double.rows;
  const every = double.rows / rows;
  const servers = Array.from({ length: Math.min(limit, rows - from) }, (_, at) => rowOf((from + at) * every));
  const next = from + limit;
  const metadata = { count: servers.length, ...(next < rows ? { nextCursor: `after:${next}` } : {}) };
  response.setHeader("content-type", "application/json").end(JSON.stringify({ servers, metadata }));
});
let address = "";
before(async () => {
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
after(() => {
  server.closeAllConnections();
  server.close();
});

const read = (argument: string = address): Promise<Found[]> => Array.fromAsync(registry.read(argument));

sourceContract(registry, { argument: () => address, rows: 240 });

test("30,000 rows are read to the last one, through faults and rate limits", async () => {
  Object.assign(double, {
    rows: 30_000,
    fault: (request: IncomingMessage, response: ServerResponse, count: number) => {
      if (count % 40 === 7) response.writeHead(429, { "retry-after": "0" }).end();
      else if (count % 90 === 11) response.writeHead(503, { "retry-after": new Date().toUTCString() }).end("busy");
      else if (count === 133) request.socket.destroy();
      else if (count === 201) response.writeHead(200).end('{"servers":[{"server"');
      else return false;
      return true;
    },
  });
  asked.length = 0;
  const found = await read();
  assert.equal(found.length, 30_000);
  const last = found.at(-2);
  assert.ok(last?.kind === "record" && last.record.name === "io.example/server-29998");
  const problems = found.filter(({ kind }) => kind === "problem");
  assert.equal(problems.length, 30, "malformed rows, told one by one");
  assert.equal(found.filter(({ kind }) => kind === "deleted").length, 30);
  assert.ok(asked.every((url) => url.pathname === "/v0.1/servers" && url.searchParams.get("limit") === "100"));
  assert.ok(asked.every((url) => url.searchParams.get("version") === "latest"));
  Object.assign(double, { rows: 250, fault: () => false });
});

test("an increment of a crawl reads what changed to its last page, deletions among it", async () => {
  double.rows = 30_000;
  asked.length = 0;
  const since = "2026-11-20T00:00:00.000Z";
  const found = await Array.fromAsync(registry.read(address, { since }));
  double.rows = 250;
  assert.deepEqual([found.length, asked.length], [3_000, 30]);
  assert.ok(asked.every((url) => url.searchParams.get("updated_since") === since));
  assert.equal(found.filter(({ kind }) => kind === "deleted").length, 30);
});

test("an increment asks for what changed since, and other filters go along", async () => {
  asked.length = 0;
  double.rows = 2_500;
  await read(`${address}/sub?updated_since=2026-11-01T00:00:00Z&search=x`);
  assert.equal(asked[0]?.pathname, "/sub/v0.1/servers");
  assert.equal(asked[2]?.searchParams.get("updated_since"), "2026-11-01T00:00:00Z");
  assert.equal(asked[2]?.searchParams.get("search"), "x");
  double.rows = 250;
});

const GIVEN_UP: [name: string, fault: (response: ServerResponse) => void, says: RegExp][] = [
  [
    "asks for too long a wait",
    (response) => response.writeHead(429, { "retry-after": "86400" }).end(),
    /86400 s of patience/,
  ],
  ["has no such path", (response) => response.writeHead(404).end(), /HTTP 404/],
  ["is something else", (response) => response.writeHead(200).end('{"hello":1}'), /holds no list of servers/],
  ["repeats a cursor", (response) => response.end('{"servers":[],"metadata":{"nextCursor":"x"}}'), /repeats a cursor/],
];
for (const [name, fault, says] of GIVEN_UP) {
  test(`a registry that ${name} is given up with the reason`, async () => {
    double.fault = (_request, response) => {
      fault(response);
      return true;
    };
    await assert.rejects(read(), (error: Error) => error.name === "SourceError" && says.test(error.message));
    double.fault = () => false;
  });
}

test("a registry that fails for good is given up, and a crawl can be stopped while it waits", async () => {
  double.fault = (_request, response) => {
    response.writeHead(500).end();
    return true;
  };
  const stop = AbortSignal.timeout(300);
  const began = performance.now();
  await assert.rejects(Array.fromAsync(registry.read(address, { signal: stop })));
  assert.ok(performance.now() - began < 1_000);
  double.fault = () => false;
});

test("what is no web address is told", async () => {
  await assert.rejects(read("nonsense"), { name: "SourceError" });
  await assert.rejects(read("file:///etc/passwd"), { name: "SourceError" });
});
