import { execFile, execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { delimiter, isAbsolute, join } from "node:path";
import { promisify } from "node:util";
import type { Confined, Limits, Plan, Proof, Sandbox } from "./sandbox.ts";
import { giveTo, INSIDE_HOME, layOut } from "./sandbox-paths.ts";
import { runCanary } from "./sandbox-proof.ts";

/** The image that servers run in unless TOOLRISK_SANDBOX_IMAGE names another with Node 24; it is never pulled by us. */
const IMAGE = "node:24-bookworm-slim";
const imageName = (): string => process.env.TOOLRISK_SANDBOX_IMAGE ?? IMAGE;

/** Marks our containers, so that those of a crawler that was killed can be found and ended by hand or by a later run. */
const LABEL = "toolrisk.sandbox";

/** What the engine's own command line reads from its environment; none of it gets into the container. */
const ENGINE_VARIABLES = [
  "PATH",
  "HOME",
  "DOCKER_HOST",
  "DOCKER_CONTEXT",
  "DOCKER_CONFIG",
  "DOCKER_CERT_PATH",
  "DOCKER_TLS_VERIFY",
  "DOCKER_API_VERSION",
  "CONTAINER_HOST",
  "CONTAINER_CONNECTION",
  "CONTAINER_SSHKEY",
  "CONTAINERS_CONF",
  "CONTAINERS_STORAGE_CONF",
  "XDG_RUNTIME_DIR",
  "XDG_CONFIG_HOME",
  "XDG_DATA_HOME",
];

/** The environment of the engine's own command line. */
export const engineEnvironment = (): Record<string, string> =>
  Object.fromEntries(ENGINE_VARIABLES.flatMap((key) => (process.env[key] ? [[key, process.env[key]]] : [])));

/**
 * Names that the engine's command line might read: their values are passed as words, not through its environment. So are
 * those of names that the shell of its lifeline would not hand on.
 */
const READ_BY_ENGINE =
  /^(?:DOCKER|BUILDX|COMPOSE|CONTAINER|PODMAN|REGISTRY|STORAGE|XDG|DBUS|TMPDIR|LD_|GO|(?:ALL|NO|HTTPS?|FTP)_PROXY)/i;

/** What differs between the engines. */
export interface Engine {
  id: "docker" | "podman";
  says: string;
  /** Options beyond those that both take. */
  options: readonly string[];
  /**
   * Whether a folder in memory is given to the user: runc before 1.2, which Docker may run, gives it the mode of the
   * image's own folder whatever is asked for, and Docker makes one where the image has none. Podman takes no such option.
   */
  ownsFolders: boolean;
  /** A template for `info`, whose output holds "rootless" or "true" where the engine itself is no root. */
  asksRootless: string;
  /** How a person gets it. */
  remedy: string;
}

const findEngine = (name: string): string | null =>
  (process.env.PATH ?? "")
    .split(delimiter)
    .filter(isAbsolute)
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path)) ?? null;

const run = promisify(execFile);

/** The user that servers run as: `nobody` by convention, who owns nothing. */
const NOBODY = 65_534;

const AS_NOBODY: readonly string[] = ["--user", `${NOBODY}:${NOBODY}`];

const rootless = new Map<string, boolean>();

/** Whether the engine runs as the user itself; asked once. */
const isRootless = ({ id, asksRootless }: Engine, command: string): boolean => {
  const known = rootless.get(id);
  if (known !== undefined) return known;
  const said = execFileSync(command, ["info", "--format", asksRootless], {
    timeout: 10_000,
    env: engineEnvironment(),
    encoding: "utf8",
  });
  const answer = /rootless|true/.test(said);
  rootless.set(id, answer);
  return answer;
};

/**
 * Who runs inside. What it writes (a package that is fetched) must be the crawler's own outside, by whatever way the
 * engine counts users: else it could not be written, or not be removed again.
 */
const userWords = (engine: Engine, command: string, { writablePaths = [] }: Plan): readonly string[] => {
  const uid = process.getuid?.() ?? NOBODY;
  const own = `${uid}:${process.getgid?.() ?? NOBODY}`;
  if (writablePaths.length === 0) return AS_NOBODY;
  if (uid === 0) {
    for (const folder of writablePaths) giveTo(NOBODY, folder);
    return AS_NOBODY;
  }
  if (!isRootless(engine, command)) return ["--user", own];
  return engine.id === "podman" ? ["--userns", "keep-id", "--user", own] : ["--user", "0:0"];
};

/** One field of a `--mount` value, which is read as a line of CSV. */
const field = (text: string): string => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/**
 * What confines any container of ours, by the options that docker-run(1) and podman-run(1) document. `user` are the words
 * that say who runs inside.
 */
export const confiningWords = (
  engine: Engine,
  name: string,
  limits: Limits,
  user: readonly string[] = AS_NOBODY,
): string[] => {
  const [uid, gid] = user.at(-1)?.split(":") ?? [];
  const owner = engine.ownsFolders ? `,uid=${uid},gid=${gid}` : "";
  const tmpfs = `rw,nosuid,nodev,mode=1777,size=${limits.scratch}${owner}`;
  const most = { nofile: limits.openFiles, cpu: limits.cpuSeconds, fsize: limits.fileSize, core: 1 };
  return [
    ...["run", "--rm", "--interactive", "--init", "--name", name, "--label", LABEL, "--pull", "never"],
    ...["--network", "none", "--read-only", "--cap-drop", "ALL", "--security-opt", "no-new-privileges"],
    ...user,
    ...["--hostname", "sandbox", "--cpus", "1", "--pids-limit", String(limits.processes)],
    ...["--memory", String(limits.memory), "--memory-swap", String(limits.memory)],
    ...Object.entries(most).flatMap(([what, value]) => ["--ulimit", `${what}=${value}:${value}`]),
    ...["--shm-size", String(Math.ceil(limits.scratch / 64))],
    ...["/tmp", INSIDE_HOME].flatMap((folder) => ["--tmpfs", `${folder}:${tmpfs}`]),
    // `podman rm --force` otherwise asks first and waits for ten seconds.
    ...["--stop-timeout", "0"],
    ...engine.options,
  ];
};

/** The words after the engine's name. Nothing of a record's `runtimeArguments` or `runtimeHint` comes in here. */
export const containerWords = (
  engine: Engine,
  plan: Plan,
  name: string,
  engineEnv: Readonly<Record<string, string>>,
  user: readonly string[] = AS_NOBODY,
): string[] => {
  const { mounts, command, args, env, cwd } = layOut(plan, "node");
  // By name alone the value comes from the command line's own environment, where no other user of the machine sees it.
  const variables = Object.entries(env).flatMap(([key, value]) => [
    "--env",
    key in engineEnv || READ_BY_ENGINE.test(key) || !/^[A-Za-z_]\w*$/.test(key) ? `${key}=${value}` : key,
  ]);
  return [
    ...confiningWords(engine, name, plan.limits, user),
    ...mounts.flatMap(({ from, to, writable }) => [
      "--mount",
      ["type=bind", field(`source=${from}`), field(`target=${to}`), ...(writable ? [] : ["readonly"])].join(","),
    ]),
    ...["--workdir", cwd, ...variables],
    ...["--entrypoint", command, imageName()],
    ...args,
  ];
};

const failure = (error: unknown): string => {
  const { stderr, message } = error as { stderr?: string; message?: string };
  return (stderr || message || String(error)).trim();
};

/** A sandbox of the engine's containers. Ending its command line does not end a container: `end` does. */
export const containerSandbox = (engine: Engine): Sandbox => {
  const wrap = (plan: Plan): Confined => {
    const command = findEngine(engine.id);
    if (!command) throw new Error(`${engine.id} was chosen without a proof`);
    const name = `toolrisk-${process.pid}-${randomUUID()}`;
    const engineEnv = engineEnvironment();
    const passed = Object.entries(plan.env).filter(([key]) => !(key in engineEnv) && !READ_BY_ENGINE.test(key));
    const ours = { HOME: INSIDE_HOME, TMPDIR: "/tmp", LANG: "C.UTF-8" };
    return {
      command,
      args: containerWords(engine, plan, name, { ...engineEnv, ...ours }, userWords(engine, command, plan)),
      env: { ...Object.fromEntries(passed), ...engineEnv },
      cwd: "/",
      feeds: [],
      lifeline: [command, "rm", "--force", name],
      inside: layOut(plan, "node").inside,
      watchMemory: null,
      end: async () => {
        // It may have ended by itself, and then there is nothing left to remove.
        await run(command, ["rm", "--force", name], { timeout: 10_000, env: engineEnv }).catch(() => {});
      },
    };
  };
  const sandbox: Sandbox = {
    id: engine.id,
    says: engine.says,
    confines: true,
    changes: true,
    wrap,
    probe: async (): Promise<Proof> => {
      const command = findEngine(engine.id);
      if (!command) return { ok: false, reason: `${engine.id} is not installed`, remedy: engine.remedy };
      try {
        await run(command, ["info"], { timeout: 10_000, env: engineEnvironment() });
      } catch (error) {
        return {
          ok: false,
          reason: `${engine.id} does not answer: ${failure(error)}`,
          remedy: `start it; ${engine.remedy}`,
        };
      }
      const image = imageName();
      try {
        await run(command, ["image", "inspect", image], { timeout: 10_000, env: engineEnvironment() });
      } catch {
        return { ok: false, reason: `the image ${image} is not there`, remedy: `${engine.id} pull ${image}` };
      }
      return runCanary(sandbox);
    },
  };
  return sandbox;
};
