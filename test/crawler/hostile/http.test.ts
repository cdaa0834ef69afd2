import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer as createTls } from "node:https";
import type { AddressInfo } from "node:net";
import { after, before, test } from "node:test";
import { ownRemoteRecord } from "../../../crawler/launchers/remote.ts";
import { crawled } from "../started.ts";
import { deadlineOf } from "./case.ts";
import { HTTP_CASES, REFUSED_ADDRESSES } from "./http-cases.ts";
import { type HostileHttp, serveCanary, serveHostile } from "./http-server.ts";
import { checkAttempt, watched } from "./watched.ts";

let canary: Awaited<ReturnType<typeof serveCanary>>;
let server: HostileHttp;
before(async () => {
  canary = await serveCanary();
  server = await serveHostile(canary.origin);
});
after(async () => {
  await server?.close();
  canary?.close();
});

for (const one of HTTP_CASES) {
  const { row, id, does, outcome, says, tools, sse } = one;
  const deadlineMs = deadlineOf(one);
  test(`${row} ${id}: ${does} → ${outcome}`, async () => {
    const type = sse ? "sse" : "streamable-http";
    const record = ownRemoteRecord(`hostile/${id}`, { url: `${server.origin}/${id}`, type });
    const { value, ...seen } = await watched(() => crawled([record], { deadlineMs }));
    const [result] = value;
    assert.equal(result?.attempt.outcome, outcome, result?.attempt.error ?? "");
    if (says) assert.match(result.attempt.error ?? "", says);
    if (tools !== undefined) assert.equal(result.tools.length, tools);
    checkAttempt(seen, result.attempt.durationMs, deadlineMs);
    assert.equal(canary.hits(), 0, "the canary was reached");
    const gets = server.requests.filter((request) => request === `GET /${id}`);
    assert.equal(gets.length, sse || ["missing", "session-lost"].includes(id) ? gets.length : 0, "a stream was opened");
  });
}

for (const address of REFUSED_ADDRESSES) {
  test(`41 an address of somebody else's record is not dialled: ${address}`, async () => {
    const url = address.replace("{port}", new URL(canary.origin).port);
    const record = { name: "theirs", remotes: [{ type: "streamable-http", url }] };
    const { value, ...seen } = await watched(() => crawled([record], { deadlineMs: 3_000 }));
    const [result] = value;
    assert.equal(result?.attempt.outcome, "refused", result?.attempt.error ?? "");
    checkAttempt(seen, result.attempt.durationMs, 3_000);
    assert.equal(canary.hits(), 0);
  });
}

test("48 a certificate that nobody signed is not believed, not even of a host of the user's own", async () => {
  const pem = (name: string): Buffer => readFileSync(new URL(`certificates/self-signed.${name}`, import.meta.url));
  let requests = 0;
  const tls = createTls({ key: pem("key"), cert: pem("pem") }, (_request, response) => {
    requests++;
    response.end();
  });
  await new Promise<void>((done) => tls.listen(0, "127.0.0.1", done));
  try {
    const url = `https://127.0.0.1:${(tls.address() as AddressInfo).port}/mcp`;
    const [result] = await crawled([ownRemoteRecord("tls", { url })], { deadlineMs: 3_000 });
    assert.equal(result?.attempt.outcome, "unreachable", result?.attempt.error ?? "");
    assert.match(result.attempt.error ?? "", /self-signed certificate/);
    assert.equal(requests, 0);
  } finally {
    tls.close();
  }
});
