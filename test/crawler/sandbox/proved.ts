import { spawnSync } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Sandbox } from "../../../crawler/sandbox.ts";
import { bubblewrap } from "../../../crawler/sandboxes/bubblewrap.ts";
import { proofOf } from "../../../crawler/sandboxes.ts";

const proof = await proofOf(bubblewrap, join(tmpdir(), "toolrisk-test-proofs"));

/** Whether this kernel lets anybody make a user namespace at all; a container often does not. */
const namespaces = process.platform === "linux" && spawnSync("unshare", ["--user", "true"]).status === 0;

/** bubblewrap where it holds, else null. */
export const proved: Sandbox | null = proof.ok ? bubblewrap : null;

/**
 * For the options of a test that needs the sandbox: skipped, with the reason, where no user namespace can be made, since
 * no package mends that. Where one can, the test runs, and `needed` fails it in one sentence.
 */
export const skip: string | false =
  proved || namespaces ? false : "no user namespaces here: run on a Linux that has them";

/** The sandbox, or an error that says what to install. */
export const needed = (): Sandbox => {
  if (proof.ok) return bubblewrap;
  throw new Error(`this test needs bubblewrap: ${proof.reason}; ${proof.remedy}`);
};
