import {
  findNodeAtLocation,
  getNodeValue,
  type Node,
  type ParseError,
  parseTree,
  printParseErrorCode,
} from "jsonc-parser";
import { parse as parseToml } from "smol-toml";

/** One server of a client's configuration, with the values that its owner gave it, secrets included. */
export interface ConfiguredServer {
  name: string;
  /** From 1. */
  line: number;
  column: number;
  /** Null for one that is reached at an address. */
  words: string[] | null;
  env: Record<string, string>;
  cwd: string | null;
  url: string | null;
  /** `sse` where the configuration says so. */
  type: string | null;
  headers: Record<string, string>;
}

/** A configuration that cannot be read; the message says where. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

type Table = Record<string, unknown>;
const isTable = (value: unknown): value is Table =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Where clients keep their servers; the last are VS Code's settings and OpenCode. */
const PLACES: string[][] = [
  ["mcpServers"],
  ["servers"],
  ["context_servers"],
  ["mcp_servers"],
  ["mcp", "servers"],
  ["mcp"],
];

const texts = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];

const textTable = (value: unknown): Record<string, string> =>
  isTable(value)
    ? Object.fromEntries(
        Object.entries(value).flatMap(([key, one]) =>
          typeof one === "string" || typeof one === "number" || typeof one === "boolean" ? [[key, String(one)]] : [],
        ),
      )
    : {};

const wordsOf = ({ command, args }: Table): string[] | null => {
  if (typeof command === "string" && command !== "") return [command, ...texts(args)];
  if (Array.isArray(command) && texts(command).length > 0) return texts(command);
  if (isTable(command) && typeof command.path === "string") return [command.path, ...texts(command.args)];
  return null;
};

const textOf = (...values: unknown[]): string | null =>
  values.find((value): value is string => typeof value === "string" && value !== "") ?? null;

const serverOf = (name: string, entry: unknown, at: { line: number; column: number }): ConfiguredServer | null => {
  if (!isTable(entry) || entry.disabled === true || entry.enabled === false) return null;
  const words = wordsOf(entry);
  const url = words ? null : textOf(entry.url, entry.serverUrl, entry.httpUrl, entry.uri);
  if (!words && !url) return null;
  const inner = isTable(entry.command) ? entry.command.env : undefined;
  const request = isTable(entry.requestInit) ? entry.requestInit.headers : undefined;
  return {
    name,
    ...at,
    words,
    url,
    env: { ...textTable(entry.env), ...textTable(entry.environment), ...textTable(inner) },
    cwd: textOf(entry.cwd),
    type: textOf(entry.type, entry.transport),
    headers: {
      ...textTable(entry.headers),
      ...textTable(entry.http_headers),
      ...headersByVariable(entry),
      ...textTable(request),
    },
  };
};

/** Codex names the variables that hold a header's value, or the token of one. */
const headersByVariable = ({
  bearer_token_env_var: bearer,
  env_http_headers: named,
}: Table): Record<string, string> => ({
  ...(typeof bearer === "string" && bearer !== "" ? { Authorization: `Bearer \${${bearer}}` } : {}),
  ...Object.fromEntries(Object.entries(textTable(named)).map(([header, variable]) => [header, `\${${variable}}`])),
});

/** Tells the place of an offset, both counted from 1. Looks at the text once, however many places are asked for. */
const placesIn = (text: string): ((offset: number) => { line: number; column: number }) => {
  const starts = [0];
  for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", end + 1)) starts.push(end + 1);
  return (offset) => {
    let [first, last] = [0, starts.length - 1];
    while (first < last) {
      const middle = Math.ceil((first + last) / 2);
      if ((starts[middle] ?? 0) <= offset) first = middle;
      else last = middle - 1;
    }
    return { line: first + 1, column: offset - (starts[first] ?? 0) + 1 };
  };
};

const fromToml = (text: string): ConfiguredServer[] => {
  let root: Table;
  try {
    root = parseToml(text);
  } catch (error) {
    throw new ConfigError((error as Error).message.split("\n")[0], { cause: error });
  }
  const found = root.mcp_servers ?? root.mcpServers;
  if (!isTable(found)) return [];
  const placeAt = placesIn(text);
  return Object.entries(found).flatMap(([name, entry]) => {
    const escaped = name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    const head = new RegExp(
      `^[ \\t]*\\[[ \\t]*(?:mcp_servers|mcpServers)[ \\t]*\\.[ \\t]*["']?${escaped}["']?[ \\t]*\\]`,
      "m",
    ).exec(text);
    const server = serverOf(name, entry, placeAt(head?.index ?? 0));
    return server ? [server] : [];
  });
};

/** Deep nesting would overflow the parser, which is recursive. */
const MAX_NESTING = 200;
const nestsTooDeep = (text: string): boolean => {
  let depth = 0;
  for (const [bracket] of text.matchAll(/"(?:[^"\\\n]|\\.)*"|[[{]|[\]}]/g)) {
    if (bracket === "{" || bracket === "[") depth++;
    else if (bracket === "}" || bracket === "]") depth--;
    if (depth > MAX_NESTING) return true;
  }
  return false;
};

const serversIn = (placeAt: ReturnType<typeof placesIn>, container: Node | undefined): ConfiguredServer[] =>
  container?.type !== "object"
    ? []
    : (container.children ?? []).flatMap((property) => {
        const [key, value] = property.children ?? [];
        const server = key && value ? serverOf(String(key.value), getNodeValue(value), placeAt(key.offset)) : null;
        return server ? [server] : [];
      });

const fromJson = (text: string, project: string): ConfiguredServer[] => {
  if (nestsTooDeep(text)) throw new ConfigError("it nests too deeply");
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true });
  const [first] = errors;
  const placeAt = placesIn(text);
  if (!root || first) {
    const { line, column } = placeAt(first?.offset ?? 0);
    throw new ConfigError(
      `line ${line}, column ${column}: ${first ? printParseErrorCode(first.error) : "it is empty"}`,
    );
  }
  const places = [...PLACES, ["projects", project, "mcpServers"]];
  const lists = places.map((place) => serversIn(placeAt, findNodeAtLocation(root, place)));
  const seen = new Set<number>();
  return lists.flat().filter(({ line, column }) => {
    const at = line * 1e6 + column;
    return !seen.has(at) && seen.add(at);
  });
};

/**
 * The servers of a client's configuration in any dialect: JSON with comments, or TOML by the file's name. `project` is the
 * folder whose own servers a user's file may hold. Switched-off entries, and those that neither start nor reach anything,
 * are left out. Throws a ConfigError that says where the text breaks.
 */
export const readClientConfig = (text: string, fileName: string, project: string): ConfiguredServer[] =>
  /\.toml$/i.test(fileName) ? fromToml(text) : fromJson(text.replace(/^\uFEFF/, ""), project);
