import { type ParseError, parse as parseJsonc, printParseErrorCode } from "jsonc-parser";
import { parse as parseToml } from "smol-toml";
import { parse as parseYaml } from "yaml";

/** A server as a client's configuration names it. Variables and headers are left behind: they hold secrets. */
export type ConfiguredServer = {
  /** Its key in the configuration, as it stands there; it need not be one that every product takes. */
  alias: string;
  /** How it is started, or null for a remote. */
  command: string[] | null;
  /** Where it is reached, or null for one that is started. */
  url: string | null;
  /** The package that the command runs, where the command tells. */
  package: { registryType: "npm" | "pypi" | "oci"; identifier: string; version: string | null } | null;
};

type Table = Record<string, unknown>;
const isTable = (value: unknown): value is Table =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Where clients keep their servers; the last two are VS Code's settings and OpenCode. */
const PLACES = [["mcpServers"], ["servers"], ["context_servers"], ["mcp_servers"], ["mcp", "servers"], ["mcp"]];

const parse = (text: string, fileName: string): unknown => {
  if (/\.toml$/i.test(fileName)) return parseToml(text);
  if (/\.ya?ml$/i.test(fileName)) return parseYaml(text, { maxAliasCount: 100 });
  const errors: ParseError[] = [];
  const value: unknown = parseJsonc(text, errors, { allowTrailingComma: true });
  const [first] = errors;
  if (first) throw new SyntaxError(`${printParseErrorCode(first.error)} at character ${first.offset}`);
  return value;
};

const texts = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];

const commandOf = ({ command, args }: Table): string[] | null => {
  if (typeof command === "string") return [command, ...texts(args)];
  if (Array.isArray(command)) return texts(command);
  if (isTable(command) && typeof command.path === "string") return [command.path, ...texts(command.args)];
  return null;
};

const urlOf = (entry: Table): string | null =>
  [entry.url, entry.serverUrl, entry.httpUrl, entry.uri].find((one) => typeof one === "string") ?? null;

/** Flags of these commands that take the next word as their value. */
const WITH_VALUE =
  /^(?:-e|--env|--env-file|-v|--volume|--mount|--name|--network|-p|--publish|--user|-u|-w|--workdir|--entrypoint|--python|--with)$/;

const firstWord = (words: string[]): string | undefined => {
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? "";
    if (WITH_VALUE.test(word)) index++;
    else if (!word.startsWith("-")) return word;
  }
  return undefined;
};

const split = (text: string, separator: string): { identifier: string; version: string | null } => {
  const at = text.lastIndexOf(separator);
  return at > 0
    ? { identifier: text.slice(0, at), version: text.slice(at + separator.length) }
    : { identifier: text, version: null };
};

/** The value of `--flag value` or `--flag=value`. */
const flag = (words: string[], ...names: string[]): string | undefined => {
  for (const [index, word] of words.entries()) {
    if (names.includes(word)) return words[index + 1];
    const name = names.find((one) => word.startsWith(`${one}=`));
    if (name) return word.slice(name.length + 1);
  }
  return undefined;
};

const packageOf = (command: string[]): ConfiguredServer["package"] => {
  const [program = "", ...all] = command;
  // A client on Windows starts scripts through its shell.
  if (/(?:^|[\\/])cmd(?:\.exe)?$/i.test(program) && /^\/c$/i.test(all[0] ?? "")) return packageOf(all.slice(1));
  const name = (program.split(/[\\/]/).at(-1) ?? "").replace(/\.(?:exe|cmd)$/i, "");
  const [verb] = all;
  const runs = (verbs: string[]): string[] | undefined => (verbs.includes(verb ?? "") ? all.slice(1) : undefined);
  const npm =
    name === "npx" || name === "bunx"
      ? all
      : ["npm", "pnpm", "yarn"].includes(name)
        ? runs(["exec", "dlx", "x"])
        : undefined;
  const pypi = name === "uvx" ? all : name === "pipx" ? runs(["run"]) : undefined;
  const oci = ["docker", "podman"].includes(name) ? runs(["run"]) : undefined;
  if (npm) {
    const found = flag(npm, "-p", "--package") ?? firstWord(npm);
    return found === undefined ? null : { registryType: "npm", ...split(found, "@") };
  }
  if (pypi) {
    const found = flag(pypi, "--from", "--spec") ?? firstWord(pypi);
    return found === undefined ? null : { registryType: "pypi", ...split(found, found.includes("==") ? "==" : "@") };
  }
  const image = oci && firstWord(oci);
  if (image === undefined) return null;
  const tagged = image.slice(image.lastIndexOf("/")).includes(":");
  return { registryType: "oci", ...(tagged ? split(image, ":") : { identifier: image, version: null }) };
};

/**
 * The servers of a client's configuration: JSON with comments (`mcpServers`, `servers`, `context_servers`, `mcp`), TOML or
 * YAML (`mcp_servers`), by the file's name. Entries that neither start nor reach a server are passed over. Throws an Error
 * that says where the text breaks.
 */
export const readClientConfig = (text: string, fileName: string): ConfiguredServer[] => {
  const root = parse(text, fileName);
  for (const place of PLACES) {
    const found = place.reduce<unknown>(
      (node, key) => (isTable(node) && Object.hasOwn(node, key) ? node[key] : undefined),
      root,
    );
    if (!isTable(found)) continue;
    const servers = Object.entries(found).flatMap(([alias, entry]): ConfiguredServer[] => {
      if (!isTable(entry)) return [];
      const command = commandOf(entry);
      const url = command ? null : urlOf(entry);
      return command || url ? [{ alias, command, url, package: command && packageOf(command) }] : [];
    });
    if (servers.length > 0) return servers;
  }
  return [];
};
