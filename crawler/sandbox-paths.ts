import { realpathSync, statSync } from "node:fs";
import { basename, sep } from "node:path";
import type { Plan } from "./sandbox.ts";

/** A file or folder of this machine, and where a confined command finds it. */
export interface Mount {
  from: string;
  to: string;
  writable: boolean;
}

/** Where Node stands inside every sandbox that has this machine's. */
export const INSIDE_NODE = "/opt/node/bin/node";
/** Where the socket of the egress proxy stands inside. */
export const INSIDE_PROXY = "/run/toolrisk/proxy.sock";
/** The home of the confined user. */
export const INSIDE_HOME = "/home/u";

/**
 * Gives each path of a plan its place inside: `/app`, `/app-1`, … for folders, `/app/<name>` for a file. No path of this
 * machine, and so no name of its user, shows inside. Throws if one does not exist.
 */
export const mountsOf = ({ readOnlyPaths, writablePaths = [] }: Plan): Mount[] => {
  const all = [
    ...readOnlyPaths.map((from) => ({ from, writable: false })),
    ...writablePaths.map((from) => ({ from, writable: true })),
  ];
  return all.map(({ from, writable }, at) => {
    const place = at === 0 ? "/app" : `/app-${at}`;
    return {
      from: realpathSync(from),
      to: statSync(from).isDirectory() ? place : `${place}/${basename(from)}`,
      writable,
    };
  });
};

/** Translates a path of this machine into the sandbox's; what lies below none of the mounts stays as it is. */
export const insidePath = (path: string, mounts: readonly Mount[], plan: Plan): string => {
  const given = [...plan.readOnlyPaths, ...(plan.writablePaths ?? [])];
  for (const [at, { from, to }] of mounts.entries())
    for (const base of [from, given[at]])
      if (base !== undefined && (path === base || path.startsWith(base + sep))) return to + path.slice(base.length);
  return path;
};
