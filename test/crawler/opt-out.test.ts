import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { OptOutList } from "../../crawler/opt-out.ts";
import { crawled, fixture, folder } from "./started.ts";

const list = OptOutList.of([
  {
    name: "list",
    text: "# who asked\nserver io.github.acme/*   # all of them\nnpm @acme/one\n\nhost Acme.example\r\n",
  },
]);
const npm = (identifier: string) => ({ registryType: "npm", identifier });
const address = (identifier: string) => ({ registryType: null, identifier });

test("servers, packages and hosts are found by their names, in whatever case", () => {
  assert.equal(list.ofServer({ name: "IO.github.acme/x" }), "server io.github.acme/*");
  assert.equal(list.ofServer({ name: "io.github.acmex" }), null);
  assert.equal(list.ofTarget(npm("@Acme/one")), "npm @acme/one");
  assert.equal(list.ofTarget(npm("@acme/one-more")), null);
  assert.equal(list.ofTarget({ registryType: "pypi", identifier: "@acme/one" }), null);
  assert.equal(list.ofTarget(address("https://acme.example:8443/mcp")), "host Acme.example");
  assert.equal(list.ofTarget(address("https://a.b.ACME.example/mcp")), "host Acme.example");
  assert.equal(list.ofTarget(address("https://notacme.example/mcp")), null);
});

test("another spelling of a name, a tag or a final dot leads past no line", () => {
  const text = "pypi acme-mcp\npypi acme_tools_*\noci acme/server\noci ghcr.io/acme/*\noci other*\nhost acme.example\n";
  const spelled = OptOutList.of([{ name: "list", text }]);
  const found = (registryType: string | null, identifier: string) => spelled.ofTarget({ registryType, identifier });
  for (const name of ["acme-mcp", "Acme_MCP", "acme.mcp"]) assert.equal(found("pypi", name), "pypi acme-mcp", name);
  assert.equal(found("pypi", "acme-tools-one"), "pypi acme_tools_*");
  for (const image of ["acme/server", "docker.io/acme/server:1.0", `acme/server@sha256:${"0".repeat(64)}`])
    assert.equal(found("oci", image), "oci acme/server", image);
  assert.equal(found("oci", "ghcr.io/acme/x:latest"), "oci ghcr.io/acme/*");
  assert.equal(found("oci", "otherwise/x"), "oci other*");
  assert.equal(found(null, "https://acme.example./mcp"), "host acme.example");
  for (const [kind, name] of [
    ["pypi", "acme-mcp-two"],
    ["oci", "acme/server-two"],
    ["oci", "ghcr.io/acmex/x"],
  ] as const)
    assert.equal(found(kind, name), null, name);
});

for (const line of ["server", "io.github.acme/x", "host a*b.example", "host a b", "SERVER x", "-x y"])
  test(`a line that says nothing is an error that names it: ${line}`, () => {
    assert.throws(
      () => OptOutList.of([{ name: "mine.txt", text: `# first\n${line}\n` }]),
      /mine\.txt, line 2: .*is none of/,
    );
  });

test("a package of the list is not fetched, and the attempt says why", async () => {
  using home = folder();
  writeFileSync(join(home.path, "opt-out.txt"), "npm left-alone\n");
  const record = { name: "x", packages: [{ registryType: "npm", identifier: "left-alone", version: "1.0.0" }] };
  const [result] = await crawled([record], { home: home.path });
  assert.equal(result?.attempt.outcome, "refused");
  assert.match(result.attempt.error ?? "", /its owner asked that it not be looked at \(opt-out list: npm left-alone\)/);
  assert.equal(result.attempt.identifier, "left-alone");
});

test("a server of the user's own is theirs to look at", async () => {
  using home = folder();
  const own = fixture("raw.mjs", ["plain"]);
  writeFileSync(join(home.path, "opt-out.txt"), "server fixture/*\n");
  const [result] = await crawled([own], { home: home.path });
  assert.equal(result?.attempt.outcome, "listed");
});
