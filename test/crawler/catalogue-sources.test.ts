import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { isOwn } from "../../crawler/own-records.ts";
import type { Found, Source } from "../../crawler/source.ts";
import { config } from "../../crawler/sources/config.ts";
import { docker } from "../../crawler/sources/docker.ts";
import { target } from "../../crawler/sources/target.ts";
import { toolhive } from "../../crawler/sources/toolhive.ts";
import type { ServerRecord } from "../../db/records/server.ts";
import { sourceContract } from "./source.contract.ts";

const files = mkdtempSync(join(tmpdir(), "catalogue-sources-"));
after(() => rmSync(files, { recursive: true, force: true }));
const file = (name: string, content: string): string => {
  const path = join(files, name);
  writeFileSync(path, content);
  return path;
};
const read = (source: Source, argument: string): Promise<Found[]> => Array.fromAsync(source.read(argument));
const recordsOf = async (source: Source, argument: string): Promise<ServerRecord[]> =>
  (await read(source, argument)).flatMap((found) => (found.kind === "record" ? [found.record] : []));
const problemsOf = async (source: Source, argument: string): Promise<string[]> =>
  (await read(source, argument)).flatMap((found) =>
    found.kind === "problem" ? [`${found.where}: ${found.reason}`] : [],
  );

const DOCKER = `version: 3
name: some-catalogue
registry:
  searcher:
    title: Searcher
    description: Looks things up.
    type: server
    image: mcp/searcher@sha256:${"a".repeat(64)}
    secrets:
      - name: searcher.key
        env: SEARCHER_KEY
        example: <KEY>
    env:
      - {name: MODE, value: quiet}
      - {name: BASE, value: '{{searcher.base}}'}
    command: [serve, '{{searcher.folder}}', --stdio]
  faraway:
    type: remote
    remote:
      url: https://far.example/mcp
      transport_type: streamable-http
      headers: {Authorization: 'Bearer $FAR_TOKEN', X-Mode: plain}
  older: {type: remote, remote: {url: https://old.example/sse, transport_type: sse}}
  odd: 3
`;

const TOOLHIVE = JSON.stringify({
  version: "1.0.0",
  servers: {
    papers: {
      image: "ghcr.io/acme/papers:0.3.0",
      description: "Finds papers.",
      transport: "stdio",
      repository_url: "https://example.com/papers",
      args: ["--storage-path", "/papers"],
      env_vars: [
        { name: "PAPERS_PATH", description: "where", required: false, default: "/papers" },
        { name: "PAPERS_KEY", description: "key", required: true, secret: true, default: "hunter2" },
      ],
    },
    built: { image: "uvx://some-server@1.2.3", transport: "stdio" },
    scoped: { image: "npx://@acme/server@latest", transport: "stdio" },
  },
  remote_servers: {
    far: { url: "https://far.example/mcp", transport: "streamable-http", headers: [{ name: "X-Key", secret: true }] },
  },
});

const CONFIG = JSON.stringify({
  mcpServers: {
    one: {
      command: "npx",
      args: ["-y", "@acme/one@1.2.3", "--port", "80", "--api-key", "hunter2", "/home/me/notes"],
      env: { ONE_TOKEN: "hunter2" },
    },
    two: { command: "cmd", args: ["/c", "npx", "--package=two-pkg@latest", "two-bin", "--token=hunter2"] },
    three: { command: "/usr/bin/uvx", args: ["--from", "three-server==3.0", "three", "postgres://me:hunter2@db/x"] },
    four: {
      command: "docker",
      args: [
        "run",
        "-i",
        "--rm",
        "-e",
        "FOUR_KEY",
        "-e",
        "FOUR_B=hunter2",
        "-v",
        "/home/me:/x",
        "acme/four:1.0",
        "stdio",
      ],
    },
    five: { url: "https://me.example:8443/mcp?key=hunter2", headers: { Authorization: "Bearer hunter2" } },
    six: { command: "node", args: ["/home/me/server.js"] },
    seven: { command: "uvx", args: ["--with", "extra", "seven[cli]@latest"] },
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the notation of the clients
    eight: { url: "https://${TOOLRISK_NO_SUCH}/mcp" },
  },
});

sourceContract(docker, { argument: () => file("docker.yaml", DOCKER), rows: 3 });
sourceContract(toolhive, { argument: () => file("toolhive.json", TOOLHIVE), rows: 4 });
sourceContract(config, { argument: () => file("mcp.json", CONFIG), rows: 6 });
sourceContract(target, { argument: () => "npm:@acme/server@1.0.0", rows: 1 });

test("Docker's entries become images and addresses, with secrets by name and templates left open", async () => {
  const path = file("docker.yaml", DOCKER);
  const [searcher, faraway, older] = await recordsOf(docker, path);
  assert.equal(searcher?.name, "docker/searcher");
  const [pkg] = searcher?.packages ?? [];
  assert.deepEqual([pkg?.registryType, pkg?.identifier], ["oci", `mcp/searcher@sha256:${"a".repeat(64)}`]);
  assert.deepEqual(
    pkg?.environmentVariables?.map(({ name, isSecret, isRequired, default: preset }) => [
      name,
      isSecret,
      isRequired,
      preset,
    ]),
    [
      ["SEARCHER_KEY", true, true, undefined],
      ["MODE", false, undefined, "quiet"],
      ["BASE", false, true, undefined],
    ],
  );
  assert.deepEqual(
    pkg?.packageArguments?.map(({ value }) => value),
    ["serve", "--stdio"],
  );
  assert.deepEqual(
    faraway?.remotes?.map(({ type, url }) => [type, url]),
    [["streamable-http", "https://far.example/mcp"]],
  );
  assert.deepEqual(
    faraway?.remotes?.[0]?.headers?.map(({ name, value }) => [name, value]),
    [
      ["Authorization", undefined],
      ["X-Mode", "plain"],
    ],
  );
  assert.equal(older?.remotes?.[0]?.type, "sse");
  assert.deepEqual(await problemsOf(docker, path), ["entry odd: is no object"]);
});

test("one server.yaml of Docker's registry is a catalogue of one", async () => {
  const text =
    "name: clock\nimage: mcp/clock\ntype: server\nabout: {title: Clock, description: Tells the time}\nconfig: {secrets: [{name: clock.key, env: CLOCK_KEY}]}\n";
  const [clock] = await recordsOf(docker, file("server.yaml", text));
  assert.deepEqual([clock?.name, clock?.title], ["docker/clock", "Clock"]);
  assert.equal(clock?.packages?.[0]?.environmentVariables?.[0]?.name, "CLOCK_KEY");
});

test("ToolHive's entries become images, the packages behind them, and addresses; no secret's default is kept", async () => {
  const [papers, built, scoped, far] = await recordsOf(toolhive, file("toolhive.json", TOOLHIVE));
  assert.deepEqual(papers?.repository, { url: "https://example.com/papers" });
  assert.deepEqual(
    papers?.packages?.[0]?.packageArguments?.map(({ value }) => value),
    ["--storage-path", "/papers"],
  );
  assert.ok(!JSON.stringify(papers).includes("hunter2"));
  const shipped = [built, scoped].map((one) => one?.packages?.[0]);
  assert.deepEqual(
    shipped.map((pkg) => [pkg?.registryType, pkg?.identifier, pkg?.version]),
    [
      ["pypi", "some-server", "1.2.3"],
      ["npm", "@acme/server", undefined],
    ],
  );
  assert.equal(far?.remotes?.[0]?.url, "https://far.example/mcp");
});

test("ToolHive's newer form holds records", async () => {
  const text = JSON.stringify({
    version: "1.0.0",
    meta: {},
    data: { servers: [{ name: "io.example/a", remotes: [{ type: "sse", url: "https://a.example/sse" }] }, 3] },
  });
  const path = file("newer.json", text);
  assert.deepEqual(
    (await recordsOf(toolhive, path)).map(({ name }) => name),
    ["io.example/a"],
  );
  assert.equal((await problemsOf(toolhive, path)).length, 1);
});

test("a client's servers become packages and addresses without a value of the user's", async () => {
  const path = file("mcp.json", CONFIG);
  const found = await recordsOf(config, path);
  assert.ok(!JSON.stringify(found).includes("hunter2"), JSON.stringify(found));
  assert.ok(!JSON.stringify(found).includes("/home/me"), JSON.stringify(found));
  const ways = found.map(
    ({ packages, remotes }) =>
      packages?.flatMap(({ registryType, identifier, version }) => [registryType, identifier, version ?? null]) ??
      remotes?.[0]?.url,
  );
  assert.deepEqual(ways, [
    ["npm", "@acme/one", "1.2.3"],
    ["npm", "two-pkg", null],
    ["pypi", "three-server", "3.0"],
    ["oci", "acme/four:1.0", null],
    "https://me.example:8443/mcp",
    ["pypi", "seven", null],
  ]);
  assert.deepEqual(found.map(isOwn), [false, false, false, false, true, false]);
  assert.deepEqual(
    found[3]?.packages?.[0]?.environmentVariables?.map(({ name }) => name),
    ["FOUR_KEY", "FOUR_B"],
  );
  assert.deepEqual(
    found[0]?.packages?.[0]?.packageArguments?.map(({ value, valueHint }) => value ?? `{${valueHint}}`),
    ["--port", "80", "--api-key", "{api-key}", "{path}"],
  );
  const problems = await problemsOf(config, path);
  assert.equal(problems.length, 2);
  assert.match(problems.join("\n"), /six: is a command of your own.*eight: .*TOOLRISK_NO_SUCH/s);
});

test("a target is a package, an image, a bundle or an address", async () => {
  const one = async (text: string): Promise<ServerRecord | undefined> => (await recordsOf(target, text))[0];
  const digest = `sha256:${"b".repeat(64)}`;
  const pkg = async (text: string) => {
    const [first] = (await one(text))?.packages ?? [];
    return [first?.registryType, first?.identifier, first?.version ?? null];
  };
  assert.deepEqual(await pkg("npm:@acme/server@1.0.0"), ["npm", "@acme/server", "1.0.0"]);
  assert.deepEqual(await pkg("npm:@acme/server"), ["npm", "@acme/server", null]);
  assert.deepEqual(await pkg("pypi:some-server==2.0"), ["pypi", "some-server", "2.0"]);
  assert.deepEqual(await pkg("pypi:some-server"), ["pypi", "some-server", null]);
  assert.deepEqual(await pkg(`oci:ghcr.io/acme/x@${digest}`), ["oci", `ghcr.io/acme/x@${digest}`, null]);
  assert.deepEqual(await pkg("mcpb:/home/me/some.mcpb"), ["mcpb", "some.mcpb", null]);
  assert.equal((await one("https://a.example/mcp?key=hunter2"))?.remotes?.[0]?.url, "https://a.example/mcp");
  for (const text of ["npm:", "other:x", "ftp://a.example", "https://", "npm:a\u0000b", ""])
    await assert.rejects(() => read(target, text), { name: "SourceError" }, text);
});

test("a catalogue is read from an address of the user's own", async () => {
  const server = createServer((request, response) => {
    response.statusCode = request.url === "/toolhive.json" ? 200 : 404;
    response.end(TOOLHIVE);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    assert.equal((await recordsOf(toolhive, `${origin}/toolhive.json`)).length, 4);
    await assert.rejects(() => read(toolhive, `${origin}/other`), { name: "SourceError", message: /HTTP 404/ });
  } finally {
    server.close();
  }
});

test("what is no catalogue says so", async () => {
  const bomb = `a: &a [x,x,x,x,x,x,x,x,x,x]\n${[..."bcdefghi"].map((key, at) => `${key}: &${key} [${Array(10).fill(`*${"abcdefghi"[at]}`)}]`).join("\n")}\nregistry: {x: *i}\n`;
  for (const text of ["[1, 2]", "{", "3", bomb])
    for (const source of [docker, toolhive])
      await assert.rejects(() => read(source, file("bad.yaml", text)), { name: "SourceError" }, text);
  await assert.rejects(() => read(toolhive, file("bad.yaml", "a: 1")), { name: "SourceError", message: /no list/ });
  await assert.rejects(() => read(docker, join(files, "none")), { name: "SourceError", message: /no such file/ });
  await assert.rejects(() => read(config, file("bad.json", '{"mcpServers": {')), { name: "SourceError" });
});
