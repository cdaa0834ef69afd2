// What the servers of a PyPI list do when a person sets them up by hand: decides what test/bench/reach.ts expects of them.
// `node test/bench/by-hand.ts [--write] [FILE] [NAME…]`; FILE is test/bench/pypi-servers.json by default. Uses nothing of
// the crawler: a virtual environment by the `uv` of the PATH or of TOOLRISK_UV, the console script that it makes, and three
// messages; with bubblewrap around it (no network, an empty home, nothing writable but /tmp). `byHand` of a row says how:
// `args`, `env`, `excludeNewer` (a date), `python` (a version), `script`. --write keeps what came as the row's `expect`.
import { type ExecFileSyncOptions, execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

interface ByHand {
  args?: string[];
  env?: Record<string, string>;
  excludeNewer?: string;
  python?: string;
  script?: string;
}
interface Row {
  record: { name: string; packages: { identifier: string; version: string }[] };
  byHand: ByHand;
  expect: { outcome: string; tools: number | null };
}

const LIMIT_MS = 60_000;
const { values, positionals } = parseArgs({ allowPositionals: true, options: { write: { type: "boolean" } } });
const [file = fileURLToPath(new URL("pypi-servers.json", import.meta.url)), ...names] = positionals;
const rows = JSON.parse(readFileSync(file, "utf8")) as Row[];
const uv = process.env.TOOLRISK_UV ?? "uv";
const folder = mkdtempSync(join(tmpdir(), "by-hand-"));

const install = ({ identifier, version }: Row["record"]["packages"][0], how: ByHand, to: string): void => {
  const quiet: ExecFileSyncOptions = { stdio: ["ignore", "ignore", "pipe"], encoding: "utf8" };
  const python = how.python ? ["--python", how.python] : ["--python", "/usr/bin/python3"];
  execFileSync(uv, ["venv", "--no-config", "--quiet", ...python, to], quiet);
  const dated = how.excludeNewer ? ["--exclude-newer", how.excludeNewer] : [];
  const words = ["pip", "install", "--no-config", "--quiet", "--no-build", ...dated, `${identifier}==${version}`];
  execFileSync(uv, words, { ...quiet, env: { ...process.env, VIRTUAL_ENV: to } });
};

/** Starts it and asks; the number of tools over all pages, or the last thing that it said. */
const ask = (to: string, script: string, { args = [], env = {} }: ByHand): Promise<number | string> =>
  new Promise((done) => {
    const words = [
      ...["--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL", "--ro-bind", "/", "/"],
      ...[
        "--dev",
        "/dev",
        "--proc",
        "/proc",
        "--tmpfs",
        "/tmp",
        "--bind",
        to,
        to,
        "--tmpfs",
        "/home",
        "--dir",
        "/home/u",
      ],
      ...[
        "--clearenv",
        "--setenv",
        "HOME",
        "/home/u",
        "--setenv",
        "PATH",
        `${to}/bin:/usr/bin:/bin`,
        "--chdir",
        "/home/u",
      ],
      ...Object.entries(env).flatMap(([name, value]) => ["--setenv", name, value]),
      ...[join(to, "bin", script), ...args],
    ];
    const child = spawn("bwrap", words, { stdio: ["pipe", "pipe", "pipe"] });
    let said = "";
    let count = 0;
    const end = (result: number | string): void => {
      clearTimeout(timer);
      child.kill("SIGKILL");
      done(result);
    };
    const timer = setTimeout(() => end(`no answer in ${LIMIT_MS / 1_000} s; ${said.slice(-300)}`), LIMIT_MS);
    const send = (message: object): void =>
      void child.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
    child.stdin.on("error", () => {});
    child.stderr.on("data", (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-2_000);
    });
    child.on("close", (code) => end(`exit code ${code}: ${said.slice(-300)}`));
    createInterface({ input: child.stdout }).on("line", (line) => {
      let message: { id?: number; result?: { tools?: unknown[]; nextCursor?: string } };
      try {
        message = JSON.parse(line);
      } catch {
        return; // a banner
      }
      if (message.id === 1) {
        send({ method: "notifications/initialized" });
        send({ id: 2, method: "tools/list", params: {} });
      } else if (message.id === 2) {
        count += message.result?.tools?.length ?? 0;
        const cursor = message.result?.nextCursor;
        if (cursor === undefined || cursor === null) end(count);
        else send({ id: 2, method: "tools/list", params: { cursor } });
      }
    });
    const clientInfo = { name: "by-hand", version: "1" };
    send({ id: 1, method: "initialize", params: { protocolVersion: "2025-06-18", capabilities: {}, clientInfo } });
  });

try {
  for (const [at, row] of rows.entries()) {
    if (names.length > 0 && !names.some((name) => row.record.name.includes(name))) continue;
    const [pkg] = row.record.packages;
    if (!pkg) continue;
    const to = join(folder, String(at));
    let came: number | string;
    try {
      install(pkg, row.byHand, to);
      came = await ask(to, row.byHand.script ?? pkg.identifier, row.byHand);
    } catch (error) {
      came = `not installed: ${String((error as { stderr?: string }).stderr ?? error).slice(0, 300)}`;
    }
    rmSync(to, { recursive: true, force: true });
    console.log(`${row.record.name}@${pkg.version}: ${came}`);
    if (values.write && typeof came === "number") row.expect = { outcome: "listed-by-hand", tools: came };
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
if (values.write) writeFileSync(file, `${JSON.stringify(rows, null, 2)}\n`);
