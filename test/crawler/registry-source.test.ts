import assert from "node:assert/strict";
import type { IncomingMessage, ServerResponse } from "node:http";
import { after, before, test } from "node:test";
import type { Found } from "../../crawler/source.ts";
import { registry } from "../../crawler/sources/registry.ts";
import { unhinderedTime } from "../unhindered-time.ts";
import { againstDocument } from "./official-registry-answers.ts";
import { type OfficialRegistryDouble, serveOfficialRegistry } from "./official-registry-double.ts";
import { sourceContract } from "./source.contract.ts";

let double: OfficialRegistryDouble;
before(async () => {
  double = await serveOfficialRegistry(250);
});
after(() => double.close());

const read = (argument: string = double.address): Promise<Found[]> => Array.fromAsync(registry.read(argument));

sourceContract(registry, { argument: () => double.address, rows: 240 });

test("30,000 rows are read to the last one, through faults and rate limits", async () => {
  let sent = 0;
  let malformed = 0;
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
    seen: (answer: { servers: unknown[] }) => {
      sent += answer.servers.length;
      if (againstDocument(answer).length === 0) return;
      const servers = answer.servers.filter((row) => againstDocument({ servers: [row] }).length === 0);
      malformed += answer.servers.length - servers.length;
      assert.deepEqual(againstDocument({ ...answer, servers }), []);
    },
  });
  double.asked.length = 0;
  const found = await read();
  assert.equal(found.length, 30_000);
  const last = found.at(-2);
  assert.ok(last?.kind === "record" && last.record.name === "io.example/server-29998");
  const problems = found.filter(({ kind }) => kind === "problem");
  assert.deepEqual(
    [sent, malformed],
    [30_000, 30],
    "the double keeps to the API's document but for the rows that shall not",
  );
  assert.equal(problems.length, 30, "malformed rows, told one by one");
  assert.equal(found.filter(({ kind }) => kind === "deleted").length, 30);
  assert.ok(double.asked.every((url) => url.pathname === "/v0.1/servers" && url.searchParams.get("limit") === "100"));
  assert.ok(double.asked.every((url) => url.searchParams.get("version") === "latest"));
  Object.assign(double, { rows: 250, fault: () => false, seen: () => {} });
});

test("an increment of a crawl reads what changed to its last page, deletions among it", async () => {
  double.rows = 30_000;
  double.asked.length = 0;
  const since = "2026-11-20T00:00:00.000Z";
  const found = await Array.fromAsync(registry.read(double.address, { since }));
  double.rows = 250;
  assert.deepEqual([found.length, double.asked.length], [3_000, 30]);
  assert.ok(double.asked.every((url) => url.searchParams.get("updated_since") === since));
  assert.equal(found.filter(({ kind }) => kind === "deleted").length, 30);
});

test("an increment asks for what changed since, and other filters go along", async () => {
  double.asked.length = 0;
  double.rows = 2_500;
  await read(`${double.address}/sub?updated_since=2026-11-01T00:00:00Z&search=x`);
  assert.equal(double.asked[0]?.pathname, "/sub/v0.1/servers");
  assert.equal(double.asked[2]?.searchParams.get("updated_since"), "2026-11-01T00:00:00Z");
  assert.equal(double.asked[2]?.searchParams.get("search"), "x");
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
  const time = unhinderedTime();
  await assert.rejects(Array.fromAsync(registry.read(double.address, { signal: stop })));
  assert.ok(time() < 1_000);
  double.fault = () => false;
});

test("what is no web address is told", async () => {
  await assert.rejects(read("nonsense"), { name: "SourceError" });
  await assert.rejects(read("file:///etc/passwd"), { name: "SourceError" });
});
