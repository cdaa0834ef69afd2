import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ownRemoteRecord, remote } from "../../crawler/launchers/remote.ts";
import { isPublicAddress } from "../../crawler/public-address.ts";
import type { Attempt } from "../../db/records/attempt.ts";
import type { Outcome } from "../../db/records/outcome.ts";
import type { ServerRecord } from "../../db/records/server.ts";
import { type HttpDouble, serveHttp } from "./http-server.ts";
import { launcherContract } from "./launcher.contract.ts";
import { crawled } from "./started.ts";

let server: HttpDouble;
before(async () => {
  server = await serveHttp();
});
after(() => server.close());

const own = (path: string, more: { type?: string; headers?: Record<string, string> } = {}): ServerRecord =>
  ownRemoteRecord(`remote${path}`, { url: `${server.origin}${path}`, ...more });

const tried = async (record: ServerRecord): Promise<{ attempt: Attempt; names: string[] }> => {
  const [result] = await crawled([record], { deadlineMs: 3_000 });
  assert.ok(result);
  return { attempt: result.attempt, names: result.tools.map(({ name }) => name) };
};

launcherContract(remote, { record: () => own("/json"), tools: ["far"] });

const LISTED: [path: string, tools: string[], type?: string][] = [
  ["/json", ["far"]],
  ["/events", ["far"]],
  ["/silent-notification", ["far"]],
  ["/sse", ["far"]],
  ["/sse", ["far"], "sse"],
  ["/modern", ["modern_tool"]],
];
for (const [path, tools, type] of LISTED) {
  test(`listed over HTTP: ${path}${type ? ` as ${type}` : ""}`, async () => {
    const { attempt, names } = await tried(own(path, type ? { type } : {}));
    assert.deepEqual([attempt.outcome, names], ["listed", tools], attempt.error ?? "");
    assert.equal(attempt.launcher, "remote");
  });
}

/** What does not end in "timeout" has ended before the deadline. */
const ENDINGS: [path: string, outcome: Outcome, says: RegExp][] = [
  ["/login", "gated", /HTTP 401.*scope="read write".*logs in at https:\/\/login\.example\.com, scopes: read write/],
  ["/internal-login", "gated", /description elsewhere, at http:\/\/127\.0\.0\.1:1/],
  ["/forbidden", "gated", /HTTP 403/],
  ["/gone", "not-mcp", /HTTP 404/],
  ["/busy", "unreachable", /HTTP 429; wants to be asked again after 99999/],
  ["/broken", "unreachable", /HTTP 500/],
  ["/page", "not-mcp", /text\/html/],
  ["/elsewhere", "refused", /redirects to http:\/\/127\.0\.0\.1:1, which is not followed/],
  ["/loop", "not-mcp", /redirect/],
  ["/hang", "timeout", /no complete answer within 3 s/],
  ["/reset", "unreachable", /ECONNRESET|closed|socket/],
  ["/endless", "not-mcp", /more than \d+ bytes/],
  ["/endless-events", "not-mcp", /more than \d+ bytes/],
  ["/endless-error", "unreachable", /HTTP 500/],
  ["/bomb", "not-mcp", /more than \d+ bytes/],
  ["/big-header", "unreachable", /Headers Overflow|UND_ERR_HEADERS_OVERFLOW/i],
  ["/nothing-here", "not-mcp", /HTTP 405/],
  ["/sse-elsewhere", "not-mcp", /HTTP 405/],
];
for (const [path, outcome, says] of ENDINGS) {
  test(`${path} → ${outcome}`, async () => {
    const { attempt } = await tried(own(path));
    assert.equal(attempt.outcome, outcome, attempt.error ?? "");
    assert.match(attempt.error ?? "", says);
  });
}

test("the deepest answers end as an outcome, not as an error", async () => {
  const { attempt } = await tried(own("/deep"));
  assert.ok(["listed", "not-mcp"].includes(attempt.outcome), attempt.error ?? "");
});

test("nothing is asked of a Streamable HTTP host but what is needed", async () => {
  const from = server.requests.length;
  await tried(own("/json"));
  assert.deepEqual(server.requests.slice(from), ["POST /json", "POST /json", "POST /json"]);
});

test("nothing listens: unreachable", async () => {
  const closed = await serveHttp();
  await closed.close();
  const { attempt } = await tried(ownRemoteRecord("closed", { url: `${closed.origin}/mcp` }));
  assert.equal(attempt.outcome, "unreachable");
  assert.match(attempt.error ?? "", /ECONNREFUSED/);
});

test("headers of the user's own go to their host, and into nothing that is kept", async () => {
  const { attempt, names } = await tried(own("/headers", { headers: { Authorization: "Bearer canary-e4d909c290" } }));
  assert.ok(server.authorizations.includes("Bearer canary-e4d909c290"));
  assert.ok(names.some((name) => name.startsWith("authorization=")));
  assert.doesNotMatch(JSON.stringify([attempt, names]), /canary-e4d909c290/);
});

test("a secret in the path of the user's own address goes to its host, and into nothing that is kept", async () => {
  const secret = "CANARY0123456789abcdef0123456789abcdef";
  const [one, other] = [secret, secret.toLowerCase()].map((part) =>
    ownRemoteRecord("hidden", { url: `${server.origin}/s/${part}/mcp` }),
  );
  assert.ok(one && other);
  const { attempt } = await tried(one);
  assert.ok(server.requests.some((request) => request.includes(`/s/${secret}/mcp`)));
  assert.doesNotMatch(JSON.stringify([attempt, one]), new RegExp(secret, "i"));
  assert.match(attempt.identifier ?? "", /\/s\/secret-[0-9a-f]{8}\/mcp$/);
  assert.notEqual(one.remotes?.[0]?.url, other.remotes?.[0]?.url, "two addresses stay two");
});

const PRIVATE = [
  "http://127.0.0.1:8080/mcp",
  "https://127.0.0.1/mcp",
  "https://127.0.0.1:8443/mcp",
  "https://localhost/mcp",
  "https://2130706433/mcp",
  "https://0x7f.1/mcp",
  "https://[::1]/mcp",
  "https://[::ffff:127.0.0.1]/mcp",
  "https://169.254.169.254/latest",
  "https://10.0.0.1/mcp",
  "https://user:secret@example.com/mcp",
  "https://example.com:22/mcp",
  "http://example.com/mcp",
  "file:///etc/passwd",
  "no address",
];
test("addresses of somebody else's record that are private, odd or not encrypted are refused", async () => {
  const from = server.requests.length;
  for (const url of [...PRIVATE, `${server.origin}/json`]) {
    const { attempt } = await tried({ name: "theirs", remotes: [{ type: "streamable-http", url }] });
    assert.equal(attempt.outcome, "refused", `${url}: ${attempt.error}`);
    assert.doesNotMatch(JSON.stringify(attempt), /secret/);
  }
  assert.equal(server.requests.length, from);
});

test("an address with an open variable wants configuration; one with a default gets it", async () => {
  const entry = { type: "streamable-http", url: "https://{tenant}.example.com/mcp" };
  const open = await tried({ name: "open", remotes: [entry] });
  assert.equal(open.attempt.outcome, "needs-config");
  assert.match(open.attempt.error ?? "", /\{tenant\}/);
  const given = { name: "given", remotes: [{ ...entry, variables: { tenant: { default: "acme" } } }] };
  assert.equal(remote.target(given)?.identifier, "https://acme.example.com/mcp");
});

test("what may be a secret in an address is not shown", () => {
  const record = { name: "x", remotes: [{ type: "sse", url: "https://u:p@example.com/mcp?key=canary#c" }] };
  assert.equal(remote.target(record)?.identifier, "https://example.com/mcp");
});

const NOT_PUBLIC =
  "0.0.0.0 10.1.2.3 100.64.0.1 100.100.100.200 127.0.0.1 127.1.2.3 169.254.169.254 172.16.0.1 172.31.255.255 192.0.0.8 192.0.2.1 192.168.1.1 198.18.0.1 198.51.100.1 203.0.113.1 224.0.0.1 240.0.0.1 255.255.255.255 168.63.129.16 :: ::1 ::ffff:127.0.0.1 ::ffff:7f00:1 64:ff9b::7f00:1 64:ff9b:1::1 2002:7f00:1:: 2001::1 fc00::1 fd00:ec2::254 fe80::1 fec0::1 ff02::1 2001:db8::1 nonsense";
test("public is what the registries say is public", () => {
  assert.deepEqual(NOT_PUBLIC.split(" ").filter(isPublicAddress), []);
  for (const address of ["1.1.1.1", "8.8.8.8", "93.184.215.14", "2606:4700::1111", "2a00:1450:4001::1"])
    assert.ok(isPublicAddress(address), address);
});
