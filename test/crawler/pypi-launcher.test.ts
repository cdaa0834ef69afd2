import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { crawl } from "../../crawler/crawl.ts";
import { pypi } from "../../crawler/launchers/pypi.ts";
import { isPypiName, isPypiVersion } from "../../crawler/pypi-name.ts";
import { folderSize } from "../../crawler/sandbox-disk.ts";
import { none } from "../../crawler/sandboxes/none.ts";
import { normalizedPypiName } from "../../db/records/identity.ts";
import type { Outcome } from "../../db/records/outcome.ts";
import type { ServerRecord } from "../../db/records/server.ts";
import { type IndexDouble, serveIndex, type Wheel } from "./index-double.ts";
import { launcherContract } from "./launcher.contract.ts";
import { crawled, folder } from "./started.ts";
import { useTestUv } from "./test-uv.ts";

/** A server in Python's own library alone; its tools tell what it sees. */
const SERVER = `import json, os, sys
def main():
    if "WANTS" in globals() and not os.environ.get(WANTS):
        sys.exit(WANTS + " environment variable is required")
    for line in sys.stdin:
        message = json.loads(line)
        if "id" not in message:
            continue
        tools = [{"name": "snake"}] + [{"name": word} for word in sys.argv[1:]]
        info = {"protocolVersion": "2025-11-25", "capabilities": {"tools": {}}, "serverInfo": {"name": "py", "version": "1"}}
        result = info if message["method"] == "initialize" else {"tools": tools}
        print(json.dumps({"jsonrpc": "2.0", "id": message["id"], "result": result}), flush=True)
`;
const server = (name: string, more: Partial<Wheel> = {}): Wheel => {
  const module = name.replaceAll("-", "_");
  return {
    name,
    version: "1.0.0",
    files: { [`${module}.py`]: SERVER },
    scripts: { [name]: `${module}:main` },
    ...more,
  };
};

const NEEDS_OLD = { "was_whole.py": `from moved_library import old\n${SERVER}` };
const NEEDS_NEW = { "was_broken.py": `from moved_library import new\n${SERVER}` };

let index: IndexDouble;
let canary: IndexDouble;
before(async () => {
  await useTestUv();
  canary = await serveIndex([]);
  const elsewhere = canary.index.replace("/simple", "/evil-1.0-py3-none-any.whl");
  index = await serveIndex([
    server("plain-server", { requires: ["py-library>=2"] }),
    { name: "py-library", version: "2.1", files: { "py_library.py": "" } },
    server("wants-env", { files: { "wants_env.py": `WANTS = "PY_TOKEN"\n${SERVER}` } }),
    server("by-module", {
      scripts: {},
      files: { "by_module/__init__.py": SERVER, "by_module/__main__.py": "from . import main\nmain()\n" },
    }),
    server("no-command", { scripts: {}, files: { "other.py": "" } }),
    server("broken-import", { files: { "broken_import.py": "import no_such_module\n" } }),
    server("says-exit", { files: { "says_exit.py": 'def main():\n    exit("EXIT_TOKEN is required")\n' } }),
    server("source-only", { sdist: true }),
    server("by-url", { requires: [`evil @ ${elsewhere}`] }),
    server("wrong-digest", { sha256: "0".repeat(64) }),
    server("was-whole", { requires: ["moved-library"], uploaded: "2025-03-01T10:00:00Z", files: NEEDS_OLD }),
    server("was-broken", { requires: ["moved-library"], uploaded: "2024-03-01T10:00:00Z", files: NEEDS_NEW }),
    {
      name: "moved-library",
      version: "1.0",
      files: { "moved_library.py": "old = 1\n" },
      uploaded: "2024-01-01T00:00:00Z",
    },
    {
      name: "moved-library",
      version: "2.0",
      files: { "moved_library.py": "new = 1\n" },
      uploaded: "2026-01-01T00:00:00Z",
    },
    server("not-yet-there", { requires: ["late-library"], uploaded: "2024-03-01T10:00:00Z" }),
    { name: "late-library", version: "1.0", files: { "late_library.py": "" }, uploaded: "2026-01-01T00:00:00Z" },
    server("in-sets", {
      files: {
        "in_sets.py": SERVER.replace('{"name": "snake"}', '{"name": "-".join({"a", "b", "c", "d", "e", "f", "g"})}'),
      },
    }),
    // 50 × 100 MB of zeros in a wheel of 22 MB.
    server("bomb", { zeros: { files: 50, bytes: 100 * 2 ** 20 } }),
    server("beside-it"),
    server("for-no-python", { python: ">=3.99" }),
    server("several", { scripts: { admin: "several:nothing", "several-mcp": "several:main" } }),
  ]);
  process.env.PIP_INDEX_URL = index.index;
});
after(async () => {
  await index.close();
  await canary.close();
});

const record = (identifier: string, version: string | null = "1.0.0", more = {}): ServerRecord => ({
  name: `pypi/${identifier}`,
  packages: [{ registryType: "pypi", identifier, version, ...more }],
});

launcherContract(pypi, { record: () => record("plain-server"), tools: ["snake"] });

test("wheels are installed once, and their digest is told", async () => {
  using home = folder();
  const [first] = await crawled([record("plain-server")], { home: home.path });
  assert.equal(first?.attempt.outcome, "listed", first?.attempt.error ?? "");
  assert.match(first?.attempt.integrity ?? "", /^sha256-[0-9a-f]{64}$/);
  assert.ok(existsSync(join(home.path, "packages/pypi/plain-server@1.0.0/site/py_library.py")));
  const before = index.requests.length;
  const [second] = await crawled([record("Plain_Server")], { home: home.path });
  assert.equal(second?.attempt.outcome, "listed", second?.attempt.error ?? "");
  assert.equal(index.requests.length, before, "the index was asked again");
});

test("arguments of the record are applied; a version is resolved", async () => {
  const [result] = await crawled([
    record("plain-server", null, { packageArguments: [{ type: "positional", value: "given" }] }),
  ]);
  assert.deepEqual([result?.attempt.version, result?.tools.map(({ name }) => name)], ["1.0.0", ["snake", "given"]]);
});

const ENDINGS: [name: string, outcome: Outcome, says: RegExp][] = [
  ["wants-env", "listed", /^$/],
  ["by-module", "listed", /^$/],
  ["several", "listed", /^$/],
  ["no-command", "start-failed", /no console script/],
  ["broken-import", "start-failed", /No module named 'no_such_module'/],
  ["source-only", "install-failed", /no usable wheels|building source distributions is disabled/i],
  ["wrong-digest", "install-failed", /hash|HASH/i],
  ["not-there", "install-failed", /was not found in the package registry/],
  ["for-no-python", "install-failed", /Python ?>=3\.99/],
];
for (const [name, outcome, says] of ENDINGS) {
  test(`${name} → ${outcome}`, async () => {
    const [result] = await crawled([record(name)]);
    assert.equal(result?.attempt.outcome, outcome, result?.attempt.error ?? "");
    assert.match(result?.attempt.error ?? "", says);
  });
}

test("a package that is too large is refused, nothing of it stays, and one that is installed beside it is not", async () => {
  using home = folder();
  const outcomes: Record<string, string> = {};
  // The wheel beside it comes when the large one is through, so that its install lasts all the while.
  const refused = Promise.withResolvers<void>();
  index.held.set("beside-it", refused.promise);
  const options = { home: home.path, sourceId: "test", sandbox: none, deadlineMs: 10_000, concurrency: 4 };
  for await (const { attempt } of crawl([record("beside-it"), record("bomb")], options)) {
    outcomes[attempt.server] = `${attempt.outcome} ${attempt.error ?? ""}`;
    refused.resolve();
  }
  assert.match(outcomes["pypi/bomb"] ?? "", /^refused it unpacks to more than 1536 MiB/);
  assert.equal(outcomes["pypi/beside-it"], "listed ");
  const left = await folderSize(home.path, { bytes: Number.POSITIVE_INFINITY, files: Number.POSITIVE_INFINITY });
  assert.ok(left.bytes < 2 ** 20 && left.files < 100, JSON.stringify(left));
});

test("what a package needs is that of its own time, and the newest where that is not whole", async () => {
  const [old, late, broken] = await crawled([record("was-whole"), record("not-yet-there"), record("was-broken")], {
    concurrency: 1,
  });
  assert.equal(old?.attempt.outcome, "listed", old?.attempt.error ?? "");
  assert.match(old?.notes.join("; ") ?? "", /is that of 2025-03-02, a day after it came out/);
  assert.equal(late?.attempt.outcome, "listed", late?.attempt.error ?? "");
  assert.deepEqual(late?.notes, []);
  assert.equal(broken?.attempt.outcome, "listed", broken?.attempt.error ?? "");
  assert.deepEqual(broken?.notes, [], "it was broken with what its own time had");
});

test("an index that is busy for a moment changes nothing in what is taken, and one that stays so installs nothing", async () => {
  using home = folder();
  const page = "/simple/was-whole/";
  index.busy.set(page, 2);
  const [moment] = await crawled([record("was-whole")]);
  assert.equal(moment?.attempt.outcome, "listed", moment?.attempt.error ?? "");
  assert.match(moment?.notes.join("; ") ?? "", /is that of 2025-03-02/);
  index.busy.set(page, 1_000);
  const [stays] = await crawled([record("was-whole")], { home: home.path });
  assert.equal(stays?.attempt.outcome, "install-failed");
  assert.match(stays?.attempt.error ?? "", /the package index answers with HTTP 503/);
  index.busy.delete(page);
  const [again] = await crawled([record("was-whole")], { home: home.path });
  assert.match(again?.notes.join("; ") ?? "", /is that of 2025-03-02/, "what was taken while it was busy was kept");
});

test("where what a package needs cannot be asked for, nothing newer is put in its place", async () => {
  using home = folder();
  index.busy.set("/simple/moved-library/", 1_000);
  const [result] = await crawled([record("was-whole")], { home: home.path });
  index.busy.delete("/simple/moved-library/");
  assert.equal(result?.attempt.outcome, "install-failed");
  assert.match(result?.attempt.error ?? "", /503|busy|fetch/i);
  const [again] = await crawled([record("was-whole")], { home: home.path });
  assert.match(again?.notes.join("; ") ?? "", /is that of 2025-03-02/);
});

test("what a server keeps in sets is listed in one order, whatever the record says of the interpreter", async () => {
  const environmentVariables = [
    { name: "PYTHONHASHSEED", value: "7" },
    { name: "PYTHONINSPECT", value: "1" },
  ];
  using home = folder();
  const lists = [];
  for (const more of [{}, {}, { environmentVariables }]) {
    const [result] = await crawled([record("in-sets", "1.0.0", more)], { home: home.path });
    assert.equal(result?.attempt.outcome, "listed", result?.attempt.error ?? "");
    lists.push(result?.tools[0]?.name);
  }
  assert.equal(new Set(lists).size, 1, lists.join(" "));
});

test("an install whose lock was tampered with is not started", async () => {
  using home = folder();
  await crawled([record("plain-server")], { home: home.path });
  const lock = join(home.path, "packages/pypi/plain-server@1.0.0/pylock.toml");
  writeFileSync(lock, readFileSync(lock, "utf8").replace(index.index.replace("/simple", ""), "https://evil.example"));
  const [result] = await crawled([record("plain-server")], { home: home.path });
  assert.equal(result?.attempt.outcome, "refused");
  assert.match(result?.attempt.error ?? "", /comes from outside the index/);
});

test("a dependency from an address is not used", async () => {
  using home = folder();
  const [result] = await crawled([record("by-url")], { home: home.path });
  assert.ok(["refused", "install-failed"].includes(result?.attempt.outcome ?? ""), result?.attempt.outcome);
  assert.ok(!existsSync(join(home.path, "packages/pypi/by-url@1.0.0")));
});

test("identifiers and versions outside the index's grammar are refused before anything is asked", async () => {
  const before = index.requests.length;
  const wrong: [string, string | null][] = [
    ["--index-url=http://127.0.0.1", "1.0.0"],
    ["-r/etc/passwd", "1.0.0"],
    ["git+https://example.com/x", "1.0.0"],
    ["./package", "1.0.0"],
    ["x @ file:///etc", "1.0.0"],
    ["plain-server[extra]", "1.0.0"],
    ["plain-server", "latest"],
    ["plain-server", ">=1"],
    ["plain-server", "1.0.*"],
    ["plain-server", "1.0.0; python_version>'3'"],
  ];
  for (const [identifier, version] of wrong) {
    const [result] = await crawled([record(identifier, version)]);
    assert.equal(result?.attempt.outcome, "refused", `${identifier} ${version}: ${result?.attempt.error}`);
  }
  assert.equal(index.requests.length, before);
});

test("names and versions by the index's grammar", () => {
  for (const name of ["a", "mcp-server-time", "Zope.Interface", "a_b"]) assert.ok(isPypiName(name), name);
  for (const version of ["1", "1.0", "2025.9.25", "1.0rc1", "1.0.post2", "1!2.0", "1.0.dev3", "1.0+local.1"])
    assert.ok(isPypiVersion(version), version);
  assert.equal(normalizedPypiName("Foo__Bar.-baz"), "foo-bar-baz");
});

const ways = (identifiers: string[], remotes: ServerRecord["remotes"] = []): ServerRecord => ({
  name: "several-ways",
  packages: identifiers.map((identifier) => ({ registryType: "pypi", identifier, version: "1.0.0" })),
  remotes,
});

test("a package that fails leads to the record's next one, and what was tried is said", async () => {
  const record = ways(["broken-import", "plain-server", "by-module"]);
  const [result] = await crawled([record]);
  assert.ok(result);
  const { attempt } = result;
  assert.deepEqual([attempt.outcome, attempt.identifier, attempt.error], ["listed", "plain-server", null]);
  assert.deepEqual(
    attempt.tried?.map(({ launcher, identifier, outcome }) => [launcher, identifier, outcome]),
    [["pypi", "broken-import", "start-failed"]],
  );
  assert.deepEqual([result.record === record, result.key], [true, null]);
});

test("where every way fails the one that says most is kept, with the others named", async () => {
  const far = [{ type: "streamable-http", url: "http://10.0.0.1/mcp" }];
  const [result] = await crawled([ways(["no-such-package", "wants-env-nothing"], far)]);
  const attempt = result?.attempt;
  assert.equal(attempt?.outcome, "install-failed");
  assert.match(
    attempt?.error ?? "",
    /also tried pypi wants-env-nothing: install-failed; remote http:\/\/10.0.0.1\/mcp: refused/,
  );
  assert.equal(attempt?.tried?.length, 2);
});

test("a record with one way, or one that is listed at once, has tried nothing else", async () => {
  const far = [{ type: "streamable-http", url: "http://10.0.0.1/mcp" }];
  const results = await crawled([ways(["plain-server"]), ways(["plain-server"], far)]);
  assert.deepEqual(
    results.map(({ attempt }) => [attempt.outcome, attempt.tried]),
    [
      ["listed", undefined],
      ["listed", undefined],
    ],
  );
});

test("the interpreter's own exit is there, though its site module is not", async () => {
  using home = folder();
  const record: ServerRecord = {
    name: "says-exit",
    packages: [{ registryType: "pypi", identifier: "says-exit", version: "1.0.0" }],
  };
  const [first] = await crawled([record], { home: home.path });
  assert.match(first?.attempt.error ?? "", /EXIT_TOKEN is required/);
  assert.doesNotMatch(first?.attempt.error ?? "", /NameError/);
  const start = join(home.path, "packages/pypi/says-exit@1.0.0/start.py");
  writeFileSync(start, "an older one\n");
  const [second] = await crawled([record], { home: home.path });
  assert.match(second?.attempt.error ?? "", /EXIT_TOKEN is required/);
});
