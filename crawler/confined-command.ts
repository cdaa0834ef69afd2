import { closeSync, existsSync, globSync, openSync, readSync, realpathSync, statSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { basename, dirname, isAbsolute, join, resolve, sep } from "node:path";
import { pythonEnv, pythonFolders } from "./pythons.ts";
import type { Command } from "./stdio-connection.ts";

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
const isBelow = (path: string, folder: string): boolean => path === folder || path.startsWith(folder + sep);

/** What every sandbox shows of the machine anyway. */
const isSystem = (path: string): boolean => /^\/(?:usr|bin|sbin|lib|lib32|lib64|nix\/store)\//.test(path);

/** What stands at the top of a project, or of an environment of its own. */
const MANIFESTS = ["package.json", "pyproject.toml", "setup.py", "pyvenv.cfg", "deno.json", ".git"];

/** The user's home, the folder of everybody's temporary files and what holds them are never shown. */
const isTooMuch = (folder: string): boolean => {
  const places = [homedir(), tmpdir()].flatMap((place) => (existsSync(place) ? [place, realpathSync(place)] : [place]));
  return dirname(folder) === folder || places.some((place) => isBelow(place, folder));
};

/** The project that a folder belongs to; the folder itself where none is found. */
const projectAround = (folder: string): string => {
  const modules = `${folder}${sep}`.indexOf(`${sep}node_modules${sep}`);
  for (let at = modules > 0 ? folder.slice(0, modules) : folder; !isTooMuch(at); at = dirname(at))
    if (MANIFESTS.some((name) => existsSync(join(at, name)))) return at;
  return folder;
};

/** What a sandbox must show so that the file runs: its project, or itself where that would be too much. */
const shownFor = (file: string): string => {
  const project = projectAround(dirname(file));
  return isTooMuch(project) ? file : project;
};

/** The interpreter that the first line of a script names, with its argument; null for a file that says none or is closed. */
const interpreterOf = (file: string): string[] | null => {
  const head = Buffer.alloc(512);
  let length: number;
  try {
    const descriptor = openSync(file, "r");
    length = readSync(descriptor, head);
    closeSync(descriptor);
  } catch {
    return null; // what may be run need not be readable
  }
  const text = head.subarray(0, length).toString("utf8");
  const [, interpreter, argument = ""] = /^#![ \t]*(\S+)[ \t]*([^\r\n]*)/.exec(text) ?? [];
  return interpreter === undefined ? null : [interpreter, argument.trimEnd()].filter((word) => word !== "");
};

/** How a program is started inside: with which words and variables, and what else it needs there. */
interface Start {
  words: string[];
  env: Record<string, string>;
  /** A file or folder whose project is shown. */
  own: string[];
  paths: string[];
}

/**
 * The Python of an environment (venv, pipx, uv): the one that it was made of, with the environment's packages, since the
 * link between the two leads nowhere inside. Null for what is none, or is the system's, to which the link leads.
 */
const pythonOf = (program: string): Start | null => {
  const environment = dirname(dirname(program));
  if (!/^python[\d.]*$/.test(basename(program)) || !existsSync(join(environment, "pyvenv.cfg"))) return null;
  const real = realpathSync(program);
  if (isSystem(real)) return { words: [program], env: {}, own: [program], paths: [] };
  const prefix = dirname(dirname(real));
  const [packages] = globSync(join(environment, "lib", "python3.*", "site-packages"));
  const env = { ...pythonEnv({ prefix }), ...(packages === undefined ? {} : { PYTHONPATH: packages }) };
  return { words: [real], env, own: [program], paths: pythonFolders({ prefix }) };
};

const startOf = (program: string): Start => {
  // Node is toolrisk's own, as for packages.
  if (/^node(?:\.exe)?$/.test(basename(program))) return { words: [process.execPath], env: {}, own: [], paths: [] };
  if (isSystem(program)) return { words: [program], env: {}, own: [], paths: [] };
  const python = pythonOf(program);
  if (python) return python;
  const real = realpathSync(program);
  const [interpreter, ...words] = interpreterOf(real) ?? [];
  if (interpreter === undefined || isSystem(interpreter) || !isFile(interpreter))
    return { words: [real], env: {}, own: [real], paths: [] };
  // Such a script names its interpreter by a path that is another one inside.
  const start = pythonOf(interpreter) ?? { words: [interpreter], env: {}, own: [interpreter], paths: [] };
  return { ...start, words: [...start.words, ...words, real], own: [...start.own, real] };
};

/** Variables that a client hands on from this machine and that mean nothing inside. */
const OF_MACHINE = ["HOME", "PATH", "TMPDIR", "USERPROFILE", "APPDATA", "LOCALAPPDATA"];

/**
 * A command of the user's own as a sandbox starts it. It is shown, read-only: the project of its program, or of the first
 * file among its arguments where the program is the system's, or of its working folder where it names no file; and each
 * other file and folder that it names. Never the user's home or the temporary folder, nor what holds them.
 */
export const confinedCommand = ({ command, args, env, cwd }: Command): Command => {
  const start = startOf(command);
  const [program = command, ...before] = start.words;
  // By its whole path a file is the same from everywhere.
  const whole = (word: string): string => {
    const path = cwd === undefined ? word : resolve(cwd, word);
    return isAbsolute(path) && isFile(path) ? path : word;
  };
  const words = args.map(whole);
  const named = words.filter((word) => isAbsolute(word) && !isSystem(word) && (isFile(word) || isFolder(word)));
  const script = start.own.length > 0 ? undefined : named.find(isFile);
  const programs = script === undefined ? start.own : [script];
  const here = cwd === undefined || isTooMuch(cwd) ? [] : [projectAround(cwd)];
  const data = named.filter((word) => word !== script && !isTooMuch(word));
  const all = [...new Set([...(programs.length > 0 ? programs.map(shownFor) : here), ...start.paths, ...data])];
  const readOnlyPaths = all.filter((path) => !all.some((other) => other !== path && isBelow(path, other)));
  const isShown = cwd !== undefined && readOnlyPaths.some((path) => isFolder(path) && isBelow(cwd, path));
  const kept = Object.entries(env).filter(([name, value]) => !OF_MACHINE.includes(name) || value !== process.env[name]);
  return {
    command: program,
    args: [...before, ...words],
    env: { ...start.env, ...Object.fromEntries(kept) },
    readOnlyPaths,
    ...(isShown ? { cwd } : {}),
  };
};
