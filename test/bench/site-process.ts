// Builds one site for `site.ts` and prints how many pages that were and how long it took.
import { buildSite } from "../../site/build.ts";

const [home = "", outDir = ""] = process.argv.slice(2);
process.stdout.write(JSON.stringify(await buildSite({ home, outDir, siteUrl: "https://example.org/" })));
