import { chownSync, lstatSync, readdirSync, realpathSync, statSync } from "node:fs";
import { basename, extname, join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import type { Plan } from "./sandbox.ts";

/** A file or folder of this machine, and where a confined command finds it. */
export interface Mount {
  from: string;
  to: string;
  writable: boolean;
}

/** A plan in the words of a sandbox: no path of this machine, and so no name of its user, is left in it. */
export interface Layout {
  mounts: Mount[];
  command: string;
  args: string[];
  env: Record<string, string>;
  cwd: string;
  /** Texts of the inside with what they are on this machine. */
  inside: ReadonlyMap<string, string>;
}

/** The home of the confined user. */
export const INSIDE_HOME = "/home/u";

/** A program of ours that runs inside a sandbox, from source or compiled as we are. */
export const insideProgram = (name: string): string =>
  fileURLToPath(new URL(`${name}${extname(fileURLToPath(import.meta.url))}`, import.meta.url));

/** Of a crawler that is root: gives a folder that is to be written to the user that will write there. What lies in it was made by us. */
export const giveTo = (user: number, folder: string): void => {
  if (statSync(folder).uid === user) return;
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    const path = join(folder, name);
    if (!lstatSync(path).isSymbolicLink()) chownSync(path, user, user);
  }
  chownSync(folder, user, user);
};

const mountsOf = ({ readOnlyPaths, writablePaths = [] }: Plan): Mount[] => {
  const all = [
    ...readOnlyPaths.map((from) => ({ from, writable: false })),
    ...writablePaths.map((from) => ({ from, writable: true })),
  ];
  return all.map(({ from, writable }, at) => {
    const place = at === 0 ? "/app" : `/app-${at}`;
    const to = statSync(from).isDirectory() ? place : `${place}/${basename(from)}`;
    return { from: realpathSync(from), to, writable };
  });
};

/**
 * Gives each path of a plan its place inside (`/app`, `/app-1`, … for folders, `/app/<name>` for a file) and rewrites
 * the command, its words and its variables for it. `node` is where the sandbox has Node. Where the plan has doors, the
 * command is started by the program that keeps them open. Throws if a path does not exist.
 */
export const layOut = (plan: Plan, node: string): Layout => {
  const mounts = mountsOf(plan);
  const given = [...plan.readOnlyPaths, ...(plan.writablePaths ?? [])];
  const home = plan.scratch.env.HOME;
  const translate = (path: string): string => {
    if (path === process.execPath) return node;
    for (const [at, { from, to }] of mounts.entries())
      for (const base of [from, given[at]])
        if (base !== undefined && (path === base || path.startsWith(base + sep))) return to + path.slice(base.length);
    return path;
  };
  const words = [translate(plan.command), ...plan.args.map(translate)];
  const doors = plan.network === "none" ? [] : plan.network.doors;
  if (doors.length > 0) {
    const program = insideProgram("./sandbox-door");
    const to = `/opt/toolrisk/${basename(program)}`;
    const inside = doors.map(({ port }, at) => ({ port, path: `/run/toolrisk/${at}.sock` }));
    words.unshift(node, to, JSON.stringify(inside));
    mounts.push({ from: program, to, writable: false });
    for (const [at, { socket }] of doors.entries())
      mounts.push({ from: socket, to: `/run/toolrisk/${at}.sock`, writable: true });
  }
  const [command = node, ...args] = words;
  const own = { HOME: INSIDE_HOME, TMPDIR: "/tmp", LANG: "C.UTF-8" };
  const entries = Object.entries(plan.env).map(([name, value]) => [name, translate(value)] as const);
  return {
    mounts,
    command,
    args,
    env: { ...own, ...Object.fromEntries(entries) },
    cwd: plan.cwd === undefined ? INSIDE_HOME : translate(plan.cwd),
    inside: new Map([
      ...mounts.map(({ from, to }) => [to, from] as const).reverse(),
      ...(home === undefined ? [] : [[INSIDE_HOME, home] as const]),
    ]),
  };
};
