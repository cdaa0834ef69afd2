import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Db } from "../db/open.ts";
import { serverFacts, toolFacts, toolPaths } from "./catalogue.ts";
import { securityHeaders } from "./style.ts";
import type { ServerRow } from "./view/facts.ts";
import { serverPath, toolPath } from "./view/links.ts";

const put = async (file: string, text: string): Promise<void> => {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
};

/**
 * Writes what stands beside the pages: the policy of each tool and server as a file, each definition as JSON, and the
 * headers for hosts that read a `_headers` file. The policy files hold exactly the text that the pages show.
 */
export const writeBeside = async (
  db: Db,
  servers: readonly ServerRow[],
  outDir: string,
  csp: string,
  signal?: AbortSignal,
): Promise<void> => {
  for await (const { serverSlug, toolSlug } of toolPaths(db, "")) {
    signal?.throwIfAborted();
    const facts = await toolFacts(db, serverSlug, toolSlug);
    const folder = join(outDir, toolPath(serverSlug, toolSlug));
    await put(join(folder, "policy.json"), facts.policy);
    await put(join(folder, "definition.json"), JSON.stringify(facts.definition));
  }
  for (const { slug } of servers) {
    const { policy } = await serverFacts(db, slug);
    if (policy !== null) await put(join(outDir, serverPath(slug), "policy.json"), policy);
  }
  const headers = Object.entries(securityHeaders(csp)).map(([name, value]) => `  ${name}: ${value}`);
  await put(join(outDir, "_headers"), `/*\n${headers.join("\n")}\n`);
};
