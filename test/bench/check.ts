// What `toolrisk check` costs on a stack of ten installed servers: the first look, and a look when nothing changed.
// `npm run bench:check [ROUNDS] [FOLDER]`: installs the starter servers into FOLDER once (default: below the temporary folder),
// then runs the command as a user does. Prints JSON: seconds on the clock, and of processor time with all children, of each round.
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { type ServerRecord, ServerRecordSchema } from "../../db/records/server.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const [rounds = "5", folder = join(tmpdir(), "toolrisk-check-bench")] = process.argv.slice(2);
const records = z
  .array(ServerRecordSchema)
  .parse(JSON.parse(readFileSync(join(root, "crawler/starter-servers.json"), "utf8")));
const packages = records.map(({ packages }) => packages?.[0]).filter((pkg) => pkg !== undefined);

if (!existsSync(join(folder, "node_modules"))) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), '{"private":true}\n');
  const names = packages.map(({ identifier, version }) => `${identifier}@${version}`);
  execFileSync("npm", ["install", "--ignore-scripts", "--no-audit", "--no-fund", ...names], {
    cwd: folder,
    stdio: "inherit",
  });
}

const ManifestSchema = z.object({ bin: z.union([z.string(), z.record(z.string(), z.string())]) });
const commandOf = ({ packages: [pkg] = [] }: ServerRecord): object => {
  const { identifier = "", packageArguments = [], environmentVariables = [] } = pkg ?? {};
  const manifest = readFileSync(join(folder, "node_modules", identifier, "package.json"), "utf8");
  const { bin } = ManifestSchema.parse(JSON.parse(manifest));
  const [name = ""] = typeof bin === "string" ? [identifier.split("/").at(-1)] : Object.keys(bin);
  return {
    command: join(folder, "node_modules/.bin", name ?? ""),
    args: packageArguments.flatMap(({ value, default: preset }) => value ?? preset ?? []),
    env: Object.fromEntries(
      environmentVariables.map(({ name, value, default: preset }) => [name, value ?? preset ?? "x"]),
    ),
  };
};
const config = { mcpServers: Object.fromEntries(records.map((record) => [record.name, commandOf(record)])) };
writeFileSync(join(folder, ".mcp.json"), JSON.stringify(config, null, 2));
rmSync(join(folder, "home"), { recursive: true, force: true });

const look = (...options: string[]): { seconds: number; processor: number; outcome: string } => {
  const began = performance.now();
  const env = { ...process.env, TOOLRISK_HOME: join(folder, "home") };
  const timed = [
    "-c",
    'time -p "$0" "$@"',
    process.execPath,
    join(root, "cli/bin.js"),
    "check",
    ".mcp.json",
    "--yes",
    ...options,
  ];
  const { stdout, stderr, status } = spawnSync("bash", timed, { cwd: folder, env, encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
  const seconds = (performance.now() - began) / 1000;
  const [user, system] = ["user", "sys"].map((what) => Number(new RegExp(`^${what} (\\S+)$`, "m").exec(stderr)?.[1]));
  return { seconds, processor: (user ?? 0) + (system ?? 0), outcome: stdout.split("\n")[0] ?? "" };
};

const each = (...options: string[]): object[] => Array.from({ length: Number(rounds) }, () => look(...options));
console.log(JSON.stringify({ everyServerStarted: each("--again"), nothingChanged: each() }, null, 2));
