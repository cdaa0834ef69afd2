import assert from "node:assert/strict";
import { test } from "node:test";
import { call, guarded, newFolder, removeFolder } from "./guarded.ts";
import { serveHttp } from "./http-server.ts";

const POLICY = {
  version: "1",
  default: "deny",
  hide: ["purge"],
  tools: { list: { limits: [{ counter: "list_rate", window: "day", max: 1, scope: "grant" }] } },
};

const ERAS = {
  "the era of initialize": { mode: "legacy" },
  "revision 2026-07-28": { mode: { pin: "2026-07-28" } },
} as const;

for (const [era, negotiation] of Object.entries(ERAS))
  for (const over of ["stdio", "http"] as const)
    test(`${era}, over ${over}: hides, denies, counts`, async () => {
      const folder = newFolder();
      const http = over === "http" ? await serveHttp() : undefined;
      const upstream = http && { url: http.url, headers: { authorization: "Bearer test" } };
      const { client, end, faults } = await guarded(folder, POLICY, upstream ? { upstream } : {}, negotiation);
      try {
        const { tools } = await client.listTools();
        assert.deepEqual(
          tools.map(({ name }) => name),
          ["list", "pay", "total", "die"],
        );
        assert.match(await call(client, "list"), /^list \d+$/);
        assert.equal(
          await call(client, "list"),
          "![POLICY DENIED] The limit of 1 calls per day is reached. Try again later.",
        );
        assert.equal(await call(client, "purge"), "![POLICY DENIED] This tool is not available.");
        if (http) assert.equal(http.headers().get("authorization"), "Bearer test");
        assert.deepEqual(faults, []);
      } finally {
        await end();
        await http?.close();
        removeFolder(folder);
      }
    });

test("a server that cannot be reached takes no place in the count", async () => {
  const folder = newFolder();
  const http = await serveHttp();
  const { client, end } = await guarded(folder, POLICY, { upstream: { url: http.url } });
  try {
    await http.close();
    await assert.rejects(call(client, "list"), /could not be reached/);
    await assert.rejects(call(client, "list"), /could not be reached/);
  } finally {
    await end();
    removeFolder(folder);
  }
});
