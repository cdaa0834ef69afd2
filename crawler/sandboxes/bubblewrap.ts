import { existsSync, lstatSync, readFileSync, readlinkSync } from "node:fs";
import { release } from "node:os";
import { delimiter, isAbsolute, join } from "node:path";
import type { Confined, Limits, Plan, Proof, Sandbox } from "../sandbox.ts";
import { giveTo, INSIDE_HOME, layOut, type Mount } from "../sandbox-paths.ts";
import { runCanary } from "../sandbox-proof.ts";
import { seccompFilter, thisProcessor } from "../seccomp.ts";

/**
 * Users that servers run as when the crawler is root: 60578 to 61183 belong to nobody by systemd's table of user ids
 * (systemd.io/UIDS-GIDS). The first is for fetching, whose files the others read; each server gets the next of the rest.
 */
const FETCH_USER = 60_578;
const SERVER_USERS = 600;
let lastUser = 0;

/** Where the outer mount namespace of a crawler that is root shows what its unprivileged user could not reach by path. */
const STAGE = "/mnt";

const INSIDE_NODE = "/opt/node/bin/node";

const TOOLS = ["bwrap", "prlimit"] as const;
const PLACES = ["/usr/bin", "/bin", "/usr/sbin", "/usr/local/bin", "/run/current-system/sw/bin"];

/** The absolute path of a system tool, of the system's own folders first; null when it is not installed. */
const findTool = (name: string): string | null =>
  [...PLACES, ...(process.env.PATH ?? "").split(delimiter)]
    .filter(isAbsolute)
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path)) ?? null;

const isRoot = (): boolean => process.getuid?.() === 0 || process.geteuid?.() === 0;

/** The system's programs and libraries: /usr, and what older layouts keep beside it. Nothing of /etc but two lookups. */
const systemFolders = (): string[] => {
  const words = ["--ro-bind", "/usr", "/usr"];
  for (const path of ["/bin", "/sbin", "/lib", "/lib32", "/lib64"]) {
    const found = lstatSync(path, { throwIfNoEntry: false });
    if (found?.isSymbolicLink()) words.push("--symlink", readlinkSync(path), path);
    else if (found?.isDirectory()) words.push("--ro-bind", path, path);
  }
  for (const path of ["/etc/ld.so.cache", "/etc/alternatives", "/nix/store"]) words.push("--ro-bind-try", path, path);
  return words;
};

/** Hard limits of this process by the name that `/proc/self/limits` has for them; a lower one cannot be raised. */
const hardLimits = (): Map<string, number> =>
  new Map(
    [...readFileSync("/proc/self/limits", "latin1").matchAll(/^(Max [a-z ]+?) {2,}\S+ +(\S+)/gm)].map(
      ([, name = "", hard = ""]) => [name, hard === "unlimited" ? Number.POSITIVE_INFINITY : Number(hard)],
    ),
  );

/** bubblewrap's own processes, which count to the user that a crawler that is root gives to each server. */
const OWN_PROCESSES = 4;

/**
 * The number of processes is limited inside, where since Linux 5.14 the sandbox's own user namespace is what is counted.
 * Before, it is counted over all processes of the user, which of a person logged in may be many. A server of a crawler
 * that is root has a user of its own, and needs no limit inside.
 */
const processLimit = ({ processes }: Limits): string[] => {
  if (isRoot()) return [];
  const [major = 0, minor = 0] = release().split(".").map(Number);
  const most = hardLimits().get("Max processes") ?? processes;
  const wanted = major > 5 || (major === 5 && minor >= 14) ? processes : Math.max(4_096, processes);
  return [findTool("prlimit") ?? "prlimit", `--nproc=${Math.min(wanted, most)}`];
};

const limitWords = (limits: Limits): string[] => {
  const hard = hardLimits();
  const most = (name: string, wanted: number): number => Math.min(wanted, hard.get(name) ?? wanted);
  return [
    `--data=${most("Max data size", limits.processMemory)}`,
    ...(isRoot() ? [`--nproc=${most("Max processes", limits.processes + OWN_PROCESSES)}`] : []),
    `--fsize=${most("Max file size", limits.fileSize)}`,
    `--nofile=${most("Max open files", limits.openFiles)}`,
    `--cpu=${most("Max cpu time", limits.cpuSeconds)}`,
    // Not 0: a limit of exactly one byte is the only one that also keeps a crash from a core_pattern that is a pipe.
    `--core=${most("Max core file size", 1)}`,
  ];
};

/**
 * A root user namespace-mapped to another would still be root to the kernel's own files (it can write core_pattern), so
 * a crawler that is root drops to a user that owns nothing first. That user cannot reach root's folders by path: the
 * mounts are staged before, in a mount namespace of their own, by an outer bubblewrap that runs nothing else.
 */
const asOtherUser = (mounts: Mount[], user: number): { words: string[]; staged: Mount[] } => {
  const staged = mounts.map((mount, at) => ({ ...mount, from: `${STAGE}/${at}` }));
  const binds = mounts.flatMap(({ from, writable }, at) => [writable ? "--bind" : "--ro-bind", from, `${STAGE}/${at}`]);
  const caps = ["--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"];
  const words = [
    ...[
      "--dev-bind",
      "/",
      "/",
      "--tmpfs",
      STAGE,
      ...binds,
      ...caps,
      "--die-with-parent",
      "--",
      findTool("setpriv") ?? "setpriv",
    ],
    ...[`--reuid=${user}`, `--regid=${user}`, "--clear-groups", "--inh-caps=-all", "--"],
  ];
  return { words, staged };
};

/** What reads the first descriptors: the options, the filter, and two files that name lookups read. */
const FEED = { options: 3, filter: 4, users: 5, hosts: 6 } as const;

const wrap = (plan: Plan): Confined => {
  const processor = thisProcessor();
  const bwrap = findTool("bwrap");
  if (!processor || !bwrap) throw new Error("bubblewrap was chosen without a proof");
  const { mounts, command, args, env, cwd, inside } = layOut(plan, INSIDE_NODE);
  const given: Mount[] = [{ from: process.execPath, to: INSIDE_NODE, writable: false }, ...mounts];

  const fetches = (plan.writablePaths ?? []).length > 0;
  const user = fetches ? FETCH_USER : FETCH_USER + 1 + (lastUser++ % SERVER_USERS);
  if (isRoot()) for (const folder of plan.writablePaths ?? []) giveTo(user, folder);
  const outer = isRoot() ? asOtherUser(given, user) : null;

  const variables = { PATH: "/opt/node/bin:/usr/local/bin:/usr/bin:/bin", ...env };
  const { scratch } = plan.limits;
  const options = [
    ...["--unshare-all", "--unshare-user", "--disable-userns", "--die-with-parent", "--new-session"],
    ...["--uid", "1000", "--gid", "1000", "--hostname", "sandbox", "--cap-drop", "ALL", "--clearenv"],
    ...Object.entries(variables).flatMap(([name, value]) => ["--setenv", name, value]),
    ...systemFolders(),
    ...["--proc", "/proc", "--dev", "/dev", "--size", String(Math.ceil(scratch / 64)), "--tmpfs", "/dev/shm"],
    ...["--size", String(scratch), "--tmpfs", "/tmp", "--size", String(scratch), "--tmpfs", INSIDE_HOME],
    ...["--ro-bind-data", String(FEED.users), "/etc/passwd", "--ro-bind-data", String(FEED.hosts), "/etc/hosts"],
    ...(outer?.staged ?? given).flatMap(({ from, to, writable }) => [writable ? "--bind" : "--ro-bind", from, to]),
    // Last: the mount points above are made in them.
    ...["--remount-ro", "/dev", "--remount-ro", "/"],
    ...["--chdir", cwd, "--seccomp", String(FEED.filter)],
  ];
  // Where the machine itself runs out of memory, the kernel ends the server before the crawler (oom_score_adj, proc(5)).
  const choom = findTool("choom");
  const limited = [
    ...(choom ? [choom, "-n", "1000", "--"] : []),
    findTool("prlimit") ?? "prlimit",
    ...limitWords(plan.limits),
  ];
  const inner = [...limited, bwrap, "--args", String(FEED.options), "--", ...processLimit(plan.limits)];
  const words = [...(outer ? [bwrap, ...outer.words] : []), ...inner, command, ...args];
  return {
    command: words[0] ?? bwrap,
    args: words.slice(1),
    // Whatever stands here can be read inside, in /proc/1/environ.
    env: { PATH: "/usr/bin:/bin" },
    cwd: "/",
    feeds: [
      Buffer.from(options.map((word) => `${word.replaceAll("\0", "")}\0`).join("")),
      seccompFilter(processor),
      Buffer.from(`u:x:1000:1000:u:${INSIDE_HOME}:/bin/sh\n`),
      Buffer.from("127.0.0.1 localhost sandbox\n::1 localhost\n"),
    ],
    lifeline: [],
    inside,
    watchMemory: plan.limits.memory,
  };
};

const UBUNTU =
  "Ubuntu 24.04 and later keep programs from making user namespaces: allow it for bubblewrap with the AppArmor profile of docs/sandbox.md (in CI alone: sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0)";

const probe = async (): Promise<Proof> => {
  const missing = (reason: string, remedy: string): Proof => ({ ok: false, reason, remedy });
  if (process.platform !== "linux") return missing("bubblewrap is for Linux", "use Docker or Podman here");
  if (!thisProcessor())
    return missing(`there is no system call filter for ${process.arch}`, "use Docker or Podman here");
  for (const name of isRoot() ? [...TOOLS, "setpriv"] : TOOLS)
    if (!findTool(name))
      return missing(
        `${name} is not installed`,
        "install the package bubblewrap (Debian and Ubuntu: sudo apt-get install bubblewrap util-linux; Fedora: sudo dnf install bubblewrap)",
      );
  const proof = await runCanary(bubblewrap);
  if (proof.ok) return proof;
  if (/uid map|new namespace|unshare|userns|Operation not permitted|Permission denied/i.test(proof.reason))
    return missing(
      proof.reason,
      `user namespaces are needed. ${UBUNTU}; a container needs a runtime that lets it make them`,
    );
  return proof;
};

/** bubblewrap: namespaces of its own for users, processes, network and files, a system call filter, limits. */
export const bubblewrap: Sandbox = {
  id: "bubblewrap",
  sharesSystem: true,
  says: "bubblewrap (Linux): own namespaces, no network, a read-only package, a system call filter, limits",
  confines: true,
  probe,
  wrap,
};
