import type { Variable } from "../../db/records/server.ts";
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
import { readText } from "../read-text.ts";
import type { Found, Source } from "../source.ts";

/** Where Docker publishes its catalogue (cmd/docker-mcp/catalog/catalog.go of docker/mcp-gateway). */
const PUBLISHED = "https://desktop.docker.com/mcp/catalog/v3/catalog.yaml";

/** `{{server.setting}}` stands for what a user has configured, which nobody has here. */
const TEMPLATE = /\{\{[^}]*\}\}/;

const variablesOf = (entry: Table): Variable[] => {
  const secrets = tablesOf(entry.secrets).map((one) => variableOf({ ...one, required: true }, textOf(one.env), true));
  const plain = tablesOf(entry.env).map((one) => {
    const value = textOf(one.value);
    const preset = value === undefined || TEMPLATE.test(value) ? undefined : value;
    return variableOf({ ...one, default: preset, required: preset === undefined }, textOf(one.name), false);
  });
  return [...secrets, ...plain].filter((one) => one !== null);
};

const headersOf = (remote: Table): Variable[] =>
  isTable(remote.headers)
    ? Object.entries(remote.headers).map(([name, value]) => {
        const text = textOf(value);
        const open = text === undefined || /[${]/.test(text);
        return { name, isSecret: open, isRequired: open, ...(open ? {} : { value: text }) };
      })
    : [];

/** One entry by the schema of pkg/catalog/types.go of docker/mcp-gateway, or of a server.yaml of docker/mcp-registry. */
const entryOf = (key: string, entry: Table): Found => {
  const about = isTable(entry.about) ? entry.about : {};
  const config = isTable(entry.config) ? entry.config : entry;
  const image = textOf(entry.image);
  const remote = isTable(entry.remote) ? entry.remote : {};
  const url = textOf(remote.url) ?? textOf(entry.sseEndpoint);
  const type = textOf(remote.transport_type) === "sse" || !textOf(remote.url) ? "sse" : "streamable-http";
  const command = textsOf(entry.command).filter((word) => !TEMPLATE.test(word));
  const pkg = {
    registryType: "oci",
    identifier: image,
    transport: { type: "stdio" },
    packageArguments: command.map((value) => ({ type: "positional", value })),
    environmentVariables: variablesOf(config),
  };
  return rowOf(`entry ${key}`, {
    name: `docker/${key}`,
    title: textOf(entry.title) ?? textOf(about.title),
    description: textOf(entry.description) ?? textOf(about.description),
    packages: image === undefined ? undefined : [pkg],
    remotes: url === undefined ? undefined : [{ type, url, headers: headersOf(remote) }],
  });
};

/** Docker's catalogue of MCP servers: the published one, or one of the same form in a file or at an address. */
export const docker: Source = {
  id: "docker",
  says: "Docker's MCP catalogue, the published one or one in a file or at an address (YAML or JSON)",
  argument: "FILE|URL",
  optional: true,
  read: async function* (argument, options) {
    const place = argument ?? PUBLISHED;
    const whole = await parseCatalogue(await readText(place, options?.signal), place);
    const name = textOf(whole.name);
    const entries = isTable(whole.registry) ? Object.entries(whole.registry) : [[name ?? "", whole] as const];
    for (const [key, entry] of entries) {
      if (isTable(entry)) yield entryOf(key, entry);
      else yield { kind: "problem", where: `entry ${key}`, reason: "is no object" };
    }
  },
};
