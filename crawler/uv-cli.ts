import { existsSync } from "node:fs";
import { chmod, mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { isAbsolute, join } from "node:path";
import { sha256Of } from "./digest.ts";
import { openEgressProxy } from "./egress-proxy.ts";
import { LaunchError } from "./launcher.ts";
import { networkEnv, run } from "./npm-cli.ts";
import { OWNER } from "./owner.ts";
import { fetchFromIndex, fileHosts, indexFiles, type PythonIndex } from "./python-index.ts";
import { type Python, pythonEnv, pythonFolders } from "./pythons.ts";
import { removeFolder } from "./remove-folder.ts";
import { FETCH_LIMITS, type Sandbox } from "./sandbox.ts";
import UV from "./uv-wheels.json" with { type: "json" };
import { filesOfZip } from "./zip-archive.ts";

/** The most that uv's own wheel may hold, packed and unpacked, in bytes: it has 19 MB and 60 MB. */
const MAX_WHEEL = 64 * 2 ** 20;
const MAX_UV = { bytes: 256 * 2 ** 20, files: 1_000 };

const platformName = (): string => {
  const { platform, arch } = process;
  if (platform !== "linux") return `${platform} ${arch}`;
  const { header } = process.report.getReport() as { header: { glibcVersionRuntime?: string } };
  return `${platform} ${arch} ${header.glibcVersionRuntime ? "glibc" : "musl"}`;
};

/** Fetches the wheel of uv that this version of toolrisk was made with, checks it against its digest and unpacks it. */
const fetchUv = async (home: string, index: PythonIndex, signal?: AbortSignal): Promise<string> => {
  const wheel = UV.wheels.find(({ platform }) => platform === platformName());
  const instead = "set TOOLRISK_UV to the path of a uv of your own";
  if (!wheel)
    throw new LaunchError("install-failed", `no uv for ${platformName()} is known to the package index; ${instead}`);
  const name = process.platform === "win32" ? "uv.exe" : "uv";
  const final = join(home, "uv", UV.version);
  const path = join(final, name);
  if (existsSync(path)) return path;
  const found = (await indexFiles(index, "uv", signal)).find(({ filename }) => filename === wheel.file);
  if (!found)
    throw new LaunchError(
      "install-failed",
      `the package index does not have ${wheel.file}, which is needed; ${instead}`,
    );
  const { body } = await fetchFromIndex(found.url, "*/*", { most: MAX_WHEEL, signal });
  const sha256 = await sha256Of(body);
  if (sha256 !== wheel.sha256)
    throw new LaunchError(
      "refused",
      `the uv of the package index is not the one that is expected: its SHA-256 is ${sha256}`,
    );
  await mkdir(join(home, "uv"), { recursive: true });
  const folder = await mkdtemp(join(home, "uv", `.partial-${OWNER}-`));
  try {
    for (const file of filesOfZip(body, MAX_UV)) {
      if (!file.path.endsWith(`.data/scripts/${name}`)) continue;
      await file.unpackTo(join(folder, name));
      await chmod(join(folder, name), 0o755);
    }
    // A sandbox of a crawler that is root reads it as another user.
    await chmod(folder, 0o755);
    await rename(folder, final).catch((error: NodeJS.ErrnoException) => {
      // Another crawl was faster: the same digest is the same program.
      if (error.code !== "ENOTEMPTY" && error.code !== "EEXIST") throw error;
    });
    return path;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

const fetching = new Map<string, Promise<string>>();

/** The uv of TOOLRISK_UV, or the pinned one, fetched once for each home. Throws a LaunchError where neither can be had. */
export const findUv = (home: string, index: PythonIndex, signal?: AbortSignal): Promise<string> => {
  const own = process.env.TOOLRISK_UV;
  if (own) {
    if (isAbsolute(own) && existsSync(own)) return Promise.resolve(own);
    throw new LaunchError("install-failed", `TOOLRISK_UV is no absolute path of a program: ${own}`);
  }
  const before = fetching.get(home);
  if (before) return before;
  const now = fetchUv(home, index, signal).finally(() => fetching.delete(home));
  fetching.set(home, now);
  return now;
};

/** How uv is run. */
export interface UvRun {
  home: string;
  /** A cache of uv's that nothing else uses meanwhile. */
  cache: string;
  index: PythonIndex;
  python: Python;
  /** The folder that it works in and writes to. */
  folder: string;
  limitMs: number;
  sandbox: Sandbox;
  signal?: AbortSignal | undefined;
}

/** What uv is told whatever it does: no configuration of the user's, nothing for eyes. */
const PLAIN = ["--no-config", "--no-python-downloads", "--no-progress", "--color", "never", "--cache-dir"];

/**
 * Runs uv with our options only: no configuration of the user's but the index and its certificates, wheels alone, no
 * Python of its own. In a sandbox it reaches the index's hosts and no other: what else it asked for is in
 * `refused`.
 */
export const runUv = async (
  words: readonly string[],
  { home, cache, index, python, folder, limitMs, sandbox, signal }: UvRun,
): Promise<{ code: number | null; stdout: string; stderr: string; refused: string[] }> => {
  const uv = await findUv(home, index, signal);
  const temporary = join(folder, "tmp");
  await mkdir(temporary, { recursive: true });
  const { certificates } = index;
  const egress = sandbox.confines ? await openEgressProxy({ allowed: fileHosts(index), upstream: index.proxy }) : null;
  const way = egress
    ? { ALL_PROXY: egress.address, HTTP_PROXY: egress.address, HTTPS_PROXY: egress.address, NO_PROXY: "" }
    : networkEnv();
  const options = [
    ...[...PLAIN, cache],
    ...["--no-build", "--default-index", index.address, "--python", python.executable, "--link-mode", "copy"],
  ];
  try {
    const confined = sandbox.wrap({
      command: uv,
      args: [...words.slice(0, 2), ...options, ...words.slice(2)],
      env: {
        ...way,
        ...pythonEnv(python),
        ...(certificates ? { SSL_CERT_FILE: certificates } : {}),
        TMPDIR: temporary,
        UV_HTTP_TIMEOUT: "60",
        // On a machine that is busy with other servers a connection takes long to open.
        UV_HTTP_CONNECT_TIMEOUT: "60",
        UV_HTTP_RETRIES: "5",
      },
      scratch: { cwd: folder, env: { PATH: "/usr/bin:/bin", HOME: folder, LANG: "C.UTF-8" } },
      readOnlyPaths: [uv, ...pythonFolders(python), ...(certificates ? [certificates] : [])],
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
    await removeFolder(temporary);
    await egress?.close();
  }
};
