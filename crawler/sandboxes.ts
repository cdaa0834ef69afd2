import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { release } from "node:os";
import { join } from "node:path";
import type { Proof, Sandbox } from "./sandbox.ts";
import { insideProgram } from "./sandbox-paths.ts";
import { bubblewrap } from "./sandboxes/bubblewrap.ts";
import { docker } from "./sandboxes/docker.ts";
import { none } from "./sandboxes/none.ts";
import { podman } from "./sandboxes/podman.ts";

/** Every sandbox, in the order in which they are tried; `none` is never tried, only asked for. */
export const SANDBOXES: readonly Sandbox[] = [bubblewrap, docker, podman, none];

/** What a proof was made on: it holds while all of this is the same. Null where that cannot be told. */
const circumstances = (sandbox: Sandbox): string | null => {
  if (sandbox.changes) return null;
  const bootId = "/proc/sys/kernel/random/boot_id";
  if (!existsSync(bootId)) return null;
  const program = (path: string): unknown => {
    const found = statSync(path, { throwIfNoEntry: false });
    return found ? [path, found.mtimeMs, found.size] : null;
  };
  const parts = [
    sandbox.id,
    readFileSync(bootId, "latin1").trim(),
    release(),
    process.getuid?.(),
    program(process.execPath),
    ["/usr/bin/bwrap", "/usr/bin/prlimit", "/usr/bin/setpriv"].map(program),
    readFileSync(insideProgram("./sandbox-canary"), "utf8"),
    sandbox.wrap.toString(),
  ];
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
};

/** Proves the sandbox, once per boot where it does not change meanwhile: a proof that held is remembered in `<home>/sandboxes/<id>`. */
export const proofOf = async (sandbox: Sandbox, home: string): Promise<Proof> => {
  const key = circumstances(sandbox);
  const file = join(home, "sandboxes", sandbox.id);
  if (key !== null && existsSync(file) && readFileSync(file, "utf8") === key) return { ok: true };
  const proof = await sandbox.probe();
  if (proof.ok && key !== null) {
    mkdirSync(join(home, "sandboxes"), { recursive: true });
    writeFileSync(file, key);
  }
  return proof;
};

/** There is no sandbox on this machine; the message says why for each, and how to get one. */
export class NoSandboxError extends Error {
  override readonly name = "NoSandboxError";
}

/**
 * The first sandbox that holds here. Throws a NoSandboxError where none does: servers that nobody has read are then not
 * started. `unsafe` gives `none` without looking further, as only the user may ask for.
 */
export const chooseSandbox = async ({
  home,
  unsafe = false,
  sandboxes = SANDBOXES,
}: {
  /** The folder of caches, which remembers proofs. */
  home: string;
  unsafe?: boolean;
  /** The ones to try; default all. */
  sandboxes?: readonly Sandbox[];
}): Promise<Sandbox> => {
  if (unsafe) return none;
  const failed: string[] = [];
  for (const sandbox of sandboxes.filter(({ confines }) => confines)) {
    const proof = await proofOf(sandbox, home);
    if (proof.ok) return sandbox;
    failed.push(`  ${sandbox.id}: ${proof.reason}\n    to get it: ${proof.remedy}`);
  }
  throw new NoSandboxError(
    `no sandbox was found on this machine, and servers that nobody has read are not started without one:\n${failed.join("\n")}`,
  );
};
