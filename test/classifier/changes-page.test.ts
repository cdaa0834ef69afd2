import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { hostOwner, packageOwner, repositoryOwner } from "../../classifier/server-change.ts";
import { CHANGE_KINDS } from "../../db/records/change.ts";

test("docs/changes.md has every kind of change with its level and meaning, in their order", () => {
  const page = readFileSync(new URL("../../docs/changes.md", import.meta.url), "utf8");
  const rows = [...page.matchAll(/^\| `([^`]+)` \| (\w+) \| (.*) \|$/gm)].map((row) => row.slice(1));
  assert.deepEqual(
    rows,
    Object.entries(CHANGE_KINDS).map(([kind, { level, means }]) => [kind, level, means]),
  );
});

test("an owner is told the same however an address is spelled", () => {
  for (const address of [
    "https://github.com/Acme/mcp",
    "git+https://github.com/acme/mcp.git",
    "git@github.com:acme/other.git",
    "ssh://git@github.com/acme/x",
    "https://www.github.com/acme/",
    "github.com/acme/mcp",
  ])
    assert.equal(repositoryOwner(address), "github.com/acme", address);
  assert.equal(repositoryOwner("https://example.org"), null);
  const owner = (registryType: string, identifier: string): string => packageOwner({ registryType, identifier });
  assert.equal(owner("npm", "@acme/mcp"), "npm @acme");
  assert.equal(owner("npm", "mcp"), "npm mcp");
  assert.equal(owner("oci", "ghcr.io/acme/mcp:1.2"), "oci ghcr.io/acme");
  assert.equal(owner("pypi", "Acme-MCP"), "pypi acme-mcp");
  assert.equal(owner("mcpb", "https://github.com/acme/mcp/releases/a.mcpb"), "mcpb github.com/acme");
  assert.equal(hostOwner("mcp.acme.com"), "acme.com");
  assert.equal(hostOwner("a.b.acme.co.uk"), "acme.co.uk");
  assert.equal(hostOwner("acme.vercel.app"), "acme.vercel.app", "below a shared domain the name is the owner");
  assert.equal(hostOwner("10.0.0.1"), "10.0.0.1");
});
