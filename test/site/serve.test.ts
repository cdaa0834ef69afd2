import assert from "node:assert/strict";
import { mkdir, symlink, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { connect } from "node:net";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { type Served, serveSite } from "../../site/serve.ts";
import { unhinderedTime } from "../unhindered-time.ts";
import { temporaryHome } from "./catalogue-fixture.ts";

let home: string;
let remove: () => Promise<void>;
let served: Served;
const LONG = "<p>words</p>".repeat(500);

type Answer = { status: number; headers: Record<string, string | string[] | undefined>; body: Buffer };

/** A request with the path as it is, which fetch would tidy up. */
const ask = (path: string, headers: Record<string, string> = {}, method = "GET"): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const asked = request({ host: "127.0.0.1", port: served.port, path, method, headers }, (response) => {
      const parts: Buffer[] = [];
      response.on("data", (part: Buffer) => parts.push(part));
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(parts) }),
      );
    });
    asked.on("error", reject);
    asked.end();
  });

before(async () => {
  ({ home, remove } = await temporaryHome());
  const dir = join(home, "out");
  await mkdir(join(dir, "servers/one"), { recursive: true });
  await mkdir(join(dir, "assets"));
  await writeFile(join(dir, "index.html"), LONG);
  await writeFile(join(dir, "404.html"), "<p>nothing here</p>");
  await writeFile(join(dir, "servers/one/index.html"), "<p>one</p>");
  await writeFile(join(dir, "servers/one/policy.json"), '{"version":"1"}');
  await writeFile(join(dir, "assets/a.hash.js"), "0;");
  await writeFile(
    join(dir, "_headers"),
    "/*\n  Content-Security-Policy: default-src 'none'\n  X-Content-Type-Options: nosniff\n",
  );
  await writeFile(join(home, "secret.txt"), "secret");
  await symlink(join(home, "secret.txt"), join(dir, "link.txt"));
  served = await serveSite({ dir, port: 0 });
});
after(async () => {
  await served?.close();
  await remove?.();
});

test("pages, types and headers", async () => {
  const page = await ask("/servers/one/");
  assert.equal(page.status, 200);
  assert.equal(page.headers["content-type"], "text/html; charset=utf-8");
  assert.equal(page.headers["content-security-policy"], "default-src 'none'");
  assert.equal(page.headers["x-content-type-options"], "nosniff");
  assert.equal((await ask("/servers/one/policy.json")).headers["content-type"], "application/json; charset=utf-8");
  assert.match(String((await ask("/assets/a.hash.js")).headers["cache-control"]), /immutable/);
  const moved = await ask("/servers/one?x=1");
  assert.equal(moved.status, 301);
  assert.equal(moved.headers.location, "/servers/one/?x=1");
});

test("what is not there is answered by the 404 page", async () => {
  for (const path of ["/nowhere/", "/servers/", "/%", "/a%00b", "/servers/one/index.html/x"]) {
    const answer = await ask(path);
    assert.equal(answer.status, 404, path);
    assert.match(answer.body.toString(), /nothing here/);
  }
});

test("no path leads out of the folder", async () => {
  for (const path of [
    "/../secret.txt",
    "/..%2fsecret.txt",
    "/%2e%2e/secret.txt",
    "/servers/../../secret.txt",
    "/..\\secret.txt",
    "/link.txt",
    "//secret.txt",
  ]) {
    const answer = await ask(path);
    assert.doesNotMatch(answer.body.toString(), /^secret/, path);
    assert.equal(answer.status, 404, path);
  }
  assert.notEqual((await ask("//example.org/..")).headers.location?.slice(0, 2), "//");
});

test("compressed where asked for, and not where refused", async () => {
  const br = await ask("/", { "accept-encoding": "gzip, br" });
  assert.equal(br.headers["content-encoding"], "br");
  assert.equal(brotliDecompressSync(br.body).toString(), LONG);
  const gzip = await ask("/", { "accept-encoding": "gzip, br;q=0" });
  assert.equal(gzip.headers["content-encoding"], "gzip");
  assert.equal(gunzipSync(gzip.body).toString(), LONG);
  const plain = await ask("/");
  assert.equal(plain.headers["content-encoding"], undefined);
  assert.equal(plain.headers["content-length"], String(LONG.length));
  assert.equal(plain.headers.vary, "Accept-Encoding");
});

test("a known ETag is answered by 304", async () => {
  const first = await ask("/", { "accept-encoding": "br" });
  const again = await ask("/", { "accept-encoding": "br", "if-none-match": String(first.headers.etag) });
  assert.equal(again.status, 304);
  assert.equal(again.body.length, 0);
});

test("ranges", async () => {
  const text = (range: string) => ask("/", { range });
  const part = await text("bytes=3-7");
  assert.equal(part.status, 206);
  assert.equal(part.body.toString(), LONG.slice(3, 8));
  assert.equal(part.headers["content-range"], `bytes 3-7/${LONG.length}`);
  assert.equal((await text("bytes=-5")).body.toString(), LONG.slice(-5));
  assert.equal((await text(`bytes=${LONG.length - 2}-`)).body.length, 2);
  assert.equal((await text("bytes=999999-")).status, 416);
  assert.equal((await text("bytes=5-2")).status, 416);
  assert.equal((await text("lines=1-2")).status, 200);
});

test("only GET and HEAD", async () => {
  const head = await ask("/", {}, "HEAD");
  assert.equal(head.status, 200);
  assert.equal(head.body.length, 0);
  const post = await ask("/", {}, "POST");
  assert.equal(post.status, 405);
  assert.equal(post.headers.allow, "GET, HEAD");
});

test("a taken port gives another one; a folder without a site says what to do", async () => {
  const other = await serveSite({ dir: join(home, "out"), port: served.port });
  assert.notEqual(other.port, served.port);
  assert.equal((await fetch(other.url)).status, 200);
  await other.close();
  await assert.rejects(serveSite({ dir: home }), /build it first with toolrisk site build/);
});

test("closing waits for no reader that never asks", async () => {
  const other = await serveSite({ dir: join(home, "out"), port: 0 });
  const idle = connect(other.port, "127.0.0.1");
  await new Promise((resolve) => idle.once("connect", resolve));
  const time = unhinderedTime();
  await other.close();
  assert.ok(time() < 4000);
  idle.destroy();
});
