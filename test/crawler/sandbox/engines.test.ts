// The second backend on the engines themselves, where this machine has one that answers: our words are read by Docker and
// Podman, the canary runs in their containers, and each protection that is left out is found.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { delimiter, join } from "node:path";
import { after, before, suite, test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { imageSandbox } from "../../../crawler/container-image.ts";
import { listTools } from "../../../crawler/list-tools.ts";
import { startProcess } from "../../../crawler/process-tree.ts";
import type { Plan } from "../../../crawler/sandbox.ts";
import { docker } from "../../../crawler/sandboxes/docker.ts";
import { podman } from "../../../crawler/sandboxes/podman.ts";
import { makeScratch } from "../../../crawler/scratch.ts";
import { StdioConnection } from "../../../crawler/stdio-connection.ts";
import { serveRegistry } from "../registry-double.ts";
import { attempted, crawled, folder, processesWith } from "../started.ts";
import { type Edit, realEngine } from "./engines.ts";
import { here, shellPlan } from "./shell-plan.ts";

const raw = readFileSync(new URL("../servers/raw.mjs", import.meta.url), "utf8");

/** A protection that is left out, or a right that is given, and what the canary says to it. */
const leftOut = (tmp: string): [name: string, edit: Edit, says: RegExp][] => [
  ["the network's absence", { out: ["--network", "none"], in: ["--network", "host"] }, /loopback.*net namespace/],
  ["the read-only file system", { out: ["--read-only"] }, /it could fill \//],
  ["the drop of capabilities", { out: ["--cap-drop", "ALL"] }, /capabilities/],
  ["the end of privileges", { out: ["--security-opt", "no-new-privileges"] }, /gained privileges/],
  ["the user", { out: ["--user", "65534:65534"], in: ["--user", "0:0"] }, /root inside/],
  [
    "the bound on processes",
    { out: ["--pids-limit", "128"], in: ["--pids-limit", "-1"] },
    /its processes had no bound/,
  ],
  ["the bound on memory", { out: ["--memory", "536870912", "--memory-swap", "536870912"] }, /its memory had no bound/],
  ["the bound on files", { out: ["--ulimit", "fsize=67108864:67108864"] }, /size of its files had no bound/],
  [
    "the bound on open files",
    { out: ["--ulimit", "nofile=1024:1024"], in: ["--ulimit", "nofile=4000:4000"] },
    /open files had no bound/,
  ],
  ["the bound on processor time", { out: ["--ulimit", "cpu=60:60"] }, /processor time had no bound/],
  [
    "the size of a folder in memory",
    {
      out: ["--tmpfs", tmp],
      in: ["--tmpfs", tmp.replace(/size=\d+/, "size=1g")],
    },
    /it could fill \/tmp/,
  ],
  ["the filter of system calls", { out: ["--init"], in: ["--init", "--security-opt", "seccomp=unconfined"] }, /filter/],
  ["the processes' own numbers", { out: ["--init"], in: ["--pid", "host"] }, /pid namespace/],
  ["the memory's own names", { out: ["--shm-size", "1048576"], in: ["--ipc", "host"] }, /ipc namespace/],
  [
    "the machine's absence",
    { out: ["--init"], in: ["--init", "--volume", "/etc/hostname:/var/run/docker.sock:ro"] },
    /read 1 private paths/,
  ],
  ["all rights", { out: ["--init"], in: ["--init", "--privileged"] }, /capabilities/],
];

for (const sandbox of [docker, podman]) {
  const engine = realEngine(sandbox.id as "docker" | "podman");
  if (typeof engine === "string") {
    test(`${sandbox.id} itself`, { skip: engine });
    continue;
  }
  suite(`${engine.id} itself`, () => {
    const { PATH, TOOLRISK_SANDBOX_IMAGE } = process.env;
    before(() => {
      Object.assign(process.env, { PATH: [engine.bin, PATH].join(delimiter), TOOLRISK_SANDBOX_IMAGE: engine.image });
    });
    after(() => {
      process.env.PATH = PATH;
      if (TOOLRISK_SANDBOX_IMAGE === undefined) delete process.env.TOOLRISK_SANDBOX_IMAGE;
      else process.env.TOOLRISK_SANDBOX_IMAGE = TOOLRISK_SANDBOX_IMAGE;
      engine.remove();
    });

    const inside = async (script: string, more: Partial<Plan> = {}): Promise<{ said: string; code: number | null }> => {
      const confined = sandbox.wrap(shellPlan(script, more));
      const { child, kill } = startProcess(confined.command, confined.args, confined);
      let said = "";
      for (const stream of [child.stdout, child.stderr])
        stream?.on("data", (chunk: Buffer) => {
          said += chunk;
        });
      child.stdin?.end();
      const [code] = await once(child, "close");
      await kill();
      await confined.end?.();
      return { said, code: code as number | null };
    };

    test("its containers hold the canary", async () => {
      assert.deepEqual(await sandbox.probe(), { ok: true });
      assert.deepEqual(engine.containers(), []);
    });

    const words = sandbox.wrap(shellPlan("")).args;
    const tmp = words.find((word) => word.startsWith("/tmp:rw,")) ?? "";
    for (const [name, edit, says] of leftOut(tmp)) {
      test(`without ${name} the canary is not held`, async () => {
        engine.change([edit]);
        try {
          const proof = await sandbox.probe();
          assert.ok(!proof.ok, "it was held");
          assert.match(proof.reason, /the canary was not held/);
          assert.match(proof.reason, says);
        } finally {
          engine.change([]);
        }
        assert.deepEqual(engine.containers(), []);
      });
    }

    test("a server is listed through it, and its variables reach it", async () => {
      const result = await attempted("raw.mjs", [], { sandbox, deadlineMs: 60_000 });
      assert.equal(result.attempt.outcome, "listed", result.attempt.error ?? "");
      assert.equal(result.attempt.sandbox, engine.id);
      const { said } = await inside('echo "$API_KEY $HOME $PWD"; ls /app', {
        env: { API_KEY: 'a b"c', DOCKER_HOST: "x" },
      });
      assert.match(said, /^a b"c \/home\/u \/home\/u\n/);
      assert.match(said, /^engines\.test\.ts$/m);
    });

    test("an image's own server is listed, and neither reaches out nor stays", async () => {
      const image = { full: engine.image, digest: null, tag: "node" };
      const settings = { args: [], env: {}, files: [], backends: [] };
      const box = imageSandbox({ id: engine.id, command: engine.command }, image, settings);
      const connection = new StdioConnection({ command: engine.command, args: [], env: {} }, makeScratch(), box);
      try {
        const { failure, tools } = await listTools(connection, { deadlineMs: 60_000 });
        assert.equal(failure, null, failure?.message);
        assert.ok(tools.length > 0);
      } finally {
        await connection.close();
      }
      assert.deepEqual(engine.containers(), []);
    });

    test("a package is fetched and its server listed in it, and its files are this crawler's to remove", async () => {
      using home = folder();
      const files = { "bin/server.mjs": raw };
      const manifest = { bin: { server: "bin/server.mjs" } };
      const registry = await serveRegistry([{ name: "in-engine", version: "1.0.0", files, manifest }]);
      const before = process.env.npm_config_registry;
      process.env.npm_config_registry = registry.address;
      try {
        const record = {
          name: "npm/in-engine",
          packages: [{ registryType: "npm", identifier: "in-engine", version: "1.0.0" }],
        };
        const [result] = await crawled([record], { home: home.path, sandbox, deadlineMs: 60_000 });
        assert.equal(result?.attempt.outcome, "listed", result?.attempt.error ?? "");
        const installed = join(home.path, "packages", "npm", "in-engine@1.0.0");
        assert.ok(readdirSync(installed).includes("node_modules"));
        if (process.getuid?.() !== 0) assert.equal(statSync(installed).uid, process.getuid?.());
      } finally {
        if (before === undefined) delete process.env.npm_config_registry;
        else process.env.npm_config_registry = before;
        await registry.close();
      }
      assert.deepEqual(engine.containers(), []);
    });

    test("what uses more memory or more processes than it may is ended or told so, alone", async () => {
      const hog = "const all = []; for (;;) all.push(Buffer.alloc(16 * 2 ** 20, 1));";
      const { code } = await inside("", { command: process.execPath, args: ["-e", hog] });
      assert.equal(code, 137);
      const { said } = await inside("i=0; while [ $i -lt 200 ]; do sleep 5 & i=$((i+1)); done; echo all");
      assert.match(said, /fork|Resource temporarily unavailable/i);
      assert.deepEqual(engine.containers(), []);
    });

    test("killing it ends everything inside, and a crawler that is killed leaves no container", async () => {
      const mark = `mark-${randomUUID()}`;
      const script = `trap "" TERM; for i in 1 2 3; do setsid sleep 1000 & done; echo ready; sleep 1000 # ${mark}`;
      const confined = sandbox.wrap(shellPlan(script));
      const { child, kill } = startProcess(confined.command, confined.args, confined);
      if (child.stdout) await once(child.stdout, "data");
      await kill();
      await confined.end?.();
      assert.equal(processesWith(mark), 0);
      const crawler = spawn(process.execPath, [join(here, "start-in-engine.ts"), engine.id, mark], {
        stdio: ["ignore", "pipe", "inherit"],
        env: process.env,
      });
      if (crawler.stdout) await Promise.race([once(crawler.stdout, "data"), once(crawler, "exit")]);
      assert.equal(engine.containers().length, 1);
      crawler.kill("SIGKILL");
      for (let tries = 0; tries < 600 && engine.containers().length + processesWith(mark) > 0; tries++) await wait(50);
      assert.deepEqual([engine.containers(), processesWith(mark)], [[], 0]);
    });
  });
}
