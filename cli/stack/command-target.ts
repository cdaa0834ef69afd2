import { existsSync, readFileSync, realpathSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { basename, dirname, join, resolve, sep } from "node:path";
import { programOf } from "../../crawler/find-program.ts";
import { commandRecord } from "../../crawler/launchers/command.ts";
import { isSecretSegment, SECRET_OPTION, secretFrom } from "../../crawler/secret-words.ts";
import type { Place } from "../../db/records/report.ts";
import type { StackTarget } from "./target.ts";

/** A command line of the user's own, as they typed it or as a client's configuration has it. */
export interface OwnCommand {
  words: readonly string[];
  env: Readonly<Record<string, string>>;
  /** The folder that it is started in. */
  cwd: string;
}

/** What a client hands to the servers that it starts, beside what is configured. */
const INHERITED = [
  "HOME",
  "PATH",
  "USER",
  "LOGNAME",
  "SHELL",
  "LANG",
  "TMPDIR",
  "APPDATA",
  "LOCALAPPDATA",
  "USERPROFILE",
];

/** An address, or a text with one, without its password, and without parameters and parts of its path that look like secrets. */
const withoutSecrets = (text: string): string =>
  text
    .replace(/(:\/\/)[^/\s]+@/g, "$1…@")
    .replace(/([?&;]([^=?&;\s]*)=)[^&;\s]+/g, (whole, head: string, name: string) =>
      SECRET_OPTION.test(name) ? `${head}…` : whole,
    )
    .replace(/(?<=:\/\/[^\s?#]*\/)[^/\s?#]+/g, (part) => (isSecretSegment(part) ? "…" : part));

/** A command line as reports show it: what looks like a secret or is given to what asks for one is left out. */
export const shownCommand = (words: readonly string[]): string =>
  words
    .map((word, at) => {
      const from = at === 0 ? null : secretFrom(word, words[at - 1] ?? "");
      const bare = from === null ? withoutSecrets(word) : `${word.slice(0, from)}…`;
      const home = homedir();
      const here = process.cwd();
      const shown = bare.startsWith(here + sep)
        ? `.${bare.slice(here.length)}`
        : bare.startsWith(home + sep)
          ? `~${bare.slice(home.length)}`
          : bare;
      return /\s/.test(shown) ? JSON.stringify(shown) : shown;
    })
    .join(" ");

const stamp = (file: string): unknown => {
  const found = statSync(file, { throwIfNoEntry: false });
  return found ? [realpathSync(file), found.mtimeMs, found.size] : null;
};

/**
 * What an installed program consists of, as far as a change of it shows: the file itself, its package's manifest, and the
 * list of what is installed beside it. Null for a program that is no installed package, whose other files may change.
 */
const installed = (file: string): unknown => {
  const path = realpathSync(file);
  const at = path.lastIndexOf(`${sep}node_modules${sep}`);
  if (at < 0) return null;
  const root = path.slice(0, at + sep.length + "node_modules".length);
  for (let folder = dirname(path); folder.length > root.length; folder = dirname(folder)) {
    const manifest = join(folder, "package.json");
    if (!existsSync(manifest) || !/"version"/.test(readFileSync(manifest, "utf8"))) continue;
    return [stamp(path), stamp(manifest), stamp(join(root, ".package-lock.json"))];
  }
  return null;
};

/** Programs that run another one, which they may fetch anew each time. */
const RUNNER =
  /^(?:npx|npm|pnpm|pnpx|yarn|bunx|bun|deno|uv|uvx|pipx|docker|podman|mcp-remote|supergateway)(?:\.cmd|\.exe)?$/;
const PINNED = /^(?:@[\w.~-]+\/)?[\w.~-]+@\d+\.\d+\.\d+(?:[-+][\w.+-]+)?$/;

/**
 * Names what the command would start; null unless that is one exact version of a package, run by npx, or an installed
 * package's program, by itself or run by Node. What is given an address may show what stands there.
 */
export const keyOf = (program: string, { words, env, cwd }: OwnCommand): string | null => {
  if (words.some((word) => /^[a-z][a-z0-9+.-]*:\/\//i.test(word))) return null;
  const parts = [words, env, cwd, stamp(program)];
  const name = basename(words[0] ?? "");
  const [first = ""] = words.slice(1).filter((word) => !word.startsWith("-"));
  if (/^npx(?:\.cmd)?$/.test(name)) {
    const plain = PINNED.test(first) && !words.includes("-p") && !words.includes("-c");
    return plain ? JSON.stringify(["npx", ...parts]) : null;
  }
  if (RUNNER.test(name)) return null;
  // What Node runs decides, wherever Node itself is installed.
  const file = /^node(?:\.exe)?$/.test(name) ? resolve(cwd, first) : program;
  const consists = existsSync(file) ? installed(file) : null;
  return consists ? JSON.stringify(["command", ...parts, consists]) : null;
};

/** A command line as a target: refused where its program is not on this machine. */
export const commandTarget = (name: string, command: OwnCommand, place: Place | null = null): StackTarget => {
  const { words, env, cwd } = command;
  const [word = "", ...args] = words;
  const inherited = Object.fromEntries(
    INHERITED.flatMap((variable) => {
      const value = process.env[variable];
      return value === undefined ? [] : [[variable, value]];
    }),
  );
  const all = { ...inherited, ...env };
  const target = shownCommand(words);
  const program = programOf(word, cwd, all.PATH ?? "");
  if (program === null)
    return {
      kind: "refused",
      name,
      target,
      place,
      reason: `there is no program ${JSON.stringify(word)} on this machine`,
    };
  const record = commandRecord(name, { command: program, args, env: all, cwd });
  return { kind: "live", name, target, place, record, own: true, key: keyOf(program, command) };
};
