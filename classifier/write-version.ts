import { writeFileSync } from "node:fs";
import { contentVersion } from "./version.ts";

/* node classifier/write-version.ts FILE: writes the content's version as the published package carries it. */

const [file] = process.argv.slice(2);
if (file === undefined) {
  console.error("write-version: name the file to write");
  process.exitCode = 2;
} else writeFileSync(file, `${JSON.stringify({ content: contentVersion() })}\n`);
