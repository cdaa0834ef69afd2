import { fileURLToPath } from "node:url";
import { type Plan, SERVER_LIMITS } from "../../../crawler/sandbox.ts";

/** This folder, which the shell can read. */
export const here = fileURLToPath(new URL(".", import.meta.url));

/** The plan of a shell command, confined as a server is, but for what `more` says. */
export const shellPlan = (script: string, more: Partial<Plan> = {}): Plan => ({
  command: "/bin/sh",
  args: ["-c", script],
  env: {},
  scratch: { cwd: "/", env: {} },
  readOnlyPaths: [here],
  limits: SERVER_LIMITS,
  network: "none",
  ...more,
});
