// A crawl of servers that hang, for the tests that end it from outside: `crawl-hanging.ts MARK HOME`.
import { crawl } from "../../crawler/crawl.ts";
import { none } from "../../crawler/sandboxes/none.ts";
import { fixture } from "./started.ts";

const [mark = "", home = ""] = process.argv.slice(2);
const records = [
  fixture("raw.mjs", ["hang", mark]),
  fixture("raw.mjs", ["grandchild", mark]),
  fixture("raw.mjs", ["hang-at-list", mark]),
];
await Array.fromAsync(crawl(records, { home, sourceId: "test", sandbox: none, deadlineMs: 60_000 }));
