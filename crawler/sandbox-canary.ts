// Runs inside a sandbox, alone: tries what a hostile server would and tells how each attempt ended. It changes nothing
// anywhere: what it opens for writing it does not write to.
import { spawnSync } from "node:child_process";
import {
  accessSync,
  closeSync,
  constants,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statfsSync,
} from "node:fs";
import { connect } from "node:net";

/** What the canary is told to look for. */
export interface CanaryTask {
  loopbackPort: number;
  /** The name of a listening abstract unix socket, without its leading NUL. */
  abstractSocket: string;
  /** Paths of the machine outside that must not be readable. */
  paths: string[];
  /** The most that one of its folders in memory may hold, in bytes. */
  scratch: number;
  /** A value of the environment outside, reversed, so that the task itself does not hold it. */
  reversedSecret: string;
}

/** How it went; true or a number means what its name says. */
export interface CanaryReport {
  reachedLoopback: boolean;
  reachedAbstractSocket: boolean;
  readPaths: string[];
  writablePaths: string[];
  sawSecret: boolean;
  processes: number;
  isRoot: boolean;
  madeNamespace: boolean;
  /** Open descriptors that were not closed on the way in and lead somewhere. */
  inherited: string[];
  namespaces: Record<string, string>;
  /** `NoNewPrivs` and `Seccomp` of /proc/self/status. */
  noNewPrivileges: boolean;
  filtered: boolean;
  /** Whether it holds capabilities, or could get some. */
  capable: boolean;
  /** Mounts of a disk that it could write, wherever they are, and of memory that are larger than it may fill. */
  roomy: string[];
  /** Its own folders that it cannot write, as any server may need to. */
  closed: string[];
  /** The bounds on it, as the kernel tells them; null where there is none. Bytes, seconds, numbers. */
  bounds: Record<"cpuSeconds" | "fileSize" | "openFiles" | "processes" | "memory", number | null>;
}

const works = (attempt: () => unknown): boolean => {
  try {
    attempt();
    return true;
  } catch {
    return false; // refused, as it should be
  }
};

const dials = (options: { port: number; host: string } | { path: string }): Promise<boolean> =>
  new Promise((done) => {
    const socket = connect(options as { path: string });
    const end = (reached: boolean): void => {
      socket.destroy();
      done(reached);
    };
    socket.setTimeout(1_000, () => end(false));
    socket.on("connect", () => end(true)).on("error", () => end(false));
  });

const opensForWriting = (path: string): boolean => works(() => closeSync(openSync(path, constants.O_WRONLY)));
const text = (path: string): string => {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return ""; // not to be had, as it should be
  }
};

const linkOf = (path: string): string => {
  try {
    return readlinkSync(path);
  } catch {
    return ""; // closed meanwhile
  }
};

/** Node opens its own descriptors with close-on-exec (flag 02000000); any other came with the start. */
const inheritedDescriptors = (): string[] =>
  readdirSync("/proc/self/fd")
    .filter((name) => {
      const flags = /^flags:\s*([0-7]+)/m.exec(text(`/proc/self/fdinfo/${name}`))?.[1];
      return Number(name) > 2 && flags !== undefined && (Number.parseInt(flags, 8) & 0o2000000) === 0;
    })
    .map((name) => linkOf(`/proc/self/fd/${name}`))
    .filter((target) => target !== "/dev/null" && target !== "");

/** A bound by the kernel's word; null for none. */
const bound = (word: string | undefined): number | null => (/^\d+$/.test(word ?? "") ? Number(word) : null);

/** The hard limit that `/proc/self/limits` gives by this name. */
const limit = (name: string): number | null =>
  bound(new RegExp(`^${name} {2,}\\S+ +(\\S+)`, "m").exec(text("/proc/self/limits"))?.[1]);

/** The control group's own bound, in the second or in the first version of these files. */
const groupBound = (second: string, first: string): number | null => {
  const found = bound((text(`/sys/fs/cgroup/${second}`) || text(`/sys/fs/cgroup/${first}`)).trim());
  // The first version writes the largest number of pages where there is none.
  return found !== null && found < 2 ** 60 ? found : null;
};

const smaller = (one: number | null, other: number | null): number | null =>
  one === null || other === null ? (one ?? other) : Math.min(one, other);

/** The kernel's own file systems hold no files, and its devices are no room. */
const HOLDS_NO_FILES = /^(?:proc|sysfs|cgroup2?|devpts|devtmpfs|mqueue)$/;

/** Where it could put more than it may: proc_pid_mountinfo(5) gives each mount's options, then its kind after a dash. */
const roomyMounts = (scratch: number): string[] =>
  text("/proc/self/mountinfo")
    .split("\n")
    .flatMap((line) => {
      const [before = "", kind = ""] = line.split(" - ");
      const [, , , , place = "", options = ""] = before.split(" ");
      const [type = ""] = kind.split(" ");
      if (place === "" || options.split(",").includes("ro") || HOLDS_NO_FILES.test(type)) return [];
      const path = place.replace(/\\([0-7]{3})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 8)));
      if (place === "/") return [path];
      if (!works(() => accessSync(path, constants.W_OK))) return [];
      const { bsize, blocks } = statfsSync(path);
      return type === "tmpfs" && blocks > 0 && bsize * blocks <= scratch ? [] : [path];
    });

const look = async (task: CanaryTask): Promise<CanaryReport> => {
  const secret = [...task.reversedSecret].reverse().join("");
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  const status = text("/proc/self/status");
  const said = pids.map((pid) => text(`/proc/${pid}/environ`) + text(`/proc/${pid}/cmdline`));
  const kinds = ["user", "pid", "net", "mnt", "ipc", "uts"];
  return {
    reachedLoopback: await dials({ port: task.loopbackPort, host: "127.0.0.1" }),
    reachedAbstractSocket: await dials({ path: `\0${task.abstractSocket}` }),
    readPaths: task.paths.filter((path) => works(() => accessSync(path, constants.R_OK))),
    writablePaths: [
      ...["/proc/sys/kernel/core_pattern", "/proc/sysrq-trigger", process.execPath].filter(opensForWriting),
      ...["/", "/usr", "/etc", "/dev", "/opt", "/app"].filter((path) => works(() => accessSync(path, constants.W_OK))),
    ],
    sawSecret: [JSON.stringify(process.env), ...said].some((found) => found.includes(secret)),
    processes: pids.length,
    isRoot: process.getuid?.() === 0,
    madeNamespace: spawnSync("/usr/bin/unshare", ["--user", "/bin/true"]).status === 0,
    inherited: inheritedDescriptors(),
    namespaces: Object.fromEntries(kinds.map((kind) => [kind, linkOf(`/proc/self/ns/${kind}`)])),
    noNewPrivileges: /^NoNewPrivs:\s*1$/m.test(status),
    filtered: /^Seccomp:\s*2$/m.test(status),
    capable: /^Cap(?:Inh|Prm|Eff|Bnd|Amb):\s*0*[1-9a-f]/m.test(status),
    roomy: roomyMounts(task.scratch),
    closed: [process.env.HOME ?? "", process.env.TMPDIR ?? ""].filter(
      (path) => !works(() => accessSync(path, constants.W_OK)),
    ),
    bounds: {
      cpuSeconds: limit("Max cpu time"),
      fileSize: limit("Max file size"),
      openFiles: limit("Max open files"),
      processes: smaller(limit("Max processes"), groupBound("pids.max", "pids/pids.max")),
      memory: groupBound("memory.max", "memory/memory.limit_in_bytes"),
    },
  };
};

const [task] = process.argv.slice(2);
if (task !== undefined) {
  const report = await look(JSON.parse(task) as CanaryTask);
  process.stdout.write(`${JSON.stringify(report)}\n`);
  // Stays until it is let go, so that it can be looked at from outside.
  process.stdin.resume();
}
