// Starts six confined commands that never end, for the test that kills it meanwhile: `start-confined.ts MARK`. Says
// "now" before the first.
import { writeSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { startProcess } from "../../../crawler/process-tree.ts";
import { SERVER_LIMITS } from "../../../crawler/sandbox.ts";
import { needed } from "./proved.ts";

const [mark = ""] = process.argv.slice(2);
const here = fileURLToPath(new URL(".", import.meta.url));
const sandbox = needed();
writeSync(1, "now\n");
for (let count = 0; count < 6; count++) {
  const confined = sandbox.wrap({
    command: "/bin/sh",
    args: ["-c", "setsid sleep 1000 & sleep 1000", mark],
    env: {},
    scratch: { cwd: "/", env: {} },
    readOnlyPaths: [here],
    limits: SERVER_LIMITS,
    network: "none",
  });
  startProcess(confined.command, confined.args, confined);
}
