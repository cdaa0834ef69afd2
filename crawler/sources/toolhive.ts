import {
  isTable,
  parseCatalogue,
  rowOf,
  type Table,
  tablesOf,
  textOf,
  textsOf,
  variableOf,
} from "../catalogue-rows.ts";
import { recordsOf } from "../parse-records.ts";
import { readText } from "../read-text.ts";
import { type Found, type Source, SourceError } from "../source.ts";

const variablesOf = (list: unknown): ReturnType<typeof variableOf>[] =>
  tablesOf(list)
    .map((one) => variableOf(one, textOf(one.name), one.secret === true))
    .filter((one) => one !== null);

/**
 * One entry by registry/types/registry_types.go of stacklok/toolhive-core. `uvx://` and `npx://` stand for packages that
 * ToolHive builds an image of; here they are started as the packages that they are.
 */
const entryOf = (key: string, entry: Table): Found => {
  const image = textOf(entry.image);
  const url = textOf(entry.url);
  const [, scheme, named = "", stated] = /^(uvx|npx):\/\/(@?[^@]+)(?:@(.+))?$/.exec(image ?? "") ?? [];
  const version = stated === "latest" ? undefined : stated;
  const shipped = scheme
    ? { registryType: scheme === "npx" ? "npm" : "pypi", identifier: named, version }
    : { registryType: "oci", identifier: image };
  const pkg = {
    ...shipped,
    transport: { type: textOf(entry.transport) ?? "stdio" },
    packageArguments: textsOf(entry.args).map((value) => ({ type: "positional", value })),
    environmentVariables: variablesOf(entry.env_vars),
  };
  const type = textOf(entry.transport) === "sse" ? "sse" : "streamable-http";
  const repository = textOf(entry.repository_url);
  return rowOf(`entry ${key}`, {
    name: `toolhive/${textOf(entry.name) ?? key}`,
    title: textOf(entry.title),
    description: textOf(entry.description),
    repository: repository === undefined ? undefined : { url: repository },
    packages: image === undefined ? undefined : [pkg],
    remotes: url === undefined ? undefined : [{ type, url, headers: variablesOf(entry.headers) }],
  });
};

/** ToolHive's catalogue, in its own form (`servers` and `remote_servers`) or its newer one (`data.servers`, as records). */
export const toolhive: Source = {
  id: "toolhive",
  says: "a ToolHive catalogue in a file or at an address, in its older or its newer form",
  argument: "FILE|URL",
  read: async function* (place, options) {
    if (!place) throw new SourceError("source toolhive wants a file or an address");
    const whole = await parseCatalogue(await readText(place, options?.signal), place);
    if (isTable(whole.data) && Array.isArray(whole.data.servers)) return yield* recordsOf(whole.data.servers);
    const lists = [whole.servers, whole.remote_servers].filter(isTable);
    if (lists.length === 0 && !textOf(whole.image) && !textOf(whole.url))
      throw new SourceError(`${place} holds no list of servers`);
    const entries = lists.length > 0 ? lists.flatMap(Object.entries) : [[textOf(whole.name) ?? "", whole] as const];
    for (const [key, entry] of entries) {
      if (isTable(entry)) yield entryOf(key, entry);
      else yield { kind: "problem", where: `entry ${key}`, reason: "is no object" };
    }
  },
};
