// A crawl of servers that never answer, in the sandbox, for the test that kills it: `crawl-forever.ts MARK HOME`.
import { fileURLToPath } from "node:url";
import { crawl } from "../../../crawler/crawl.ts";
import { commandRecord } from "../../../crawler/launchers/command.ts";
import { needed } from "../sandbox/proved.ts";

const [mark = "", home = ""] = process.argv.slice(2);
const here = fileURLToPath(new URL(".", import.meta.url));
const records = ["hang", "never-reads", "grandchildren"].map((behaviour) =>
  commandRecord(`hostile/${behaviour}`, {
    command: process.execPath,
    args: [`${here}server.mjs`, behaviour === "grandchildren" ? "hangs-with-grandchildren" : behaviour, mark],
    env: {},
    readOnlyPaths: [here],
  }),
);
await Array.fromAsync(crawl(records, { home, sourceId: "test", sandbox: needed(), deadlineMs: 60_000 }));
