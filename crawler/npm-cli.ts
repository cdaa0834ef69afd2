import { existsSync, realpathSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { basename, delimiter, dirname, join } from "node:path";
import { USER_AGENT } from "./client-name.ts";
import { destinationOf, openEgressProxy } from "./egress-proxy.ts";
import { LaunchError } from "./launcher.ts";
import { watchMemory } from "./process-memory.ts";
import { type Start, startProcess } from "./process-tree.ts";
import { type Confined, FETCH_LIMITS, type Sandbox } from "./sandbox.ts";

/** The npm of the user's Node: a script for `process.execPath`, or an executable where no script was found. */
export interface NpmCommand {
  command: string;
  args: string[];
}

const isNpmScript = (path: string): boolean => /^npm(?:-cli)?\.[cm]?js$/.test(basename(path)) && existsSync(path);

const byScript = (path: string): NpmCommand => ({ command: process.execPath, args: [path] });

/**
 * Finds npm: the one that runs us (`npm_execpath`), else the one beside this Node, else the first `npm` on the PATH.
 * Null when there is none.
 */
export const findNpm = (
  env: NodeJS.ProcessEnv = process.env,
  execPath: string = process.execPath,
): NpmCommand | null => {
  const running = env.npm_execpath;
  if (running && isNpmScript(running)) return byScript(running);
  const home = dirname(realpathSync(execPath));
  for (const folder of [join(home, "..", "lib"), home]) {
    const script = join(folder, "node_modules", "npm", "bin", "npm-cli.js");
    if (existsSync(script)) return byScript(script);
  }
  for (const folder of (env.PATH ?? "").split(delimiter)) {
    const path = join(folder, process.platform === "win32" ? "npm.cmd" : "npm");
    if (folder === "" || !existsSync(path)) continue;
    const real = realpathSync(path);
    return isNpmScript(real) ? byScript(real) : { command: real, args: [] };
  }
  return null;
};

/** What a command printed, at most 16 MiB of it, and how it ended. */
interface Ran {
  code: number | null;
  stdout: string;
  stderr: string;
}

const MAX_OUTPUT = 16 * 2 ** 20;

/**
 * Runs a command to its end, or kills it with all its children at the limit or on the signal (`code` null). Throws a
 * LaunchError where it needs more memory than its sandbox gives it.
 */
export const run = async (
  { command, args }: NpmCommand,
  {
    env,
    cwd,
    feeds = [],
    lifeline = null,
    watchMemory: memory = null,
    limitMs,
    signal,
    onStderr,
  }: Start & Partial<Pick<Confined, "watchMemory">> & Pick<NpmRun, "limitMs" | "signal" | "onStderr">,
): Promise<Ran> => {
  signal?.throwIfAborted();
  const { child, kill } = startProcess(command, args, { env, cwd, feeds, lifeline });
  const out = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
  for (const name of ["stdout", "stderr"] as const) {
    let bytes = 0;
    child[name]?.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= MAX_OUTPUT) out[name].push(chunk);
    });
  }
  if (onStderr) child.stderr?.on("data", onStderr);
  child.stdin?.on("error", () => {}); // it may end without reading; its exit says the rest
  child.stdin?.end();
  const stop = (): void => void kill();
  const timer = setTimeout(stop, limitMs);
  let hungry = false;
  const unwatch =
    child.pid === undefined || memory === null
      ? () => {}
      : watchMemory(child.pid, memory, () => {
          hungry = true;
          stop();
        });
  signal?.addEventListener("abort", stop, { once: true });
  try {
    const code = await new Promise<number | null>((done, failed) => {
      child.on("error", failed);
      child.on("close", done);
    });
    if (hungry && memory !== null)
      throw new LaunchError("refused", `to fetch it takes more than ${memory / 2 ** 20} MiB of memory`);
    const text = (chunks: Buffer[]): string => Buffer.concat(chunks).toString("utf8");
    return { code, stdout: text(out.stdout), stderr: text(out.stderr) };
  } finally {
    clearTimeout(timer);
    unwatch();
    signal?.removeEventListener("abort", stop);
    await kill();
  }
};

/** What the installs take from the user's npm configuration: where packages come from, and the way there. */
export interface NpmConfig {
  npm: NpmCommand;
  /** Ends in a slash. */
  registry: string;
  proxy: string | null;
  httpsProxy: string | null;
  noProxy: string | null;
  cafile: string | null;
  /** Whether this npm can itself be told to fetch nothing from git and from addresses (npm 11.10 and later). */
  canRefuse: boolean;
}

/** Variables that a program needs to reach the network as its user does; no credential of any kind. */
const NETWORK_VARIABLES = ["NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE", "SSL_CERT_DIR"];

export const networkEnv = (): Record<string, string> =>
  Object.fromEntries(NETWORK_VARIABLES.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));

const plainEnv = (): Record<string, string> =>
  Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );

const textOrNull = (value: unknown): string | null => (typeof value === "string" && value !== "" ? value : null);

/** Asks npm for the user's configuration, in the user's own environment. Throws a LaunchError where npm is missing. */
export const readNpmConfig = async (): Promise<NpmConfig> => {
  const npm = findNpm();
  if (!npm) throw new LaunchError("install-failed", "npm was not found beside this Node nor on the PATH; install npm");
  const ask = { ...npm, args: [...npm.args, "config", "list", "--json"] };
  const { code, stdout, stderr } = await run(ask, { env: plainEnv(), cwd: process.cwd(), limitMs: 60_000 });
  let config: Record<string, unknown>;
  try {
    config = JSON.parse(stdout) as Record<string, unknown>;
  } catch {
    throw new LaunchError("install-failed", `npm config list failed with exit code ${code}: ${stderr}`);
  }
  const registry = textOrNull(config.registry);
  if (!registry || !/^https?:\/\//.test(registry))
    throw new LaunchError("install-failed", "npm config get registry gives no address");
  return {
    npm,
    registry: registry.endsWith("/") ? registry : `${registry}/`,
    proxy: textOrNull(config.proxy),
    httpsProxy: textOrNull(config["https-proxy"]),
    noProxy: textOrNull(Array.isArray(config.noproxy) ? config.noproxy.join(",") : config.noproxy),
    cafile: textOrNull(config.cafile),
    canRefuse: "allow-git" in config && "allow-remote" in config,
  };
};

/** How npm is run. */
export interface NpmRun {
  home: string;
  /** The folder that it installs into; null where it writes nothing but its cache. */
  folder: string | null;
  limitMs: number;
  sandbox: Sandbox;
  signal?: AbortSignal | undefined;
  /** Gets what it prints to its standard error as it comes. */
  onStderr?: (chunk: Buffer) => void;
}

/** What npm is told however it is run; nothing of the user's configuration. */
const plainOptions = (config: NpmConfig): Record<string, string> => ({
  npm_config_registry: config.registry,
  npm_config_user_agent: `npm/{npm-version} node/{node-version} {platform} {arch} ${USER_AGENT}`,
  npm_config_update_notifier: "false",
  npm_config_loglevel: "error",
  npm_config_logs_max: "0",
  npm_config_fetch_retries: "2",
  npm_config_fetch_retry_mintimeout: "500",
  npm_config_fetch_retry_maxtimeout: "3000",
  ...(config.cafile ? { npm_config_cafile: config.cafile } : {}),
});

/**
 * Runs npm with our flags only: an empty user configuration, an own cache below `home`, an environment that holds
 * nothing of the user's but the way to the network. In a sandbox it reaches the registry's host and no other: what else
 * it asked for is in `refused`.
 */
export const runNpm = async (config: NpmConfig, words: string[], how: NpmRun): Promise<Ran & { refused: string[] }> =>
  how.sandbox.confines ? runConfined(config, words, how) : { ...(await runFree(config, words, how)), refused: [] };

/** The user's own proxy on the way to the registry; null where the way is direct. */
const proxyTo = ({ registry, proxy, httpsProxy, noProxy }: NpmConfig): URL | null => {
  const { protocol, hostname } = new URL(registry);
  const direct = (noProxy ?? "").split(",").map((part) => part.trim().replace(/^\*?\./, ""));
  if (direct.some((part) => part !== "" && (hostname === part || hostname.endsWith(`.${part}`)))) return null;
  const address = protocol === "https:" ? (httpsProxy ?? proxy) : proxy;
  return address === null ? null : new URL(address);
};

const runConfined = async (
  config: NpmConfig,
  words: string[],
  { home, folder, sandbox, ...how }: NpmRun,
): Promise<Ran & { refused: string[] }> => {
  const [script] = config.npm.args;
  if (script === undefined)
    throw new LaunchError(
      "install-failed",
      `${config.npm.command} is not npm's own script, which alone can be confined`,
    );
  // npm of a distribution finds its parts beside it.
  const shared = "/usr/share/nodejs";
  const root = script.startsWith(`${shared}/`) ? shared : join(dirname(realpathSync(script)), "..");
  const cache = join(home, "npm", "confined-cache");
  await mkdir(cache, { recursive: true });
  const extra = process.env.NODE_EXTRA_CA_CERTS;
  const certificates = [config.cafile, extra].filter(
    (path) => typeof path === "string" && existsSync(path),
  ) as string[];
  const egress = await openEgressProxy({ allowed: [destinationOf(config.registry)], upstream: proxyTo(config) });
  try {
    const confined = sandbox.wrap({
      command: process.execPath,
      args: [realpathSync(script), ...words],
      env: {
        ...plainOptions(config),
        ...(extra && certificates.includes(extra) ? { NODE_EXTRA_CA_CERTS: extra } : {}),
        npm_config_userconfig: "/nonexistent/userconfig",
        npm_config_globalconfig: "/nonexistent/globalconfig",
        npm_config_cache: cache,
        npm_config_proxy: egress.address,
        npm_config_https_proxy: egress.address,
        npm_config_noproxy: "",
        npm_config_git: "/nonexistent/git",
      },
      scratch: { cwd: home, env: {} },
      readOnlyPaths: [...(sandbox.sharesSystem && root.startsWith("/usr/") ? [] : [root]), ...new Set(certificates)],
      writablePaths: [cache, ...(folder === null ? [] : [folder])],
      ...(folder === null ? {} : { cwd: folder }),
      limits: FETCH_LIMITS,
      network: { doors: [egress.door] },
    });
    try {
      return { ...(await run(confined, { ...confined, ...how })), refused: [...egress.refused] };
    } finally {
      await confined.end?.();
    }
  } finally {
    await egress.close();
  }
};

const runFree = async (config: NpmConfig, words: string[], { home, folder: cwd, ...how }: NpmRun): Promise<Ran> => {
  const folder = join(home, "npm");
  await mkdir(join(folder, "home"), { recursive: true });
  for (const name of ["userconfig", "globalconfig"]) await writeFile(join(folder, name), "");
  const env = {
    PATH: [dirname(process.execPath), process.env.PATH ?? ""].join(delimiter),
    HOME: join(folder, "home"),
    LANG: "C.UTF-8",
    ...networkEnv(),
    npm_config_userconfig: join(folder, "userconfig"),
    npm_config_globalconfig: join(folder, "globalconfig"),
    npm_config_cache: join(folder, "cache"),
    ...plainOptions(config),
    ...fence(config),
  };
  const npm = { command: config.npm.command, args: [...config.npm.args, ...words] };
  return run(npm, { env, cwd: cwd ?? folder, ...how });
};

/**
 * The way to the network. An npm that cannot be told to refuse dependencies from git or from addresses gets no git, and
 * a proxy that does not exist for every host but the registry's; behind a proxy of the user's own that cannot be done.
 */
const fence = (config: NpmConfig): Record<string, string> => {
  const proxies = {
    ...(config.proxy ? { npm_config_proxy: config.proxy } : {}),
    ...(config.httpsProxy ? { npm_config_https_proxy: config.httpsProxy } : {}),
    ...(config.noProxy ? { npm_config_noproxy: config.noProxy } : {}),
  };
  if (config.canRefuse) return proxies;
  if (config.proxy || config.httpsProxy)
    throw new LaunchError(
      "install-failed",
      "this npm cannot be kept from fetching dependencies from git or other hosts behind a proxy; use npm 11.10 or later",
    );
  const nowhere = "http://127.0.0.1:9/";
  return {
    npm_config_git: join("/nonexistent", "git"),
    npm_config_proxy: nowhere,
    npm_config_https_proxy: nowhere,
    npm_config_noproxy: new URL(config.registry).hostname,
  };
};
