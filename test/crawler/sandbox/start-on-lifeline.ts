// Starts a command on a lifeline whose last words make a file in a while, for the test that kills it: `start-on-lifeline.ts MARK FILE`.
import { startProcess } from "../../../crawler/process-tree.ts";

const [mark = "", file = ""] = process.argv.slice(2);
const lifeline = ["/bin/sh", "-c", 'sleep 0.5; touch "$0"', file];
const run = { env: { PATH: "/usr/bin:/bin" }, cwd: "/", lifeline };
startProcess("/bin/sh", ["-c", "sleep 1000 & sleep 1000", mark], run);
process.stdout.write("now\n");
