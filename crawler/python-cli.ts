import { existsSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { z } from "zod";
import { destinationOf, openEgressProxy } from "./egress-proxy.ts";
import { LaunchError } from "./launcher.ts";
import { networkEnv, run } from "./npm-cli.ts";
import { FETCH_LIMITS, type Sandbox } from "./sandbox.ts";

/** A Python with pip, and where its packages come from. */
export interface Python {
  /** The interpreter itself, not a shim. */
  executable: string;
  /** Where its standard library lies. */
  prefix: string;
  /** The package index. */
  index: string;
  /** Certificates that the user's pip trusts; null: its own. */
  certificates: string | null;
}

const PUBLIC_INDEX = "https://pypi.org/simple";
/** Where the public index keeps its files. */
const PUBLIC_FILES = "https://files.pythonhosted.org/";
const CERTIFICATES = ["PIP_CERT", "REQUESTS_CA_BUNDLE", "SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS"];
const SYSTEM_CERTIFICATES = "/etc/ssl/certs/ca-certificates.crt";
const ABOUT = "import sys, json, pip; print(json.dumps([sys.executable, sys.base_prefix, sys.version_info[1]]))";
const AboutSchema = z.tuple([z.string().min(1), z.string().min(1), z.int()]);
/** The oldest Python 3 that servers of today run on. */
const OLDEST_MINOR = 10;

const userEnv = (): Record<string, string> =>
  Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );

const aboutOf = async (command: string): Promise<z.infer<typeof AboutSchema> | null> => {
  const how = { env: userEnv(), cwd: "/", limitMs: 20_000 };
  const { code, stdout } = await run({ command, args: ["-I", "-c", ABOUT] }, how);
  if (code !== 0) return null;
  const about = AboutSchema.parse(JSON.parse(stdout));
  return about[2] >= OLDEST_MINOR ? about : null;
};

/** The system's Python first, since every sandbox has it; then those on the PATH. */
const candidates = (): string[] => [
  ...new Set(
    ["/usr/bin", ...(process.env.PATH ?? "").split(delimiter)]
      .filter((folder) => folder !== "")
      .map((folder) => join(folder, "python3"))
      .filter((path) => existsSync(path)),
  ),
];

/** Finds a Python that has pip, and asks pip for the user's index. Throws a LaunchError where there is none. */
export const findPython = async (): Promise<Python> => {
  for (const command of candidates()) {
    const about = await aboutOf(command);
    if (!about) continue;
    const [executable, prefix] = about;
    const ask = { command: executable, args: ["-m", "pip", "config", "list"] };
    const { stdout } = await run(ask, { env: userEnv(), cwd: "/", limitMs: 20_000 });
    const index = /(?:^|\.)index-url='([^'\n]+)'/m.exec(stdout)?.[1] ?? PUBLIC_INDEX;
    const named = CERTIFICATES.map((name) => process.env[name]).find((path) => path && existsSync(path));
    const certificates = named ?? (existsSync(SYSTEM_CERTIFICATES) ? SYSTEM_CERTIFICATES : null);
    return { executable, prefix, index, certificates };
  }
  throw new LaunchError(
    "install-failed",
    `no Python 3.${OLDEST_MINOR} or later with pip was found (Debian and Ubuntu: sudo apt-get install python3-pip)`,
  );
};

/** The hosts that packages may come from, as `host:port`. */
export const fileHosts = ({ index }: Python): string[] => [destinationOf(index), destinationOf(PUBLIC_FILES)];

/** Folders that a sandbox must show for this Python to start: none for the system's own. */
export const pythonFolders = ({ prefix }: Python): string[] => (/^\/usr(?:\/|$)/.test(prefix) ? [] : [prefix]);

/**
 * Runs pip with our flags only: no configuration of the user's but the index and its certificates, wheels alone, an own
 * cache. In a sandbox it reaches the index's hosts and no other: what else it asked for is in `refused`.
 */
export const runPip = async (
  python: Python,
  words: string[],
  {
    home,
    folder,
    limitMs,
    sandbox,
    signal,
  }: { home: string; folder: string; limitMs: number; sandbox: Sandbox; signal?: AbortSignal | undefined },
): Promise<{ code: number | null; stdout: string; stderr: string; refused: string[] }> => {
  const cache = join(home, "pip", sandbox.confines ? "confined-cache" : "cache");
  // pip unpacks everything beside each other before it moves it: far more than a sandbox's /tmp holds.
  const temporary = join(folder, "tmp");
  await mkdir(cache, { recursive: true });
  await mkdir(temporary, { recursive: true });
  const { certificates } = python;
  const egress = sandbox.confines ? await openEgressProxy({ allowed: fileHosts(python), upstream: null }) : null;
  const args = [
    ...["-I", "-m", "pip", ...words.slice(0, 1), "--isolated", "--disable-pip-version-check", "--no-input"],
    ...["--only-binary=:all:", "--index-url", python.index, "--cache-dir", cache, "--retries", "2", "--quiet"],
    ...(certificates ? ["--cert", certificates] : []),
    ...(egress ? ["--proxy", egress.address] : []),
    ...words.slice(1),
  ];
  try {
    const confined = sandbox.wrap({
      command: python.executable,
      args,
      env: { ...(egress ? {} : networkEnv()), TMPDIR: temporary },
      scratch: { cwd: folder, env: { PATH: "/usr/bin:/bin", HOME: folder, LANG: "C.UTF-8" } },
      readOnlyPaths: [...pythonFolders(python), ...(certificates ? [certificates] : [])],
      writablePaths: [folder, cache],
      cwd: folder,
      limits: FETCH_LIMITS,
      network: egress ? { doors: [egress.door] } : "none",
    });
    try {
      const ran = await run(confined, { ...confined, limitMs, signal });
      return { ...ran, refused: egress ? [...egress.refused] : [] };
    } finally {
      await confined.end?.();
    }
  } finally {
    await rm(temporary, { recursive: true, force: true });
    await egress?.close();
  }
};
