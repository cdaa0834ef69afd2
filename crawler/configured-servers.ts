import { basename } from "node:path";
import type { Argument, ServerRecord } from "../db/records/server.ts";
import type { ConfiguredServer } from "./client-config.ts";
import type { ClientFile } from "./client-files.ts";
import { filler, Unfilled } from "./client-values.ts";
import { ownRemoteRecord } from "./launchers/remote.ts";
import { secretFrom } from "./secret-words.ts";
import { shownOwnAddress } from "./shown-address.ts";
import { npmRecord, ociRecord, pypiRecord } from "./single-target.ts";
import type { Found } from "./source.ts";

/** Options of the package runners that are followed by a value of their own. */
const VALUED: Record<Runner, RegExp> = {
  npm: /^(?:-p|--package|--registry|--cache|--prefix|-c|--call|-w|--workspace)$/,
  pypi: /^(?:--from|--spec|--with|--python|-p|--index|--index-url|--extra-index-url|--directory|--refresh-package)$/,
  oci: /^(?:-[epvwuhlmac]|--(?:env|env-file|volume|mount|name|network|net|publish|workdir|user|hostname|label|memory|cpus|platform|entrypoint|pull|add-host|security-opt|cap-add|cap-drop|tmpfs|device|gpus|runtime|restart|ulimit|shm-size|dns))$/,
};
type Runner = "npm" | "pypi" | "oci";

/** The words that run a package of a registry by its name, each with what it runs. */
const RUNNERS: [words: RegExp, runner: Runner][] = [
  [/^(?:npx|bunx|pnpx|npm exec|pnpm dlx|pnpm exec|yarn dlx|bun x)$/, "npm"],
  [/^(?:uvx|uv tool run|uv x|pipx run)$/, "pypi"],
  [/^(?:docker|podman) run$/, "oci"],
];

const runnerOf = (words: readonly string[]): { runner: Runner; rest: string[] } | null => {
  const shell = /^cmd(?:\.exe)?$/i.test(words[0] ?? "") && /^\/c$/i.test(words[1] ?? "");
  const given = shell ? words.slice(2) : words;
  const named = [basename((given[0] ?? "").replaceAll("\\", "/")).replace(/\.(?:exe|cmd)$/i, ""), ...given.slice(1)];
  for (const length of [1, 2, 3]) {
    const found = RUNNERS.find(([pattern]) => pattern.test(named.slice(0, length).join(" ")));
    if (found) return { runner: found[1], rest: named.slice(length) };
  }
  return null;
};

/** The package and its arguments among a runner's words; null where none is named. */
const packageWords = (runner: Runner, words: string[]): { name: string; args: string[] } | null => {
  let from: string | null = null;
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? "";
    if (word === "--") continue;
    if (!word.startsWith("-")) return { name: from ?? word, args: words.slice(at + 1) };
    const [, option = word, inline] = /^(--[\w-]+)=(.*)$/s.exec(word) ?? [];
    const value = inline ?? (VALUED[runner].test(option) ? words[++at] : undefined);
    if (runner !== "oci" && /^(?:-p|--package|--from|--spec)$/.test(option) && value) from ??= value;
  }
  return null;
};

/** Words that say how to list: no value of the user's, no path of this machine, no address. */
const PLAIN_WORD = /^[\w@.,:+=-]{1,80}$/;

/**
 * The arguments as a record may keep them: a secret, a path and an address stay with the user, and a placeholder of their
 * shape takes their place.
 */
const argumentsOf = (words: readonly string[]): Argument[] =>
  words.map((word, at): Argument => {
    const before = words[at - 1] ?? "";
    const option = before.startsWith("-") && !before.includes("=") ? before.replace(/^-+/, "") : "";
    const [, name, inline] = /^(--?[\w-]+)=(.*)$/s.exec(word) ?? [];
    const value = inline ?? word;
    const isSecret = secretFrom(word, before) !== null;
    if (!isSecret && PLAIN_WORD.test(word)) return { type: "positional", value: word };
    if (word.startsWith("-") && name === undefined && PLAIN_WORD.test(word)) return { type: "positional", value: word };
    const valueHint = /^[a-z][\w+.-]*:\/\//i.test(value) ? "url" : /[/\\]/.test(value) ? "path" : (name ?? option);
    if (name === undefined) return { type: "positional", valueHint, isRequired: true, isSecret };
    return { type: "named", name, valueHint, isRequired: true, isSecret };
  });

const ENGINE_ENV = /^(?:-e|--env)$/;

/** The names of an image's variables: `-e NAME` or `-e NAME=VALUE` of the engine, of which the value is not kept. */
const engineVariables = (words: readonly string[]): string[] =>
  words.flatMap((word, at) => {
    const text = ENGINE_ENV.test(words[at - 1] ?? "") ? word : /^--env=(.*)$/s.exec(word)?.[1];
    return text === undefined ? [] : [text.replace(/=.*$/s, "")];
  });

const RECORD = { npm: npmRecord, pypi: pypiRecord, oci: ociRecord } as const;

/** Versions of npm that name no exact one, which the registry is asked for instead; and what other runners call the newest. */
const NOT_EXACT = { npm: /^(?!\d+\.\d+\.\d+)/, pypi: /^latest$/i, oci: /^$/ };

/**
 * The record of the package that a command line runs by name, with placeholders for the secrets, paths and addresses among
 * its arguments; null for a command of another kind. `env`: the names of the variables that it is given.
 */
export const packageRecordOf = (words: readonly string[], env: readonly string[]): ServerRecord | null => {
  const run = runnerOf(words);
  const found = run && packageWords(run.runner, run.rest);
  if (!run || !found) return null;
  const record = RECORD[run.runner](found.name);
  const [pkg] = record.packages ?? [];
  if (!pkg) return null;
  const names = new Set([...env, ...(run.runner === "oci" ? engineVariables(run.rest) : [])]);
  const version = typeof pkg.version === "string" && NOT_EXACT[run.runner].test(pkg.version) ? null : pkg.version;
  const whole = {
    ...pkg,
    ...(version === undefined ? {} : { version }),
    packageArguments: argumentsOf(found.args),
    environmentVariables: [...names].map((name) => ({ name, isRequired: true, isSecret: true })),
  };
  return { ...record, packages: [whole] };
};

/**
 * A server of a client's configuration as a source gives it. A package that is run by name becomes that package, with the
 * names of its variables and none of their values: it lists without network, so no secret would help it. An address is
 * asked with the user's own headers, which stay in memory. A command line of another kind is none of a crawl's business.
 */
export const foundOfClient = (server: ConfiguredServer, { file, folder }: ClientFile): Found => {
  const where = `${file}, line ${server.line}, ${server.name}`;
  const fill = filler(folder);
  try {
    if (server.words) {
      const record = packageRecordOf(server.words, Object.keys(server.env));
      const reason = "is a command of your own, which a crawl does not start; toolrisk check looks at it";
      return record ? { kind: "record", record } : { kind: "problem", where, reason };
    }
    const url = fill(server.url ?? "");
    if (!URL.canParse(url)) return { kind: "problem", where, reason: "its address is none" };
    const headers = Object.fromEntries(Object.entries(server.headers).map(([key, value]) => [key, fill(value)]));
    const type = server.type === "sse" ? "sse" : "streamable-http";
    const name = shownOwnAddress(url).replace(/^\w+:\/\/|\/+$/g, "");
    return { kind: "record", record: ownRemoteRecord(name, { url, type, headers }) };
  } catch (error) {
    if (!(error instanceof Unfilled)) throw error;
    return { kind: "problem", where, reason: `its configuration asks for \${${error.message}}, which is not set here` };
  }
};
