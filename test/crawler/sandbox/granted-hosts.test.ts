import assert from "node:assert/strict";
import { type AddressInfo, createServer } from "node:net";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { grantedDestination } from "../../../crawler/granted-hosts.ts";
import { commandRecord } from "../../../crawler/launchers/command.ts";
import { crawled } from "../started.ts";
import { needed, skip } from "./proved.ts";

test("a granted host has a port, and nothing else is one", () => {
  assert.equal(grantedDestination("API.example.com"), "api.example.com:443");
  assert.equal(grantedDestination("api.example.com:8443"), "api.example.com:8443");
  assert.equal(grantedDestination("[2001:DB8::1]:80"), "[2001:db8::1]:80");
  for (const wrong of ["", "https://a.example", "a.example/x", "*", "a b", "a:0", "a:99999", "me@a.example"])
    assert.throws(() => grantedDestination(wrong), /is no HOST or HOST:PORT/, wrong);
});

test("servers reach a host that the user grants, through the proxy alone, and no other", { skip }, async () => {
  const server = createServer((socket) => socket.end("hello"));
  const other = createServer((socket) => socket.end("never"));
  for (const one of [server, other]) await new Promise<void>((done) => one.listen(0, "127.0.0.1", done));
  const [granted = "", refused = ""] = [server, other].map((one) => `127.0.0.1:${(one.address() as AddressInfo).port}`);
  const folder = fileURLToPath(new URL("../servers/", import.meta.url));
  const record = commandRecord("asks", {
    command: process.execPath,
    args: [`${folder}asks-hosts.mjs`, granted, refused],
    env: {},
    readOnlyPaths: [folder],
  });
  const told = async (hosts: string[]): Promise<(string | undefined)[]> => {
    const [result] = await crawled([record], { sandbox: needed(), hosts });
    assert.equal(result?.attempt.outcome, "listed", result?.attempt.error ?? "");
    return result.tools.map(({ description }) => String(description));
  };
  try {
    assert.deepEqual(await told([granted]), ["200 hello; without: ECONNREFUSED", "403; without: ECONNREFUSED"]);
    assert.deepEqual(await told([]), ["no proxy; without: ECONNREFUSED", "no proxy; without: ECONNREFUSED"]);
  } finally {
    server.close();
    other.close();
  }
});
