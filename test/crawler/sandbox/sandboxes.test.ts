import assert from "node:assert/strict";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import type { LaunchError } from "../../../crawler/launcher.ts";
import { pythonsIn } from "../../../crawler/pythons.ts";
import { type Plan, type Proof, type Sandbox, SERVER_LIMITS } from "../../../crawler/sandbox.ts";
import type { CanaryReport } from "../../../crawler/sandbox-canary.ts";
import { containerWords, type Engine } from "../../../crawler/sandbox-container.ts";
import { breaches, type Outside, runCanary } from "../../../crawler/sandbox-proof.ts";
import { dockerEngine } from "../../../crawler/sandboxes/docker.ts";
import { none } from "../../../crawler/sandboxes/none.ts";
import { podmanEngine } from "../../../crawler/sandboxes/podman.ts";
import { chooseSandbox, proofOf, SANDBOXES } from "../../../crawler/sandboxes.ts";
import { folder } from "../started.ts";
import { needed, skip } from "./proved.ts";

const here = fileURLToPath(new URL(".", import.meta.url));
const plan: Plan = {
  command: process.execPath,
  args: [join(here, "server.mjs"), "--flag", "--privileged"],
  env: { API_KEY: "very-secret", DOCKER_HOST: "tcp://elsewhere" },
  scratch: { cwd: "/scratch", env: { HOME: "/scratch/home" } },
  readOnlyPaths: [here],
  limits: SERVER_LIMITS,
  network: "none",
};

for (const sandbox of SANDBOXES) {
  test(`sandbox ${sandbox.id} says what it is in one line, and its probe never throws`, async () => {
    assert.match(sandbox.says, /^[A-Za-z][^\n]{10,120}$/);
    const proof = await sandbox.probe();
    if (proof.ok) return;
    assert.match(proof.reason, /\S/);
    assert.match(proof.remedy, /\S/);
  });
}

test("none gives a command as it is, in its scratch folder, with nothing of the crawler's environment", () => {
  const { command, args, env, cwd } = none.wrap(plan);
  assert.deepEqual({ command, args, cwd }, { command: plan.command, args: plan.args, cwd: "/scratch" });
  assert.deepEqual(env, { HOME: "/scratch/home", ...plan.env });
});

for (const engine of [dockerEngine, podmanEngine]) {
  test(`${engine.id} is told to keep everything out, and the server's words come last`, () => {
    const words = containerWords(engine, plan, "toolrisk-1", { PATH: "/bin" });
    const text = words.join(" ");
    for (const must of [
      "run --rm --interactive --init --name toolrisk-1",
      "--pull never --network none --read-only --cap-drop ALL --security-opt no-new-privileges",
      "--user 65534:65534",
      "--pids-limit 128",
      "--memory 536870912 --memory-swap 536870912",
      `--tmpfs /tmp:rw,nosuid,nodev,mode=1777,size=67108864${engine.ownsFolders ? ",uid=65534,gid=65534" : ""}`,
      `--mount type=bind,source=${here.replace(/\/$/, "")},target=/app,readonly`,
    ])
      assert.ok(text.includes(must), `${must}\n${text}`);
    assert.ok(words.includes("API_KEY"), "by name alone");
    assert.ok(!text.includes("very-secret"));
    // The engine's own command line would read it.
    assert.ok(words.includes("DOCKER_HOST=tcp://elsewhere"));
    assert.deepEqual(words.slice(-4), ["node:24-bookworm-slim", "/app/server.mjs", "--flag", "--privileged"]);
    assert.equal(words.filter((word) => word === "--mount").length, 1);
  });
}

test("an engine that is not there, or has no daemon, is a reason with a remedy", async () => {
  const { containerSandbox } = await import("../../../crawler/sandbox-container.ts");
  using bin = folder();
  const answering = join(bin.path, "fake-engine");
  writeFileSync(answering, "#!/bin/sh\necho cannot connect >&2\nexit 1\n", { mode: 0o755 });
  const engine = (id: string): Engine => ({ ...dockerEngine, id: id as "docker" });
  assert.deepEqual(await containerSandbox(engine("no-such-engine")).probe(), {
    ok: false,
    reason: "no-such-engine is not installed",
    remedy: dockerEngine.remedy,
  });
  const path = process.env.PATH;
  process.env.PATH = bin.path;
  try {
    const proof = await containerSandbox(engine("fake-engine")).probe();
    assert.ok(!proof.ok);
    assert.match(proof.reason, /fake-engine does not answer: cannot connect/);
    writeFileSync(answering, '#!/bin/sh\n[ "$1" = info ]\n', { mode: 0o755 });
    const pulled = await containerSandbox(engine("fake-engine")).probe();
    assert.ok(!pulled.ok);
    assert.match(`${pulled.reason}: ${pulled.remedy}`, /image node:24-bookworm-slim is not there: fake-engine pull/);
  } finally {
    process.env.PATH = path;
  }
});

const fake = (id: string, proof: Proof): Sandbox & { probes: number } => ({
  id,
  says: id,
  confines: true,
  probes: 0,
  async probe() {
    this.probes++;
    return proof;
  },
  wrap: none.wrap,
});
const missing: Proof = { ok: false, reason: "it is not here", remedy: "get it there" };

test("the first sandbox that holds is chosen; its proof is remembered, a failed one is not", async () => {
  using home = folder();
  const sandboxes = [fake("first", missing), fake("second", { ok: true }), fake("third", { ok: true })];
  for (let round = 0; round < 3; round++)
    assert.equal((await chooseSandbox({ home: home.path, sandboxes })).id, "second");
  assert.deepEqual(
    sandboxes.map(({ probes }) => probes),
    [3, process.platform === "linux" ? 1 : 3, 0],
  );
});

test("a proof of another boot does not count", async () => {
  using home = folder();
  const sandbox = fake("second", { ok: true });
  mkdirSync(join(home.path, "sandboxes"));
  writeFileSync(join(home.path, "sandboxes", "second"), "0".repeat(64));
  await proofOf(sandbox, home.path);
  assert.equal(sandbox.probes, 1);
});

test("without any it refuses, and says for each why and how to get it; only the user's word goes on", async () => {
  using home = folder();
  const sandboxes = [fake("first", missing), fake("second", missing), none];
  await assert.rejects(chooseSandbox({ home: home.path, sandboxes }), {
    name: "NoSandboxError",
    message: /first: it is not here\n +to get it: get it there\n +second: it is not here/,
  });
  assert.deepEqual(readdirSync(home.path), []);
  assert.equal((await chooseSandbox({ home: home.path, sandboxes, unsafe: true })).id, "none");
});

const held: CanaryReport = {
  reachedLoopback: false,
  reachedAbstractSocket: false,
  readPaths: [],
  writablePaths: [],
  sawSecret: false,
  processes: 2,
  isRoot: false,
  madeNamespace: false,
  inherited: [],
  namespaces: { pid: "pid:[2]", net: "net:[2]" },
  noNewPrivileges: true,
  filtered: true,
  capable: false,
  roomy: [],
  closed: [],
  bounds: { cpuSeconds: 60, fileSize: 2 ** 26, openFiles: 1_024, processes: 128, memory: 2 ** 29 },
};
const watched: Outside = {
  hits: 0,
  outsideUsers: [60_579],
  outside: { pid: "pid:[1]", net: "net:[1]" },
  keepsMemory: false,
};

const BREACHES: [says: RegExp, report: Partial<CanaryReport>, outside?: Partial<Outside>][] = [
  [/loopback/, { reachedLoopback: true }],
  [/loopback/, {}, { hits: 1 }],
  [/abstract unix socket/, { reachedAbstractSocket: true }],
  [/read 1 private/, { readPaths: ["/root"] }],
  [/write \/proc\/sys\/kernel\/core_pattern/, { writablePaths: ["/proc/sys/kernel/core_pattern"] }],
  [/variable/, { sawSecret: true }],
  [/97 processes/, { processes: 97 }],
  [/root inside/, { isRoot: true }],
  [/root of this machine/, {}, { outsideUsers: [60_579, 0] }],
  [/user namespace/, { madeNamespace: true }],
  [/descriptors: \/home/, { inherited: ["/home"] }],
  [/gained privileges/, { noNewPrivileges: false }],
  [/no system call filter/, { filtered: false }],
  [/capabilities/, { capable: true }],
  [/could fill \/var\/tmp/, { roomy: ["/var/tmp"] }],
  [/could not write its own \/tmp/, { closed: ["/tmp"] }],
  [/its memory had no bound/, { bounds: { ...held.bounds, memory: null } }],
  [/its memory had no bound/, { bounds: { ...held.bounds, memory: 2 ** 33 } }],
  [/its processes had no bound/, { bounds: { ...held.bounds, processes: null } }],
  [/its processor time had no bound/, { bounds: { ...held.bounds, cpuSeconds: null } }],
  [/the size of its files had no bound/, { bounds: { ...held.bounds, fileSize: null } }],
  [/its open files had no bound/, { bounds: { ...held.bounds, openFiles: 1_048_576 } }],
  [/shared the net namespace/, { namespaces: { pid: "pid:[2]", net: "net:[1]" } }],
];
test("a canary that was held is no breach", () => {
  assert.deepEqual(breaches(held, watched), []);
  // Where the crawler itself watches its memory, nothing inside tells of a bound.
  const unseen = { ...held, bounds: { ...held.bounds, memory: null } };
  assert.deepEqual(breaches(unseen, { ...watched, keepsMemory: true }), []);
});
for (const [says, report, outside] of BREACHES) {
  test(`the proof fails: ${says.source}`, () => {
    const found = breaches({ ...held, ...report }, { ...watched, ...outside });
    assert.equal(found.length, 1);
    assert.match(found[0] ?? "", says);
  });
}

test("the canary itself finds a sandbox that does not hold", { skip }, async () => {
  // It changes nothing even then: what it opens for writing it does not write to.
  const proof = await runCanary({ ...needed(), id: "open", wrap: none.wrap });
  assert.ok(!proof.ok);
  for (const words of [
    "loopback",
    "abstract unix socket",
    "private paths",
    "processes",
    "system call filter",
    "shared the net namespace",
  ])
    assert.ok(proof.reason.includes(words), proof.reason);
});

test("a sandbox with another system inside has none of the system's Pythons", async () => {
  const inside = await pythonsIn({ id: "docker", confines: true }).catch((error: LaunchError) => error.message);
  if (typeof inside === "string") assert.match(inside, /sandbox docker.*uv python install/s);
  else assert.ok(inside.every(({ prefix }) => !/^\/usr(?:\/|$)/.test(prefix)));
  const shared = await pythonsIn({ id: "bubblewrap", confines: true, sharesSystem: true });
  assert.deepEqual(shared, await pythonsIn(none));
});
