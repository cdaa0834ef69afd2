import type { Argument, ServerRecord } from "../db/records/server.ts";
import type { ConfiguredServer } from "./client-config.ts";
import type { ClientFile } from "./client-files.ts";
import { filler, Unfilled } from "./client-values.ts";
import { ownRemoteRecord } from "./launchers/remote.ts";
import { packageWords, runnerOf } from "./runner-words.ts";
import { secretFrom } from "./secret-words.ts";
import { shownOwnAddress } from "./shown-address.ts";
import { npmRecord, ociRecord, pypiRecord } from "./single-target.ts";
import type { Found } from "./source.ts";

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
