import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { pythonIndex } from "../../crawler/python-index.ts";
import { findUv } from "../../crawler/uv-cli.ts";
import UV from "../../crawler/uv-wheels.json" with { type: "json" };
import { type IndexDouble, serveIndex } from "./index-double.ts";
import { folder } from "./started.ts";

const own = process.env.TOOLRISK_UV;
before(() => {
  delete process.env.TOOLRISK_UV;
});
after(() => {
  if (own) process.env.TOOLRISK_UV = own;
});

/** An index that has so many bytes in the place of each wheel of uv. */
const indexOf = async (bytes: Buffer): Promise<IndexDouble> =>
  serveIndex(UV.wheels.map(({ file }) => ({ name: "uv", version: UV.version, file, bytes })));

test("a uv that is not the pinned one is refused", async () => {
  using home = folder();
  const index = await indexOf(Buffer.from("something else"));
  try {
    const at = { address: index.index, certificates: null, proxy: null };
    await assert.rejects(findUv(home.path, at), (error: Error & { outcome?: string }) => {
      assert.match(error.message, /not the one that is expected: its SHA-256 is [0-9a-f]{64}/);
      return error.outcome === "refused";
    });
  } finally {
    await index.close();
  }
});

test("an index without uv leads to a uv of one's own, which must be there", async () => {
  using home = folder();
  const index = await serveIndex([]);
  try {
    await assert.rejects(findUv(home.path, { address: index.index, certificates: null, proxy: null }), /HTTP 404/);
  } finally {
    await index.close();
  }
  process.env.TOOLRISK_UV = "/nonexistent/uv";
  assert.throws(() => findUv(home.path, pythonIndex()), /TOOLRISK_UV is no absolute path of a program/);
  process.env.TOOLRISK_UV = process.execPath;
  assert.equal(await findUv(home.path, pythonIndex()), process.execPath);
  delete process.env.TOOLRISK_UV;
});

test("the index is that of uv's variables, then of pip's", () => {
  const { UV_DEFAULT_INDEX, PIP_INDEX_URL } = process.env;
  try {
    process.env.PIP_INDEX_URL = "https://pip.example/simple/";
    assert.equal(pythonIndex().address, "https://pip.example/simple");
    process.env.UV_DEFAULT_INDEX = "https://uv.example/simple";
    assert.equal(pythonIndex().address, "https://uv.example/simple");
    process.env.UV_DEFAULT_INDEX = "file:///etc";
    assert.throws(() => pythonIndex(), /has no web address/);
  } finally {
    for (const [name, value] of Object.entries({ UV_DEFAULT_INDEX, PIP_INDEX_URL }))
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
  }
});
