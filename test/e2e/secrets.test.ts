import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { globSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { runCli } from "../cli/run-cli.ts";
import { folder } from "../crawler/started.ts";

/*
 * Secrets of every kind that a machine has, given to servers that tell all they were given, or lying beside them. None may
 * be in anything that is printed or kept.
 */

const work = folder();
const home = join(work.path, "home");
const secret = (kind: string): string => `${kind}-${randomBytes(12).toString("hex")}`;
const secrets = {
  variable: secret("v"),
  argument: secret("a"),
  inline: secret("i"),
  header: secret("h"),
  query: secret("q"),
  basic: secret("b"),
  environment: secret("e"),
  registry: secret("r"),
  quoted: `"${secret("j")}\\`,
};
const config = join(work.path, "mcp.json");
const records = join(work.path, "records.json");
let remote: Server;
let registry: Server;

const listen = async (server: Server): Promise<number> => {
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return (server.address() as AddressInfo).port;
};

before(async () => {
  remote = createServer(async (request, response) => {
    const told = JSON.stringify([request.url, request.headers, (request.headers.authorization ?? "").split(" ")[1]]);
    if (request.method !== "POST") return void response.writeHead(405).end();
    const { id, method } = JSON.parse((await request.setEncoding("utf8").toArray()).join("")) as {
      id?: number;
      method: string;
    };
    if (request.url?.startsWith("/fails")) return void response.writeHead(500).end(told);
    if (id === undefined) return void response.writeHead(202).end();
    const serverInfo = { name: told, version: told };
    const result =
      method === "initialize"
        ? { protocolVersion: "2025-11-25", capabilities: { tools: {} }, serverInfo, instructions: told }
        : { tools: [{ name: "send_mail", description: `Sends ${told}`, inputSchema: { type: "object" } }] };
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ jsonrpc: "2.0", id, result }));
  });
  registry = createServer((request, response) => {
    response
      .writeHead(500, { "content-type": "application/json" })
      .end(JSON.stringify({ error: JSON.stringify(request.headers) }));
  });
  const port = await listen(remote);
  const words = (behaviour: string): string[] => [
    fileURLToPath(new URL("echo-server.mjs", import.meta.url)),
    behaviour,
    "--api-key",
    secrets.argument,
    `--password=${secrets.inline}`,
  ];
  const env = { API_TOKEN: secrets.variable, QUOTED_SECRET: secrets.quoted };
  const local = (behaviour: string) => ({ command: process.execPath, args: words(behaviour), env });
  const far = (path: string, authorization: string) => ({
    url: `http://127.0.0.1:${port}${path}?key=${secrets.query}`,
    headers: { Authorization: authorization, "X-Api-Key": secrets.header },
  });
  const basic = `Basic ${Buffer.from(`me:${secrets.basic}`).toString("base64")}`;
  const mcpServers = {
    lists: local("lists"),
    fails: local("fails"),
    far: far("/mcp", `Bearer ${secrets.header}`),
    "far-basic": far("/basic", basic),
    "far-fails": far("/fails", `Bearer ${secrets.header}`),
  };
  writeFileSync(config, JSON.stringify({ mcpServers }));
  const packages = [{ registryType: "npm", identifier: "anything", version: "1.0.0" }];
  writeFileSync(records, JSON.stringify([{ name: "io.example/anything", packages }]));
  process.env.TOOLRISK_TEST_SECRET = secrets.environment;
  process.env.npm_config_registry = `http://me:${secrets.registry}@127.0.0.1:${await listen(registry)}/`;
});
after(() => {
  delete process.env.TOOLRISK_TEST_SECRET;
  delete process.env.npm_config_registry;
  remote?.close();
  registry?.closeAllConnections();
  registry?.close();
  work[Symbol.dispose]();
});

/** The secrets in a text, as they are, inside of JSON, in an address, or packed as credentials. */
const foundIn = (text: string): string[] =>
  Object.entries(secrets).flatMap(([kind, value]) => {
    const forms = [value, JSON.stringify(value).slice(1, -1), encodeURIComponent(value)];
    const packed = Buffer.from(`me:${value}`).toString("base64");
    return [...forms, packed].some((form) => text.includes(form)) ? [kind] : [];
  });

const at = (name: string): string => join(work.path, name);
const COMMANDS: [words: () => string[], codes: number[]][] = [
  [() => ["check", "--yes", "--all", "--json", config], [0, 1, 3]],
  [
    () => [
      "check",
      "--yes",
      "--all",
      config,
      "--html",
      at("r.html"),
      "--markdown",
      at("r.md"),
      "--sarif",
      at("r.sarif"),
    ],
    [0, 1, 3],
  ],
  [() => ["lock", "--yes", "--lock", at("mcp-lock.json"), config], [0, 1, 3]],
  [() => ["crawl", "--source", `config:${config}`], [0, 3]],
  [() => ["crawl", "--source", `records:${records}`, "--unsafe-no-sandbox"], [0, 3]],
  [() => ["export", "snapshots"], [0]],
  [() => ["site", "build", "--out", at("public")], [0]],
  [() => ["policy", `127.0.0.1:${(remote.address() as AddressInfo).port}/mcp`], [0]],
];
for (const [number, [words, codes]] of COMMANDS.entries()) {
  const name = /\["(\w+)"|\[\s*"(\w+)"/.exec(words.toString())?.slice(1).join("") ?? "";
  test(`no secret is printed by command ${number + 1}: ${name}`, async () => {
    const { code, stdout, stderr } = await runCli(words(), { home, cwd: work.path });
    assert.ok(codes.includes(code ?? -1), stderr);
    assert.ok(stdout.length > 0, "nothing was printed");
    assert.deepEqual(foundIn(stdout), [], stdout);
    assert.deepEqual(foundIn(stderr), [], stderr);
  });
}

test("no secret is kept in any file", () => {
  const files = globSync("**/*", { cwd: work.path, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => file !== config);
  for (const kept of ["toolrisk.db", "mcp-lock.json", "r.html", "r.sarif", "public/index.html"])
    assert.ok(
      files.some((file) => file.endsWith(kept)),
      `${kept} was not written`,
    );
  for (const file of files) {
    const bytes = readFileSync(file);
    const text = file.endsWith(".gz") ? gunzipSync(bytes) : bytes;
    assert.deepEqual(foundIn(text.toString("latin1")), [], file);
  }
  // That it was looked at at all: the texts around the secrets are there.
  const database = readFileSync(files.find((file) => file.endsWith("toolrisk.db")) ?? "", "latin1");
  assert.match(database, /\[redacted\]/);
  const pages = files.filter((file) => file.startsWith(at("public")) && file.endsWith(".html"));
  assert.ok(
    pages.filter((file) => readFileSync(file, "utf8").includes("[redacted]")).length >= 4,
    "no page has the text",
  );
});
