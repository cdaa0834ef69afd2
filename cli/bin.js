#!/usr/bin/env node
// Plain JavaScript that any Node parses, so that an old one can say what is needed instead of a syntax error.
import { existsSync } from "node:fs";
import * as nodeModule from "node:module";

const wanted = 24;
if (Number(process.versions.node.split(".")[0]) < wanted) {
  console.error(`toolrisk needs Node ${wanted} or newer; this is Node ${process.versions.node} (${process.execPath})`);
  process.exitCode = 2;
} else {
  // Keeps compiled code between runs in the system's temporary folder; NODE_DISABLE_COMPILE_CACHE=1 turns it off.
  nodeModule.enableCompileCache();
  // The published package holds compiled JavaScript beside this file; in the repository the sources run as they are.
  const compiled = existsSync(new URL("./main.js", import.meta.url));
  const { run } = await import(compiled ? "./main.js" : "./main.ts");
  await run(process.argv.slice(2));
}
