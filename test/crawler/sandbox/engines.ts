// Docker and Podman as they are on this machine, with an image that is made of this machine's own Node: no registry of
// images is asked.
import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, isAbsolute, join } from "node:path";
import { fileURLToPath } from "node:url";

/** What the image holds besides Node: what a server's tests and a container's own words need. */
const PROGRAMS = ["/bin/sh", "/bin/ls", "/bin/cat", "/bin/head", "/bin/sleep", "/usr/bin/wc", "/usr/bin/unshare"];

/** A server in the image, which is what the image itself runs. */
const SERVER = "/server/raw.mjs";

const linked = (program: string): string[] =>
  [...execFileSync("ldd", [program], { encoding: "utf8" }).matchAll(/(?<=\s)\/\S+/g)].map(([path]) => path);

/** A file system of Node, a shell and their libraries, as an archive. */
const archive = (): Buffer => {
  const root = mkdtempSync(join(tmpdir(), "toolrisk-image-"));
  try {
    const place = (from: string, to = from): void => {
      mkdirSync(join(root, dirname(to)), { recursive: true });
      copyFileSync(from, join(root, to));
      chmodSync(join(root, to), 0o755);
    };
    for (const folder of ["tmp", "proc", "sys", "dev"]) mkdirSync(join(root, folder));
    chmodSync(join(root, "tmp"), 0o1777);
    place(process.execPath, "/usr/local/bin/node");
    for (const program of PROGRAMS) place(program);
    place(fileURLToPath(new URL("../servers/raw.mjs", import.meta.url)), SERVER);
    for (const library of new Set([process.execPath, ...PROGRAMS].flatMap(linked))) place(library);
    // The folder of a test is its user's alone.
    chmodSync(root, 0o755);
    return execFileSync("tar", ["--create", "--directory", root, "."], { maxBuffer: 2 ** 30 });
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
};

/** An engine that answers, under a command line of the test's own. */
export interface RealEngine {
  id: "docker" | "podman";
  /** A folder to put first on the PATH: its command is the engine's, but for the words that are changed on the way. */
  bin: string;
  command: string;
  /** Changes each word list before the engine has it; `[]` for the words as they are. */
  change(edits: readonly Edit[]): void;
  /** The names of our containers, running or not. */
  containers(): string[];
  image: string;
  remove(): void;
}

/** Words to take out, and words to put in their place, of a `run`. */
export interface Edit {
  out: readonly string[];
  in?: readonly string[];
}

/**
 * The engine's command line for machines on which a container cannot be started as its makers meant: crun refuses where
 * both versions of control groups are mounted, and a root without CAP_SYS_RESOURCE cannot raise the limit on processes
 * that Podman asks for. What it changes says so to the engine alone; the words of toolrisk are passed on as they are.
 */
const wrapper = (real: string, edits: string): string => `#!${process.execPath} --no-warnings
import { readFileSync } from "node:fs";
const words = process.argv.slice(2);
for (const { out, in: put = [] } of JSON.parse(readFileSync(${JSON.stringify(edits)}, "utf8"))) {
  if (words[0] !== "run") continue;
  const at = words.findIndex((_, from) => out.every((word, step) => words[from + step] === word));
  if (at < 0) throw new Error("the words " + out.join(" ") + " are not there");
  words.splice(at, out.length, ...put);
}
const [helper, ...before] = ${JSON.stringify(process.getuid?.() === 0 && real.endsWith("podman") ? ["/usr/bin/unshare", "--mount", "/bin/sh", "-c", 'umount /sys/fs/cgroup/unified 2>/dev/null; exec "$@"', "sh", real] : [real])};
if (words[0] === "run" && ${real.endsWith("podman")}) words.splice(1, 0, "--ulimit", "nproc=20000:20000");
process.execve(helper, [helper, ...before, ...words], process.env);
`;

/** The engine with an image of its own; else why the machine has none. */
export const realEngine = (id: "docker" | "podman"): RealEngine | string => {
  if (process.platform !== "linux") return "the image is made of this machine's Linux";
  const real = (process.env.PATH ?? "")
    .split(delimiter)
    .filter(isAbsolute)
    .map((folder) => join(folder, id))
    .find((path) => existsSync(path));
  if (!real) return `${id} is not installed`;
  const bin = mkdtempSync(join(tmpdir(), `toolrisk-${id}-`));
  const command = join(bin, id);
  const edits = join(bin, "edits.json");
  const change = (list: readonly Edit[]): void => writeFileSync(edits, JSON.stringify(list));
  change([]);
  writeFileSync(join(bin, "package.json"), '{"type":"module"}');
  writeFileSync(command, wrapper(real, edits), { mode: 0o755 });
  const info = spawnSync(command, ["info"], { encoding: "utf8", timeout: 30_000 });
  const image = `docker.io/library/toolrisk-test-${process.pid}:node`;
  const leave = (why: string): string => {
    rmSync(bin, { recursive: true, force: true });
    return why;
  };
  if (info.status !== 0) return leave(`${id} does not answer: ${info.stderr.trim().split("\n").at(-1)}`);
  const made = spawnSync(command, ["import", "--change", `ENTRYPOINT ["node", "${SERVER}"]`, "-", image], {
    input: archive(),
    encoding: "utf8",
    timeout: 120_000,
  });
  if (made.status !== 0) return leave(`${id} takes no image: ${made.stderr.trim().split("\n").at(-1)}`);
  const plain = ["run", "--rm", "--network", "none", "--entrypoint", "node", image, "--version"];
  const ran = spawnSync(command, plain, { encoding: "utf8", timeout: 60_000 });
  if (ran.status !== 0) {
    spawnSync(command, ["image", "rm", "--force", image], { timeout: 30_000 });
    return leave(`${id} runs no container here: ${ran.stderr.trim().split("\n").at(-1)}`);
  }
  const ask = (words: string[]): string => execFileSync(command, words, { encoding: "utf8", timeout: 30_000 });
  return {
    id,
    bin,
    command,
    image,
    change,
    containers: () => ask(["ps", "--all", "--quiet", "--filter", "label=toolrisk.sandbox"]).split("\n").filter(Boolean),
    remove: () => {
      change([]);
      spawnSync(command, ["image", "rm", "--force", image], { timeout: 30_000 });
      rmSync(bin, { recursive: true, force: true });
    },
  };
};
