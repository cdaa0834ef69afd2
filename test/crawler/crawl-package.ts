// A crawl of one npm package, for the test that kills it: `crawl-package.ts NAME HOME`.
import { crawl } from "../../crawler/crawl.ts";
import { none } from "../../crawler/sandboxes/none.ts";

const [identifier = "", home = ""] = process.argv.slice(2);
const record = { name: identifier, packages: [{ registryType: "npm", identifier, version: "1.0.0" }] };
await Array.fromAsync(crawl([record], { home, sourceId: "test", sandbox: none }));
