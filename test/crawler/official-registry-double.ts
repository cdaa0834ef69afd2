// The official registry on this machine: its API v0.1 over as many rows as a test wants, each a function of its number.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

const OFFICIAL = "io.modelcontextprotocol.registry/official";
const PUBLISHER = "io.modelcontextprotocol.registry/publisher-provided";

const TOKEN = { name: "API_TOKEN", description: "A token", isRequired: true, isSecret: true, format: "string" };
const LEVEL = { name: "LEVEL", default: "info", choices: ["info", "debug"], placeholder: "info" };
const FOLDER = {
  name: "FOLDER",
  value: "{root}/data",
  variables: { root: { description: "The root", format: "filepath", isRequired: true, default: "/srv" } },
};

/** The ways to a server that a row may have; together they use every field of the document. */
const waysOf = (index: number, name: string): Record<string, unknown> => {
  const stdio = { transport: { type: "stdio" } };
  const version = "1.0.0";
  switch (index % 6) {
    case 0:
      return { packages: [{ registryType: "npm", identifier: name, version, ...stdio }] };
    case 1:
      return {
        packages: [
          {
            registryType: "pypi",
            registryBaseUrl: "https://pypi.org",
            identifier: `server-${index}`,
            version,
            runtimeHint: "uvx",
            runtimeArguments: [{ type: "named", name: "--python", value: "3.12", isRepeated: false }],
            packageArguments: [
              { type: "positional", valueHint: "folder", format: "filepath", isRepeated: true },
              { ...LEVEL, type: "named", name: "--level" },
            ],
            environmentVariables: [TOKEN, FOLDER],
            ...stdio,
          },
        ],
      };
    case 2:
      return {
        packages: [{ registryType: "oci", identifier: `docker.io/example/server-${index}:${version}`, ...stdio }],
      };
    case 3:
      return {
        packages: [
          {
            registryType: "mcpb",
            identifier: `https://example.com/server-${index}.mcpb`,
            fileSha256: "a".repeat(64),
            version,
            ...stdio,
          },
        ],
      };
    case 4:
      return {
        remotes: [
          { type: "sse", url: `https://server-${index}.example/sse` },
          {
            type: "streamable-http",
            url: "https://{tenant}.example/mcp",
            headers: [{ ...TOKEN, name: "Authorization", value: "Bearer {token}", variables: { token: TOKEN } }],
            variables: { tenant: { isRequired: true, placeholder: "acme" } },
          },
        ],
      };
    default:
      return {
        packages: [
          {
            registryType: "nuget",
            identifier: `Server${index}`,
            transport: { type: "streamable-http", url: "http://localhost:{PORT}/mcp", headers: [TOKEN] },
          },
        ],
      };
  }
};

/** Every thousandth row is against the document. */
const isMalformed = (index: number): boolean => index % 1_000 === 999;

const rowOf = (index: number): unknown => {
  if (isMalformed(index)) return { server: { name: "", packages: "none" } };
  const name = `io.example/server-${index}`;
  const server = {
    $schema: "https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json",
    name,
    description: "Says what it does",
    version: "1.0.0",
    ...waysOf(index, name),
    ...(index % 7 === 0
      ? {
          title: `Server ${index}`,
          websiteUrl: "https://example.com/",
          repository: { url: "https://github.com/example/server", source: "github", id: "1", subfolder: "src/server" },
          icons: [
            { src: "https://example.com/icon.png", mimeType: "image/png", sizes: ["48x48", "any"], theme: "dark" },
          ],
          _meta: { [PUBLISHER]: { tool: "publisher-cli" } },
        }
      : {}),
  };
  const status = index % 1_000 === 500 ? "deleted" : index % 1_000 === 501 ? "deprecated" : "active";
  const at = "2026-11-01T00:00:00Z";
  const changed = status === "active" ? {} : { statusMessage: "No longer kept", statusChangedAt: at };
  return { server, _meta: { [OFFICIAL]: { status, ...changed, isLatest: true, publishedAt: at, updatedAt: at } } };
};

/** A running double. */
export interface OfficialRegistryDouble {
  address: string;
  /** What was asked so far. */
  asked: URL[];
  /** How many rows it has. */
  rows: number;
  /** May answer a request in the registry's place; `count` is its number. */
  fault: (request: IncomingMessage, response: ServerResponse, count: number) => boolean;
  /** Sees each answer of the registry itself before it is sent. */
  seen: (answer: { servers: unknown[] }) => void;
  close(): void;
}

/** Serves so many rows on a free port of this machine. */
export const serveOfficialRegistry = async (rows: number): Promise<OfficialRegistryDouble> => {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://registry");
    double.asked.push(url);
    if (double.fault(request, response, double.asked.length)) return;
    const limit = Math.min(100, Number(url.searchParams.get("limit") ?? 30));
    const from = Number(url.searchParams.get("cursor")?.replace("after:", "") ?? 0);
    // Every tenth server has changed since any time that is asked for.
    const told = url.searchParams.has("updated_since") ? Math.ceil(double.rows / 10) : double.rows;
    const every = double.rows / told;
    const servers = Array.from({ length: Math.min(limit, told - from) }, (_, at) => rowOf((from + at) * every));
    const next = from + limit;
    const answer = {
      servers,
      metadata: { count: servers.length, ...(next < told ? { nextCursor: `after:${next}` } : {}) },
    };
    double.seen(answer);
    response.setHeader("content-type", "application/json").end(JSON.stringify(answer));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const double: OfficialRegistryDouble = {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked: [],
    rows,
    fault: () => false,
    seen: () => {},
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
  return double;
};
