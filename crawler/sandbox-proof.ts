import { randomBytes } from "node:crypto";
import {
  accessSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { type AddressInfo, createServer, type Server } from "node:net";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { printable } from "./printable.ts";
import { treeOf } from "./process-memory.ts";
import { type OwnedProcess, startProcess } from "./process-tree.ts";
import { type Proof, type Sandbox, SERVER_LIMITS } from "./sandbox.ts";
import type { CanaryReport, CanaryTask } from "./sandbox-canary.ts";
import { insideProgram } from "./sandbox-paths.ts";

/** The longest that a canary may take, in ms; a container engine needs a second or two. */
const LIMIT_MS = 20_000;
/** bubblewrap's own first process and the canary; a container has its init. */
const MOST_PROCESSES = 3;

/**
 * The most processes that a proof allows. A kernel that counts those of the whole user (Linux before 5.14) needs a bound
 * far above what a server may have.
 */
const LARGEST_COUNT = 4_096;

/** The bounds that are not on it, in words. `keepsMemory`: the crawler itself watches its memory. */
const unbounded = ({ bounds }: CanaryReport, keepsMemory: boolean): string[] => {
  const most: Record<keyof CanaryReport["bounds"], [most: number, says: string]> = {
    cpuSeconds: [SERVER_LIMITS.cpuSeconds, "its processor time"],
    fileSize: [SERVER_LIMITS.fileSize, "the size of its files"],
    openFiles: [SERVER_LIMITS.openFiles, "its open files"],
    processes: [LARGEST_COUNT, "its processes"],
    memory: [keepsMemory ? Number.POSITIVE_INFINITY : SERVER_LIMITS.memory, "its memory"],
  };
  return Object.entries(most).flatMap(([name, [largest, says]]) => {
    const found = bounds[name as keyof CanaryReport["bounds"]] ?? Number.POSITIVE_INFINITY;
    return found > largest ? [`${says} had no bound`] : [];
  });
};

/** What the canary must not have been able to do, in words; empty when the sandbox holds. */
export const breaches = (report: CanaryReport, { hits, outsideUsers, outside, keepsMemory }: Outside): string[] => {
  const found: [boolean, string][] = [
    [report.reachedLoopback || hits > 0, "it reached a listener on this machine's loopback address"],
    [report.reachedAbstractSocket, "it reached an abstract unix socket of this machine"],
    [report.readPaths.length > 0, `it could read ${report.readPaths.length} private paths of this machine`],
    [report.writablePaths.length > 0, `it could write ${report.writablePaths.join(", ")}`],
    [report.sawSecret, "it saw a variable of the crawler's environment"],
    [report.processes > MOST_PROCESSES, `it saw ${report.processes} processes`],
    [report.isRoot, "it ran as root inside"],
    [outsideUsers.includes(0), "it ran as root of this machine"],
    [report.madeNamespace, "it could make a user namespace"],
    [!report.noNewPrivileges, "it could have gained privileges"],
    [!report.filtered, "no system call filter was on it"],
    [report.capable, "it had capabilities, or could have got some"],
    [report.roomy.length > 0, `it could fill ${report.roomy.join(", ")}`],
    [report.closed.length > 0, `it could not write its own ${report.closed.join(", ")}`],
    [report.inherited.length > 0, `it inherited open descriptors: ${report.inherited.join(", ")}`],
    ...Object.entries(outside).map(
      ([kind, name]) => [report.namespaces[kind] === name, `it shared the ${kind} namespace`] as [boolean, string],
    ),
  ];
  return [...found.flatMap(([is, words]) => (is ? [words] : [])), ...unbounded(report, keepsMemory)];
};

/** What was seen of the canary from outside. */
export interface Outside {
  /** Connections that the listener on loopback got. */
  hits: number;
  /** The user ids of its processes as this machine counts them; empty where they cannot be seen. */
  outsideUsers: number[];
  /** This process's own namespaces by kind. */
  outside: Record<string, string>;
  /** Whether the bound on memory is kept by watching it, and not by the sandbox. */
  keepsMemory: boolean;
}

const listening = (
  address: { port: number; host: string } | { path: string },
): Promise<{ server: Server; hits: () => number }> =>
  new Promise((done, failed) => {
    let hits = 0;
    const server = createServer((socket) => {
      hits++;
      socket.destroy();
    });
    server.on("error", failed).listen(address, () => done({ server, hits: () => hits }));
  });

const ownNamespaces = (): Record<string, string> =>
  process.platform === "linux"
    ? Object.fromEntries(["pid", "net", "mnt", "ipc"].map((kind) => [kind, readlinkSync(`/proc/self/ns/${kind}`)]))
    : {};

/** The user ids of those descendants of a process that are in a pid namespace of their own (`NSpid` has two numbers). */
const confinedUsers = (pid: number): number[] =>
  treeOf(pid).flatMap((member) => {
    try {
      const status = readFileSync(`/proc/${member}/status`, "latin1");
      const uid = /^Uid:\s+(\d+)/m.exec(status)?.[1];
      return uid === undefined || !/^NSpid:\s+\d+\s+\d/m.test(status) ? [] : [Number(uid)];
    } catch {
      return []; // ended meanwhile
    }
  });

/** The canary's report, or what was printed instead. */
const reportOf = ({ child }: OwnedProcess): Promise<CanaryReport | string> =>
  new Promise((done) => {
    let errors = "";
    const timer = setTimeout(() => done(`no answer within ${LIMIT_MS / 1_000} s. ${errors}`), LIMIT_MS);
    const end = (answer: CanaryReport | string): void => {
      clearTimeout(timer);
      done(answer);
    };
    child.on("error", (error) => end(error.message));
    child.stderr?.on("data", (chunk: Buffer) => {
      errors = (errors + chunk.toString()).slice(0, 4_000);
    });
    child.on("close", (code, signal) => end(`it ended with ${signal ?? `exit code ${code}`}. ${errors}`));
    if (child.stdout)
      createInterface({ input: child.stdout }).once("line", (line) => {
        try {
          end(JSON.parse(line) as CanaryReport);
        } catch {
          end(`it printed no report: ${line}. ${errors}`);
        }
      });
  });

/** Runs the canary in a sandbox, and says what it could do that it must not. Never throws, leaves nothing running. */
export const runCanary = async (sandbox: Sandbox): Promise<Proof> => {
  const no = (reason: string): Proof => ({
    ok: false,
    reason: printable(reason, 600),
    remedy: "see docs/sandbox.md",
  });
  const folder = realpathSync(mkdtempSync(join(tmpdir(), `toolrisk-${process.pid}-`)));
  const id = randomBytes(12).toString("hex");
  const abstractSocket = `toolrisk-${randomBytes(12).toString("hex")}`;
  const servers: Server[] = [];
  let owned: OwnedProcess | null = null;
  try {
    mkdirSync(join(folder, "private"));
    const secretFile = join(folder, "private", "secret");
    writeFileSync(secretFile, id);
    const loopback = await listening({ port: 0, host: "127.0.0.1" });
    servers.push(loopback.server);
    if (process.platform === "linux") servers.push((await listening({ path: `\0${abstractSocket}` })).server);
    const program = insideProgram("./sandbox-canary");
    const task: CanaryTask = {
      loopbackPort: (loopback.server.address() as AddressInfo).port,
      abstractSocket,
      paths: [secretFile, homedir(), "/etc/shadow", "/var/run/docker.sock", "/run/dbus"],
      scratch: SERVER_LIMITS.scratch,
      reversedSecret: [...id].reverse().join(""),
    };
    for (const path of [secretFile, program]) accessSync(path);
    const confined = sandbox.wrap({
      command: process.execPath,
      args: [program, JSON.stringify(task)],
      env: {},
      scratch: { cwd: "/", env: {} },
      readOnlyPaths: [program],
      limits: SERVER_LIMITS,
      network: "none",
    });
    // There only for the spawn: a sandbox that hands on the crawler's environment would show it.
    process.env.TOOLRISK_CANARY = id;
    try {
      owned = startProcess(confined.command, confined.args, confined);
    } finally {
      delete process.env.TOOLRISK_CANARY;
    }
    const report = await reportOf(owned);
    if (typeof report === "string") return no(report);
    const { pid } = owned.child;
    const outsideUsers = pid === undefined || process.platform !== "linux" ? [] : confinedUsers(pid);
    const keepsMemory = confined.watchMemory !== null;
    const found = breaches(report, { hits: loopback.hits(), outsideUsers, outside: ownNamespaces(), keepsMemory });
    await confined.end?.();
    return found.length === 0 ? { ok: true } : no(`the canary was not held: ${found.join("; ")}`);
  } catch (error) {
    return no(error instanceof Error ? error.message : String(error));
  } finally {
    await owned?.kill();
    for (const server of servers) server.close();
    rmSync(folder, { recursive: true, force: true });
  }
};
