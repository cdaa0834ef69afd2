import { writeFileSync } from "node:fs";
import { serialize } from "node:v8";
import { classifyServer } from "./classify.ts";
import { preparedValues } from "./prepared.ts";

/* node classifier/write-prepared.ts FILE: writes what is worked out before the first tool, as the package's bundle reads it. */

const [file] = process.argv.slice(2);
if (file === undefined) {
  console.error("write-prepared: name the file to write");
  process.exitCode = 2;
} else {
  // The model is read when it is first asked.
  classifyServer({ server: { name: "none" }, tools: [{ name: "none" }] });
  writeFileSync(file, serialize(preparedValues()));
}
