import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { closeSync, openSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { devNull } from "node:os";
import type { Writable } from "node:stream";
import { isLifeline, onLifeline } from "./lifeline.ts";

/** The variable that marks every process of one spawn, children included; its value is `<pid of the crawler>-<uuid>`. */
export const MARKER = "TOOLRISK_PROCESS";

/** A process that this crawler started, and all that it starts in turn. */
export interface OwnedProcess {
  readonly child: ChildProcess;
  /** Ends the process and every descendant with SIGKILL and waits until they are gone; gives the number that would not die. */
  kill(): Promise<number>;
}

interface Live {
  child: ChildProcess;
  marker: string;
  folder: string | null;
  /**
   * What was found to belong to it, by pid, with its start. A process that was sent SIGKILL lives on until it next runs,
   * and its parent may be gone before it: then nothing else leads to it.
   */
  known: Map<number, string>;
}

interface Row {
  pid: number;
  parent: number;
  /** When it started, in the system's own words: with the pid, what tells a process from a later one. */
  started: string;
  /** Whether the process carries the marker, or works inside the scratch folder. */
  marked: boolean;
}

const live = new Set<Live>();
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

const unlessGone = <T>(read: () => T): T | null => {
  try {
    return read();
  } catch {
    return null; // the process ended between the listing and the look, or is another user's
  }
};

/** proc_pid_stat(5): `starttime` is field 22, and the fields are counted here from the third, the state. */
const START_TIME = 19;

/** Linux: every process that has not ended (a zombie has), with its parent and whether it carries one of our marks. */
const procRows = (marker: string, folder: string | null): Row[] =>
  readdirSync("/proc").flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    const stat = unlessGone(() => readFileSync(`/proc/${name}/stat`, "latin1"));
    // The command name stands in parentheses and may hold anything, so the fields count from the last one.
    const fields = stat?.slice(stat.lastIndexOf(")") + 2).split(" ") ?? [];
    const [state, parent] = fields;
    if (!state || state === "Z" || state === "X") return [];
    const marked = (): boolean => {
      if (unlessGone(() => readFileSync(`/proc/${name}/environ`, "latin1"))?.includes(`${MARKER}=${marker}`))
        return true;
      return folder !== null && (unlessGone(() => readlinkSync(`/proc/${name}/cwd`))?.startsWith(folder) ?? false);
    };
    return [{ pid: Number(name), parent: Number(parent), started: fields[START_TIME] ?? "", marked: marked() }];
  });

/** macOS and other systems without /proc: `ps` prints the environment (-E) of one's own processes after the command. */
const psRows = (marker: string): Row[] => {
  const text = execFileSync("ps", ["-axEww", "-o", "pid=,ppid=,stat=,lstart=,command="], {
    encoding: "latin1",
    maxBuffer: 2 ** 26,
  });
  return text.split("\n").flatMap((line) => {
    // lstart is 24 characters wide, as in "Sat Nov 28 00:12:17 2026".
    const match = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.{24})\s(.*)$/.exec(line);
    if (!match || match[3]?.startsWith("Z")) return [];
    const [, pid, parent, , started = "", command] = match;
    return [{ pid: Number(pid), parent: Number(parent), started, marked: command?.includes(marker) ?? false }];
  });
};

/**
 * The living processes of one spawn: by parent, by the marker in their environment, by working inside their scratch folder;
 * and those found before.
 */
const membersOf = ({ child, marker, folder, known }: Live): number[] => {
  const rows = process.platform === "linux" ? procRows(marker, folder) : psRows(marker);
  const isMember = ({ pid, started, marked }: Row): boolean => marked || known.get(pid) === started;
  const found = new Set(rows.filter(isMember).map((row) => row.pid));
  // Once reaped, the pid may belong to somebody else.
  if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) found.add(child.pid);
  for (let before = -1; before !== found.size; ) {
    before = found.size;
    for (const row of rows) if (found.has(row.parent)) found.add(row.pid);
  }
  found.delete(process.pid);
  const members = rows.filter((row) => found.has(row.pid));
  for (const { pid, started } of members) known.set(pid, started);
  return members.map((row) => row.pid);
};

const killOnce = (entry: Live): number => {
  const members = membersOf(entry);
  for (const pid of members) unlessGone(() => process.kill(pid, "SIGKILL"));
  return members.length;
};

/**
 * Ends every process that this crawler has started, at once and without waiting for the event loop: for exit handlers.
 * Rounds repeat while processes are found, so that a fork between look and kill is caught by the next one.
 */
export const killAll = (): void => {
  for (let round = 0; round < 100 && live.size > 0; round++) {
    let found = 0;
    for (const entry of live) found += killOnce(entry);
    if (found === 0) break;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2);
  }
  live.clear();
};

/** On a signal: end the processes, then let the signal have its usual effect unless somebody else listens to it. */
const onSignal = (signal: NodeJS.Signals): void => {
  killAll();
  unwatch();
  if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
};

const watch = (): void => {
  process.on("exit", killAll);
  for (const signal of SIGNALS) process.on(signal, onSignal);
};

const unwatch = (): void => {
  process.off("exit", killAll);
  for (const signal of SIGNALS) process.off(signal, onSignal);
};

/**
 * Descriptors that a child would get from us without anybody's will: those that we ourselves were started with. Node
 * closes the first few by itself. One that is a folder would lead out of any sandbox. Linux; on macOS a spawn inherits
 * nothing by itself.
 */
const inheritableDescriptors = (): number[] => {
  if (process.platform !== "linux") return [];
  return readdirSync("/proc/self/fd").flatMap((name) => {
    const flags = unlessGone(() => readFileSync(`/proc/self/fdinfo/${name}`, "latin1"))?.match(
      /^flags:\s*([0-7]+)/m,
    )?.[1];
    const closesOnExec = flags === undefined || (Number.parseInt(flags, 8) & 0o2000000) !== 0;
    return closesOnExec || Number(name) <= 2 ? [] : [Number(name)];
  });
};

const wait = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

/** How a process is started. */
export interface Start {
  env: Record<string, string>;
  cwd: string;
  /** Its scratch folder: whatever works inside it belongs to it. */
  folder?: string | null;
  /** Each is written to the next descriptor from 3 on, which is then closed. */
  feeds?: readonly Buffer[];
  /**
   * Ends it, and runs these words, also when this crawler is killed (`lifeline.ts`); null: it is not so held. Variables
   * whose names no shell takes do not reach a process that is.
   */
  lifeline?: readonly string[] | null;
}

/** The system will not start a process as it was asked to: too many or too long words, or a NUL in one. */
export class StartError extends Error {
  override readonly name = "StartError";
}

/** Node tells of a program that is not there by an event, and throws where the words themselves cannot be passed. */
const spawned = (...how: Parameters<typeof spawn>): ChildProcess => {
  try {
    return spawn(...how);
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const why = code === "E2BIG" ? "its arguments and variables are too long" : message.split("\n")[0];
    throw new StartError(`the process cannot be started: ${why}`, { cause });
  }
};

/**
 * Starts a process in a group of its own with exactly the environment given (and the marker). The caller listens to the
 * child's `error` event. Throws a StartError.
 */
export const startProcess = (
  command: string,
  args: readonly string[],
  { env, cwd, folder = null, feeds = [], lifeline = null }: Start,
): OwnedProcess => {
  const marker = `${process.pid}-${randomUUID()}`;
  const stdio: (number | "pipe" | "ignore")[] = ["pipe", "pipe", "pipe", ...feeds.map(() => "pipe" as const)];
  const held = lifeline !== null && process.platform === "linux";
  const run = held ? onLifeline(command, args, { descriptor: stdio.length, lastly: lifeline }) : { command, args };
  if (held) stdio.push("pipe");
  const nothing = openSync(devNull, "r+");
  for (const descriptor of inheritableDescriptors()) {
    while (stdio.length <= descriptor) stdio.push("ignore");
    if (stdio[descriptor] === "ignore") stdio[descriptor] = nothing;
  }
  let child: ChildProcess;
  try {
    const marked = { ...env, [MARKER]: marker };
    child = spawned(run.command, run.args, { cwd, env: marked, detached: true, stdio, windowsHide: true });
  } finally {
    closeSync(nothing);
  }
  for (const [at, feed] of feeds.entries()) {
    const pipe = child.stdio[3 + at] as Writable | null | undefined;
    pipe?.on("error", () => {}); // it ended before it read; its exit tells why
    pipe?.end(feed);
  }
  if (held) child.stdio[3 + feeds.length]?.on("error", () => {}); // it ended; its exit tells why
  const entry: Live = { child, marker, folder, known: new Map() };
  if (live.size === 0) watch();
  live.add(entry);
  let killing: Promise<number> | null = null;
  const killTree = async (): Promise<number> => {
    let left = 0;
    for (let round = 0; round < 200; round++) {
      left = killOnce(entry);
      if (left === 0) break;
      await wait(Math.min(1 + round, 20));
    }
    for (const pipe of child.stdio) pipe?.destroy();
    live.delete(entry);
    if (live.size === 0) unwatch();
    return left;
  };
  return {
    child,
    kill: () => {
      killing ??= killTree();
      return killing;
    },
  };
};

/**
 * Ends what a crawler that was itself killed has left running: processes whose marker names a crawler that is gone. What
 * hangs on a lifeline is left to it, which has last words to run when it has ended the command.
 * Gives the number ended. Linux only; elsewhere their closed standard input has to do.
 */
export const killLeftovers = (): number => {
  if (process.platform !== "linux") return 0;
  const held = new Set<string>();
  const left = readdirSync("/proc").flatMap((name) => {
    if (!/^\d+$/.test(name) || Number(name) === process.pid) return [];
    const environment = unlessGone(() => readFileSync(`/proc/${name}/environ`, "latin1"));
    const [, marker, owner] = environment?.match(new RegExp(`(?:^|\\0)${MARKER}=((\\d+)-[^\\0]*)`)) ?? [];
    if (marker === undefined || unlessGone(() => process.kill(Number(owner), 0)) !== null) return [];
    const words = unlessGone(() => readFileSync(`/proc/${name}/cmdline`, "latin1"));
    if (words !== null && isLifeline(words.split("\0"))) held.add(marker);
    return [{ pid: Number(name), marker }];
  });
  const orphans = left.filter(({ marker }) => !held.has(marker));
  for (const { pid } of orphans) unlessGone(() => process.kill(pid, "SIGKILL"));
  return orphans.length;
};
