import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, get } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fetch } from "undici";
import { watchNetwork } from "./network-bytes.ts";

test("every byte that comes over a network is counted, by the host, and none that comes from this machine's own sockets", async (t) => {
  const body = "x".repeat(300_000);
  const answer = createServer((_, response) => response.end(body));
  const local = createServer((_, response) => response.end(body));
  t.after(() => {
    for (const server of [answer, local]) {
      server.closeAllConnections();
      server.close();
    }
  });
  const path = join(tmpdir(), `toolrisk-bytes-${process.pid}.sock`);
  await once(answer.listen(0, "127.0.0.1"), "listening");
  await once(local.listen(path), "listening");
  const { port } = answer.address() as AddressInfo;
  const network = watchNetwork();
  try {
    await (await fetch(`http://127.0.0.1:${port}/`)).text();
    for (const from of [{ host: "localhost", port }, { socketPath: path }])
      await new Promise<void>((done, failed) => {
        get({ ...from, agent: false }, (reply) => reply.resume().on("end", done)).on("error", failed);
      });
  } finally {
    network.stop();
  }
  const { received, sent, byHost } = network.bytes();
  assert.deepEqual(Object.keys(byHost).sort(), ["127.0.0.1", "localhost"]);
  for (const bytes of Object.values(byHost)) assert.ok(bytes >= body.length && bytes < body.length * 1.1, `${bytes}`);
  assert.equal(
    received,
    Object.values(byHost).reduce((sum, one) => sum + one, 0),
  );
  assert.ok(sent > 0 && sent < 10_000);
});
