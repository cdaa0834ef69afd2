import assert from "node:assert/strict";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { startProcess } from "../../../crawler/process-tree.ts";
import { type Limits, type Plan, SERVER_LIMITS } from "../../../crawler/sandbox.ts";
import { unhinderedTime } from "../../unhindered-time.ts";
import { folder } from "../started.ts";
import { needed, skip } from "./proved.ts";
import { here, shellPlan } from "./shell-plan.ts";

/** Runs a shell command in the sandbox; gives what it printed and how it ended. */
const inside = async (
  script: string,
  plan: Partial<Plan> = {},
): Promise<{ stdout: string; stderr: string; code: number | null; words: string[] }> => {
  const confined = needed().wrap(shellPlan(script, plan));
  const { child, kill } = startProcess(confined.command, confined.args, confined);
  const out = { stdout: "", stderr: "" };
  child.stdout?.on("data", (chunk: Buffer) => {
    out.stdout += chunk;
  });
  child.stderr?.on("data", (chunk: Buffer) => {
    out.stderr += chunk;
  });
  child.stdin?.end();
  const [code] = await once(child, "close");
  await kill();
  return { ...out, code: code as number | null, words: [confined.command, ...confined.args] };
};

test("nothing of a server's variables stands on a command line that other users see", { skip }, async () => {
  const { stdout, words } = await inside('echo "$API_KEY"; tr "\\0" " " < /proc/1/cmdline', {
    env: { API_KEY: "very-secret" },
  });
  assert.match(stdout, /^very-secret\n/);
  assert.doesNotMatch(stdout.slice("very-secret".length), /very-secret/);
  assert.doesNotMatch(words.join(" "), /very-secret/);
});

test("only the package, the system and an empty home are there, and only the home can be written", {
  skip,
}, async () => {
  const { stdout } = await inside(
    "ls / ; ls -A $HOME /tmp; touch $HOME/a /tmp/b /dev/shm/c && echo yes; touch /app/x /x /dev/x /usr/x; pwd",
  );
  assert.deepEqual(
    stdout.split("\n").filter((line) => !["lib32", "lib64", "libx32", "sbin", "opt", "nix"].includes(line)),
    ["app", "bin", "dev", "etc", "home", "lib", "proc", "tmp", "usr", "/home/u:", "", "/tmp:", "yes", "/home/u", ""],
  );
});

test("a path of the machine is translated, in the command, its words and its variables", { skip }, async () => {
  const file = fileURLToPath(import.meta.url);
  const { stdout } = await inside('cat "$1" | head -1; echo "$FILE"', {
    args: ["-c", 'head -1 "$1"; echo "$FILE"', "sh", file],
    env: { FILE: file },
  });
  assert.equal(stdout, `${readFileSync(file, "utf8").split("\n")[0]}\n/app/bubblewrap.test.ts\n`);
});

test("a descriptor that the crawler was started with does not lead out", { skip }, async () => {
  // As a shell or a CI runner leaves them: open, and not closed on exec.
  using outside = folder();
  const script = `import { startProcess } from ${JSON.stringify(join(here, "../../../crawler/process-tree.ts"))};
    const { child, kill } = startProcess("/bin/ls", ["-l", "/proc/self/fd"], { env: {}, cwd: "/" });
    child.stdout.on("data", (chunk) => process.stdout.write(chunk)); child.on("close", kill);`;
  const shell = `exec 99<"${outside.path}"; exec "$0" --input-type=module -e "$1"`;
  const { child, kill } = startProcess("/bin/bash", ["-c", shell, process.execPath, script], { env: {}, cwd: "/" });
  let text = "";
  child.stdout?.on("data", (chunk: Buffer) => {
    text += chunk;
  });
  child.stdin?.end();
  await once(child, "close");
  await kill();
  assert.match(text, /99 -> \/dev\/null/);
  assert.ok(!text.includes(outside.path), text);
});

test("a door is the only way out, and it leads to its socket alone", { skip }, async () => {
  using outside = folder();
  const socket = join(outside.path, "door.sock");
  const server = createServer((client) => client.end("hello from outside\n"));
  await new Promise<void>((done) => server.listen({ path: socket, readableAll: true, writableAll: true }, done));
  try {
    const dial = (port: number): string =>
      `require("node:net").connect(${port}, "127.0.0.1").on("error", (e) => console.log(e.code)).on("data", (d) => console.log(String(d).trim()))`;
    const { stdout, stderr } = await inside("", {
      command: process.execPath,
      args: ["-e", `${dial(4_000)};${dial(4_001)}`],
      network: { doors: [{ port: 4_000, socket }] },
    });
    assert.deepEqual(stdout.trim().split("\n").sort(), ["ECONNREFUSED", "hello from outside"], stderr);
  } finally {
    server.close();
  }
});

const BOUNDS: [name: string, limits: Partial<Limits>, script: string, says: RegExp][] = [
  ["processor time", { cpuSeconds: 1 }, "while :; do :; done", /^$/],
  ["file size", { fileSize: 2 ** 20 }, "head -c 2000000 /dev/zero > /tmp/x; wc -c < /tmp/x", /^1048576\n$/],
  ["open files", { openFiles: 64 }, "ulimit -n", /^64\n$/],
  ["scratch space", { scratch: 2 ** 20 }, "head -c 5000000 /dev/zero > /tmp/x; wc -c < /tmp/x", /^1048576\n$/],
  [
    "processes",
    { processes: 20 },
    "for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25; do sleep 3 & done; echo all",
    /^$/,
  ],
];
for (const [name, limits, script, says] of BOUNDS) {
  test(`a limit holds: ${name}`, { skip }, async () => {
    const { stdout, code } = await inside(script, { limits: { ...SERVER_LIMITS, ...limits } });
    assert.match(stdout, says);
    if (says.test("")) assert.notEqual(code, 0);
  });
}

test("where the machine runs out of memory, the server is ended before the crawler", { skip }, async () => {
  const { stdout } = await inside("cat /proc/1/oom_score_adj /proc/self/oom_score_adj");
  assert.equal(stdout, "1000\n1000\n");
});

test("killing it ends everything inside at once", { skip }, async () => {
  const confined = needed().wrap(shellPlan("for i in 1 2 3; do setsid sleep 1000 & done; echo ready; wait"));
  const { child, kill } = startProcess(confined.command, confined.args, confined);
  if (child.stdout) await once(child.stdout, "data");
  const time = unhinderedTime();
  assert.equal(await kill(), 0);
  assert.ok(time() < 1_000);
});

test("what must be read must exist: a plan with a path that is not there is an error", { skip }, async () => {
  await assert.rejects(inside("true", { readOnlyPaths: [join(tmpdir(), "no-such-folder")] }), /ENOENT/);
});
