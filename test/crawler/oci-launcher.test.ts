import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { parseImage } from "../../crawler/container-image.ts";
import { oci } from "../../crawler/launchers/oci.ts";
import type { ServerRecord } from "../../db/records/server.ts";
import { launcherContract } from "./launcher.contract.ts";
import { crawled } from "./started.ts";

const home = mkdtempSync(join(tmpdir(), "crawler-oci-"));
const { PATH, HOME } = process.env;
before(() => {
  mkdirSync(join(home, "bin"));
  symlinkSync(fileURLToPath(new URL("servers/container-engine.mjs", import.meta.url)), join(home, "bin", "docker"));
  Object.assign(process.env, {
    HOME: home,
    PATH: [join(home, "bin"), dirname(process.execPath), "/usr/bin", "/bin"].join(delimiter),
  });
});
after(() => {
  Object.assign(process.env, { PATH, HOME });
  rmSync(home, { recursive: true, force: true });
});

const record = (identifier: string, more = {}): ServerRecord => ({
  name: `oci/${identifier}`,
  packages: [{ registryType: "oci", identifier, ...more }],
});
const told = (): string[][] =>
  readFileSync(join(home, "engine.log"), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as string[]);

launcherContract(oci, { record: () => record("docker.io/acme/server:1.0.0"), tools: ["one", "two"] });

test("an image is pulled, and run without network, rights or the record's runtime arguments", async () => {
  const more = {
    packageArguments: [{ type: "positional", value: "duplicates" }],
    runtimeArguments: [
      { type: "named", name: "-v", value: "/:/host" },
      { type: "named", name: "--privileged" },
    ],
    runtimeHint: "bash",
    environmentVariables: [{ name: "GIVEN", value: "yes" }],
  };
  const [result] = await crawled([record("acme/server:1.0.0", more)]);
  assert.equal(result?.attempt.outcome, "listed", result?.attempt.error ?? "");
  assert.deepEqual(
    result?.tools.map(({ name }) => name),
    ["same", "same"],
  );
  assert.equal(result?.attempt.integrity, `sha256:${"a".repeat(64)}`);
  assert.equal(result?.attempt.sandbox, "docker");
  const run = told().findLast(([verb]) => verb === "run") ?? [];
  const text = run.join(" ");
  for (const part of [
    "--network none",
    "--read-only",
    "--cap-drop ALL",
    "no-new-privileges",
    "--user 65534:65534",
    "--pull never",
  ])
    assert.ok(text.includes(part), part);
  assert.ok(text.endsWith("--env GIVEN=yes docker.io/acme/server:1.0.0 duplicates"), text);
  assert.doesNotMatch(text, /privileged\b(?<!new-privileges)|\/host| -v /);
  assert.deepEqual(told().at(-1)?.slice(0, 2), ["rm", "--force"]);
});

test("a real server behind an engine is listed over the pipes of its container", async () => {
  const [result] = await crawled([record(`acme/sdk:1@sha256:${"a".repeat(64)}`)]);
  assert.equal(result?.attempt.outcome, "listed", result?.attempt.error ?? "");
  assert.deepEqual(
    result?.tools.map(({ name }) => name),
    ["read_note", "purge_notes"],
  );
  assert.deepEqual([result?.attempt.instructions, result?.attempt.serverInfo?.name], ["Be gentle.", "fixture-v1"]);
  assert.equal(result?.attempt.integrity, `sha256:${"a".repeat(64)}`);
});

test("an image with another digest than the record names is refused", async () => {
  const [result] = await crawled([record(`acme/server@sha256:${"b".repeat(64)}`)]);
  assert.equal(result?.attempt.outcome, "refused");
  assert.match(result?.attempt.error ?? "", /has another digest/);
});

test("an engine that does not answer is told, and the next one is taken", async () => {
  process.env.DOCKER_HOST = "down";
  try {
    const [without] = await crawled([record("acme/server:1.0.0")]);
    assert.equal(without?.attempt.outcome, "refused");
    assert.match(
      without?.attempt.error ?? "",
      /docker does not answer \(Cannot connect to the Docker daemon\); podman is not installed/,
    );
  } finally {
    delete process.env.DOCKER_HOST;
  }
  const bin = join(home, "bin");
  renameSync(join(bin, "docker"), join(bin, "podman"));
  writeFileSync(join(bin, "docker"), "no program");
  try {
    const [result] = await crawled([record("acme/server:1.0.0")]);
    assert.deepEqual([result?.attempt.outcome, result?.attempt.sandbox], ["listed", "podman"]);
  } finally {
    renameSync(join(bin, "podman"), join(bin, "docker"));
  }
});

test("an image that is not there cannot be installed", async () => {
  const [result] = await crawled([record("acme/missing:1.0.0")]);
  assert.equal(result?.attempt.outcome, "install-failed");
  assert.match(result?.attempt.error ?? "", /manifest unknown/);
});

test("references outside the grammar, and hosts where no server may lie, are refused", async () => {
  const wrong = [
    "--privileged",
    "-v/:/x",
    "acme/server;id",
    "ACME/Server",
    "10.0.0.1:5000/x",
    "localhost/x",
    "localhost:5000/x",
    "evil.example.com/x",
    "acme/server@sha256:12",
    "../x",
    "a b",
    "",
  ];
  for (const identifier of wrong.filter(Boolean)) {
    const [result] = await crawled([record(identifier)]);
    assert.equal(result?.attempt.outcome, "refused", `${identifier}: ${result?.attempt.error}`);
  }
  const digest = `sha256:${"b".repeat(64)}`;
  assert.equal(parseImage("ghcr.io/a/b", "2.0").full, "ghcr.io/a/b:2.0");
  assert.equal(parseImage(`acme/server@${digest}`, "2.0").full, `docker.io/acme/server@${digest}`);
  assert.equal(parseImage("us-docker.pkg.dev/p/r/i:1", null).tag, "1");
});

test("without an engine it is said what is missing", async () => {
  const before = process.env.PATH;
  process.env.PATH = "/nonexistent";
  try {
    const [result] = await crawled([record("acme/server:1.0.0")]);
    assert.equal(result?.attempt.outcome, "refused");
    assert.match(
      result?.attempt.error ?? "",
      /need Docker or Podman: docker is not installed; podman is not installed/,
    );
  } finally {
    process.env.PATH = before;
  }
});
