// Starts one container that never ends, for the test that kills the crawler meanwhile: `start-in-engine.ts ENGINE MARK`.
// Says "now" when it runs.
import { once } from "node:events";
import { writeSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { startProcess } from "../../../crawler/process-tree.ts";
import { SERVER_LIMITS } from "../../../crawler/sandbox.ts";
import { docker } from "../../../crawler/sandboxes/docker.ts";
import { podman } from "../../../crawler/sandboxes/podman.ts";

const [id, mark = ""] = process.argv.slice(2);
const confined = (id === "docker" ? docker : podman).wrap({
  command: "/bin/sh",
  args: ["-c", "echo ready; setsid sleep 1000 & sleep 1000", mark],
  env: {},
  scratch: { cwd: "/", env: {} },
  readOnlyPaths: [fileURLToPath(new URL(".", import.meta.url))],
  limits: SERVER_LIMITS,
  network: "none",
});
const { child } = startProcess(confined.command, confined.args, confined);
if (child.stdout) await once(child.stdout, "data");
writeSync(1, "now\n");
