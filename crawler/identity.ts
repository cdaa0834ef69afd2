import type { Package, ServerRecord } from "../db/records/server.ts";
import { normalizedName } from "./pypi-name.ts";

const DEFAULT_HOST = "docker.io";

/** An image without its tag and digest; a name without a host lies on Docker Hub, and one without a folder in `library`. */
const imageName = (identifier: string): string => {
  const bare = identifier.replace(/@sha256:[0-9a-f]+$/i, "").replace(/:[\w.-]+$/, "");
  const [first = "", ...rest] = bare.split("/");
  const hasHost = rest.length > 0 && (/[.:]/.test(first) || first === "localhost");
  const [host, path] = hasHost ? [first, rest] : [DEFAULT_HOST, [first, ...rest]];
  const official = host === DEFAULT_HOST && path.length === 1 ? ["library", ...path] : path;
  return [host, ...official].join("/").toLowerCase();
};

/** A package by its registry and name, whatever the version. */
const packageIdentity = ({ registryType, identifier, fileSha256 }: Package): string => {
  const type = registryType.toLowerCase();
  if (type === "pypi") return `pypi ${normalizedName(identifier)}`;
  if (type === "oci" || type === "docker") return `oci ${imageName(identifier)}`;
  if (type === "mcpb" && fileSha256) return `mcpb ${fileSha256.toLowerCase()}`;
  return `${type} ${identifier}`;
};

/**
 * An address in one spelling: host in small letters, no default port, user, fragment or slash at the end, parameters in
 * order. Null for one that is none, or that has a variable.
 */
export const normalizedAddress = (address: string): string | null => {
  if (/[{}]/.test(address) || !URL.canParse(address)) return null;
  const url = new URL(address);
  if (!/^https?:$/.test(url.protocol)) return null;
  url.searchParams.sort();
  return `${url.protocol}//${url.host}${url.pathname.replace(/\/+$/, "")}${url.search}`;
};

/**
 * What a server can be told by: its record's name, each package by registry and identifier (not by version), each address
 * in one spelling.
 */
export const identitiesOf = ({ name, packages = [], remotes = [] }: ServerRecord): string[] => {
  const addresses = remotes.map(({ url }) => normalizedAddress(url)).filter((address) => address !== null);
  const all = [`name ${name.toLowerCase()}`, ...packages.map(packageIdentity), ...addresses];
  return [...new Set(all)];
};

/** A server with all the sources that know it, the first that told of it first. */
export interface Sighted {
  /** The name in the first record, which is the one that is looked at. */
  name: string;
  sources: string[];
}

/**
 * Makes one server of its sightings in several sources. Rules: two records of different sources are one server when they
 * share an identity. Records of one source stay apart, since the source itself tells them apart. The first record counts,
 * so the order of the sources is the order of trust; a later one adds its source and none of its identities, so that no
 * record can tie two servers together that are two without it.
 */
export class Sightings {
  private readonly known = new Map<string, Sighted>();

  /** Notes a record of a source. Gives the server that an earlier source told of already; null where it is new. */
  add(record: ServerRecord, source: string): Sighted | null {
    const identities = identitiesOf(record);
    for (const identity of identities) {
      const before = this.known.get(identity);
      if (!before || before.sources[0] === source) continue;
      if (!before.sources.includes(source)) before.sources.push(source);
      return before;
    }
    const sighted: Sighted = { name: record.name, sources: [source] };
    for (const identity of identities) if (!this.known.has(identity)) this.known.set(identity, sighted);
    return null;
  }
}
