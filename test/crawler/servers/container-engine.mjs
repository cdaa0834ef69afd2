#!/usr/bin/env node
// Stands in for a container engine's command line: notes what it is told, and runs raw.mjs in place of any image.
import { spawn } from "node:child_process";
import { appendFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const words = process.argv.slice(2);
appendFileSync(`${process.env.HOME}/engine.log`, `${JSON.stringify(words)}\n`);
const digest = `sha256:${"a".repeat(64)}`;
if (words[0] === "image") process.stdout.write(`["docker.io/acme/server@${digest}"]\n`);
if (words[0] === "pull" && words.at(-1).includes("missing")) {
  process.stderr.write("manifest unknown\n");
  process.exitCode = 1;
}
if (words[0] === "run") {
  const image = words.findIndex((word) => word.startsWith("docker.io/"));
  const env = { ...process.env };
  for (const [at, word] of words.entries())
    if (word === "--env") env[words[at + 1].split("=")[0]] = words[at + 1].split("=")[1];
  const raw = fileURLToPath(new URL("raw.mjs", import.meta.url));
  spawn(process.execPath, [raw, ...words.slice(image + 1)], { stdio: "inherit", env }).on("exit", (code) =>
    process.exit(code ?? 1),
  );
}
