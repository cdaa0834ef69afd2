#!/usr/bin/env node
// Stands in for a container engine's command line: notes what it is told, and runs a server of this folder in place of any
// image: sdk-v1.ts, built on the official SDK, for one called sdk, else raw.mjs. DOCKER_HOST=down: its daemon does not answer.
import { spawn } from "node:child_process";
import { appendFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const words = process.argv.slice(2);
appendFileSync(`${process.env.HOME}/engine.log`, `${JSON.stringify(words)}\n`);
const digest = `sha256:${"a".repeat(64)}`;
if (words[0] === "info" && process.env.DOCKER_HOST === "down") {
  process.stderr.write("Cannot connect to the Docker daemon\n");
  process.exitCode = 1;
}
if (words[0] === "image")
  process.stdout.write(`["docker.io/acme/other@sha256:${"c".repeat(64)}","docker.io/acme/server@${digest}"]\n`);
if (words[0] === "pull" && words.at(-1).includes("missing")) {
  process.stderr.write("manifest unknown\n");
  process.exitCode = 1;
}
if (words[0] === "run") {
  const image = words.findIndex((word) => word.startsWith("docker.io/"));
  const env = { ...process.env };
  for (const [at, word] of words.entries())
    if (word === "--env") env[words[at + 1].split("=")[0]] = words[at + 1].split("=")[1];
  const server = words[image].includes("/sdk") ? "sdk-v1.ts" : "raw.mjs";
  const path = fileURLToPath(new URL(server, import.meta.url));
  spawn(process.execPath, [path, ...words.slice(image + 1)], { stdio: "inherit", env }).on("exit", (code) =>
    process.exit(code ?? 1),
  );
}
