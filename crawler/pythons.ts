import { existsSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, isAbsolute, join } from "node:path";
import { z } from "zod";
import { LaunchError } from "./launcher.ts";
import { run } from "./npm-cli.ts";
import type { Sandbox } from "./sandbox.ts";

/** A Python interpreter of this machine. */
export interface Python {
  /** The interpreter itself, not a shim. */
  executable: string;
  /** Where its standard library lies. */
  prefix: string;
  /** Of Python 3. */
  minor: number;
}

const ABOUT = "import sys, json; print(json.dumps([sys.executable, sys.base_prefix, sys.version_info[:2]]))";
const AboutSchema = z.tuple([z.string().min(1), z.string().min(1), z.tuple([z.literal(3), z.int()])]);
/** The Python 3 versions that servers of today run on. */
const OLDEST_MINOR = 10;
const NEWEST_MINOR = 14;

const minors = Array.from({ length: NEWEST_MINOR - OLDEST_MINOR + 1 }, (_, at) => NEWEST_MINOR - at);

/** Folders in which version managers keep an interpreter each. */
const managed = (): string[] => {
  const { PYENV_ROOT, UV_PYTHON_INSTALL_DIR, XDG_DATA_HOME } = process.env;
  const roots = [
    join(PYENV_ROOT ?? join(homedir(), ".pyenv"), "versions"),
    UV_PYTHON_INSTALL_DIR ?? join(XDG_DATA_HOME ?? join(homedir(), ".local/share"), "uv/python"),
  ];
  return roots.flatMap((root) => (existsSync(root) ? readdirSync(root).map((name) => join(root, name, "bin")) : []));
};

/** The system's Python first, since every sandbox has it; then those on the PATH and of version managers. */
const candidates = (): string[] => {
  const onPath = (process.env.PATH ?? "").split(delimiter).filter(isAbsolute);
  const named = ["python3", ...minors.map((minor) => `python3.${minor}`)];
  const inFolders = (folders: string[]): string[] =>
    folders.flatMap((folder) => named.map((name) => join(folder, name)));
  return [...new Set([...inFolders(["/usr/bin", ...onPath]), ...managed().map((folder) => join(folder, "python3"))])];
};

const aboutOf = async (command: string): Promise<Python | null> => {
  const env = Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
  const how = { env: Object.fromEntries(env) as Record<string, string>, cwd: "/", limitMs: 20_000 };
  const { code, stdout } = await run({ command, args: ["-I", "-c", ABOUT] }, how);
  if (code !== 0) return null; // a shim without a version behind it
  const about = AboutSchema.safeParse(JSON.parse(stdout)).data;
  if (!about || about[2][1] < OLDEST_MINOR) return null;
  return { executable: about[0], prefix: about[1], minor: about[2][1] };
};

/**
 * The Pythons of this machine, one of each version: the first that is found (the system's own) before all others, then the
 * newest. Throws a LaunchError where there is none.
 */
export const findPythons = async (): Promise<[Python, ...Python[]]> => {
  const found = new Map<number, Python>();
  for (const command of candidates().filter((path) => existsSync(path))) {
    const python = await aboutOf(command);
    if (python && !found.has(python.minor)) found.set(python.minor, python);
  }
  const [first, ...others] = found.values();
  if (!first)
    throw new LaunchError(
      "install-failed",
      `no Python 3.${OLDEST_MINOR} or later was found (Debian and Ubuntu: sudo apt-get install python3)`,
    );
  return [first, ...others.sort((a, b) => b.minor - a.minor)];
};

/** Looked for once per process. A failure is tried again. */
let all: Promise<[Python, ...Python[]]> | null = null;
const pythons = (): Promise<[Python, ...Python[]]> => {
  all ??= findPythons().catch((error: unknown) => {
    all = null;
    throw error;
  });
  return all;
};

/** Folders that a sandbox must show for this Python to start: none for the system's own. */
export const pythonFolders = ({ prefix }: Pick<Python, "prefix">): string[] =>
  /^\/usr(?:\/|$)/.test(prefix) ? [] : [prefix];

/**
 * Those of this machine's Pythons that can be started in the sandbox: one with another system inside has not this one's.
 * Throws a LaunchError where there is none.
 */
export const pythonsIn = async ({
  id,
  confines,
  sharesSystem,
}: Pick<Sandbox, "id" | "confines" | "sharesSystem">): Promise<[Python, ...Python[]]> => {
  const found = await pythons();
  const [first, ...others] =
    confines && !sharesSystem ? found.filter((python) => pythonFolders(python).length > 0) : found;
  if (first) return [first, ...others];
  throw new LaunchError(
    "install-failed",
    `the system's Python is not to be had in the sandbox ${id}: it needs one of pyenv's or uv's (uv python install)`,
  );
};

/** What such a Python needs besides: it may know its own library by the path that it has outside of the sandbox alone. */
export const pythonEnv = (python: Pick<Python, "prefix">): Record<string, string> =>
  process.platform === "linux" && pythonFolders(python).length > 0
    ? { LD_LIBRARY_PATH: join(python.prefix, "lib") }
    : {};
