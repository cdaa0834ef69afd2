import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { killLeftovers, startProcess } from "../../../crawler/process-tree.ts";
import { randomFrom } from "../../seeded-random.ts";
import { folder, processesWith } from "../started.ts";
import { skip } from "./proved.ts";

const ROUNDS = 12;
/** From before the first start until all six run, on a machine with much to do, in ms. */
const MOST_DELAY = 250;

const until = async (done: () => boolean): Promise<boolean> => {
  for (let tries = 0; tries < 2_400 && !done(); tries++) await wait(25);
  return done();
};

const linux = { skip: process.platform === "linux" ? false : "the lifeline reads /proc" };

/** Starts a script of this folder that says "now", and gives it then. */
const started = async (script: string, ...words: string[]): Promise<ChildProcess> => {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const child = spawn(process.execPath, [path, ...words], { stdio: ["ignore", "pipe", "inherit"] });
  if (child.stdout) await once(child.stdout, "data");
  return child;
};

test(`a crawler killed at ${ROUNDS} random moments while six sandboxes start leaves no process`, {
  skip,
}, async (context) => {
  const seed = Number(process.env.KILL_SEED ?? Date.now() % 2 ** 32);
  context.diagnostic(`KILL_SEED=${seed}`);
  const random = randomFrom(seed);
  for (let round = 0; round < ROUNDS; round++) {
    const mark = `mark-${randomUUID()}`;
    const crawler = await started("start-confined.ts", mark);
    const delay = random() * MOST_DELAY;
    await wait(delay);
    crawler.kill("SIGKILL");
    await once(crawler, "exit");
    assert.ok(await until(() => processesWith(mark) === 0), `killed after ${delay.toFixed(1)} ms: processes survived`);
  }
});

test(
  "what is started on a lifeline has its words, its input, its descriptors and its exit as without",
  linux,
  async () => {
    const words = ["-c", 'cat; cat <&3; echo "$0 $*"; echo "$GIVEN" >&2; exit 7', "it's", "a 'b'", "$HOME `x`", ""];
    const run = { env: { GIVEN: "1 2" }, cwd: "/", feeds: [Buffer.from("fed\n")], lifeline: [] };
    const { child, kill } = startProcess("/bin/sh", words, run);
    const said = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"] as const)
      child[name]?.on("data", (chunk: Buffer) => {
        said[name] += chunk;
      });
    child.stdin?.end("typed\n");
    const [code] = await once(child, "close");
    await kill();
    assert.deepEqual({ ...said, code }, { stdout: "typed\nfed\nit's a 'b' $HOME `x` \n", stderr: "1 2\n", code: 7 });
  },
);

test("what is no child of it is ended by its last words, when the crawler is killed and only then", linux, async () => {
  using place = folder();
  const note = join(place.path, "it's over");
  const run = { env: { PATH: "/usr/bin:/bin" }, cwd: "/", lifeline: ["touch", note] };
  const { child, kill } = startProcess("/bin/sh", ["-c", "exit 0"], run);
  await once(child, "close");
  await kill();
  const mark = `mark-${randomUUID()}`;
  const crawler = await started("start-on-lifeline.ts", mark, note);
  assert.ok(await until(() => processesWith(`sleep 1000 ${mark}`) > 0 || processesWith(mark) > 1));
  assert.ok(!existsSync(note));
  crawler.kill("SIGKILL");
  // As another crawler does that begins at that moment.
  const sweep = (): boolean => {
    killLeftovers();
    return existsSync(note) && processesWith(mark) === 0;
  };
  assert.ok(await until(sweep));
  assert.equal(readFileSync(note, "utf8"), "");
});
