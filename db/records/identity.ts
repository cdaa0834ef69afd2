import type { Package, ServerRecord } from "./server.ts";

/** The form in which two spellings of a name are the same. */
export const normalizedPypiName = (name: string): string => name.replace(/[-_.]+/g, "-").toLowerCase();

const DEFAULT_HOST = "docker.io";

/** An image without its tag and digest; a name without a host lies on Docker Hub, and one without a folder in `library`. */
export const imageName = (identifier: string): string => {
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
  if (type === "pypi") return `pypi ${normalizedPypiName(identifier)}`;
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
