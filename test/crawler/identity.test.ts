import assert from "node:assert/strict";
import { test } from "node:test";
import { Sightings } from "../../crawler/identity.ts";
import { identitiesOf, normalizedAddress } from "../../db/records/identity.ts";
import type { ServerRecord } from "../../db/records/server.ts";

const pkg = (registryType: string, identifier: string, version?: string): ServerRecord["packages"] => [
  { registryType, identifier, ...(version === undefined ? {} : { version }) },
];
const far = (url: string): ServerRecord["remotes"] => [{ type: "streamable-http", url }];

const SAME: [what: string, a: Omit<ServerRecord, "name">, b: Omit<ServerRecord, "name">][] = [
  [
    "an npm package of another version",
    { packages: pkg("npm", "@a/b", "1.0.0") },
    { packages: pkg("npm", "@a/b", "2.0.0") },
  ],
  [
    "a distribution in another spelling",
    { packages: pkg("pypi", "Some_Server") },
    { packages: pkg("PyPI", "some-server") },
  ],
  [
    "an image by tag and by digest",
    { packages: pkg("oci", "acme/x:1.0") },
    { packages: pkg("docker", `docker.io/acme/x@sha256:${"a".repeat(64)}`) },
  ],
  ["an official image", { packages: pkg("oci", "x") }, { packages: pkg("oci", "docker.io/library/x:2") }],
  [
    "an address in another spelling",
    { remotes: far("https://Far.example:443/mcp/") },
    { remotes: far("https://far.example/mcp#x") },
  ],
  [
    "parameters in another order",
    { remotes: far("https://far.example/?b=2&a=1") },
    { remotes: far("https://far.example/?a=1&b=2") },
  ],
];
for (const [what, a, b] of SAME)
  test(`one server: ${what}`, () => {
    const sightings = new Sightings();
    assert.equal(sightings.add({ name: "first", ...a }, "one"), null);
    assert.deepEqual(sightings.add({ name: "second", ...b }, "two"), { name: "first", sources: ["one", "two"] });
  });

const OTHER: [what: string, a: Omit<ServerRecord, "name">, b: Omit<ServerRecord, "name">][] = [
  ["packages of two registries", { packages: pkg("npm", "x") }, { packages: pkg("pypi", "x") }],
  ["packages of two names", { packages: pkg("npm", "@a/b") }, { packages: pkg("npm", "@a/c") }],
  ["images of two hosts", { packages: pkg("oci", "ghcr.io/a/x") }, { packages: pkg("oci", "quay.io/a/x") }],
  ["addresses of two paths", { remotes: far("https://far.example/a") }, { remotes: far("https://far.example/b") }],
  [
    "addresses with other parameters",
    { remotes: far("https://far.example/?t=1") },
    { remotes: far("https://far.example/?t=2") },
  ],
  ["an address with a variable", { remotes: far("https://{host}/mcp") }, { remotes: far("https://{host}/mcp") }],
];
for (const [what, a, b] of OTHER)
  test(`two servers: ${what}`, () => {
    const sightings = new Sightings();
    assert.equal(sightings.add({ name: "first", ...a }, "one"), null);
    assert.equal(sightings.add({ name: "second", ...b }, "two"), null);
  });

test("the name alone is an identity, across sources; records of one source stay apart", () => {
  const sightings = new Sightings();
  assert.equal(sightings.add({ name: "io.example/a", packages: pkg("npm", "x") }, "one"), null);
  assert.equal(sightings.add({ name: "io.example/fork", packages: pkg("npm", "x") }, "one"), null);
  assert.equal(sightings.add({ name: "IO.example/A" }, "two")?.name, "io.example/a");
  assert.deepEqual(sightings.add({ name: "io.example/a" }, "three")?.sources, ["one", "two", "three"]);
});

test("a record ties no two servers together that are two without it", () => {
  const sightings = new Sightings();
  assert.equal(sightings.add({ name: "popular", packages: pkg("npm", "popular") }, "one"), null);
  const greedy = { name: "greedy", packages: pkg("npm", "popular"), remotes: far("https://victim.example/mcp") };
  assert.equal(sightings.add(greedy, "two")?.name, "popular");
  assert.equal(sightings.add({ name: "victim", remotes: far("https://victim.example/mcp") }, "three"), null);
});

test("identities are the name, the packages and the addresses, each once", () => {
  const record = {
    name: "A",
    packages: [...(pkg("npm", "x", "1") ?? []), ...(pkg("npm", "x", "2") ?? [])],
    remotes: far("https://a.example"),
  };
  assert.deepEqual(identitiesOf(record), ["name a", "npm x", "https://a.example"]);
  assert.equal(normalizedAddress("ftp://a.example"), null);
});
