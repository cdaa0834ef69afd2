// Writes docs/hostile-servers.md anew from the tests' data.
import { mkdirSync, writeFileSync } from "node:fs";
import { hostileTable } from "./table.ts";

mkdirSync(new URL("../../../docs/", import.meta.url), { recursive: true });
writeFileSync(new URL("../../../docs/hostile-servers.md", import.meta.url), hostileTable());
