// Starts a command on a lifeline whose last word makes a file, for the test that kills it: `start-on-lifeline.ts MARK FILE`.
import { startProcess } from "../../../crawler/process-tree.ts";

const [mark = "", file = ""] = process.argv.slice(2);
const run = { env: { PATH: "/usr/bin:/bin" }, cwd: "/", lifeline: ["touch", file] };
startProcess("/bin/sh", ["-c", "sleep 1000 & sleep 1000", mark], run);
process.stdout.write("now\n");
