import { basename } from "node:path";
import type { Package, ServerRecord } from "../db/records/server.ts";
import { bundleRecord } from "./launchers/mcpb.ts";
import { ownRemoteRecord } from "./launchers/remote.ts";
import { SourceError } from "./source.ts";

const packageRecord = (pkg: Package): ServerRecord => ({
  name: `${pkg.registryType}/${pkg.identifier}`,
  packages: [{ ...pkg, transport: { type: "stdio" } }],
});

/** A package of the npm registry as people write it: `PKG` or `PKG@VERSION`. */
export const npmRecord = (text: string): ServerRecord => {
  const at = text.lastIndexOf("@");
  const identifier = at > 0 ? text.slice(0, at) : text;
  return packageRecord({ registryType: "npm", identifier, version: at > 0 ? text.slice(at + 1) : null });
};

/** A package of the Python index: `PKG`, `PKG==VERSION` or `PKG@VERSION`; extras in brackets are left out. */
export const pypiRecord = (text: string): ServerRecord => {
  const [, identifier = text, version = null] = /^([^=@[]+)(?:\[[^\]]*\])?(?:(?:==|@)(.+))?$/s.exec(text) ?? [];
  return packageRecord({ registryType: "pypi", identifier, version });
};

/** A container image: `IMAGE`, with a tag or a digest. */
export const ociRecord = (text: string): ServerRecord => ({
  ...packageRecord({ registryType: "oci", identifier: text }),
  name: `oci/${text.replace(/@sha256:.*$/, "").replace(/:[\w.-]+$/, "")}`,
});

const urlRecord = (text: string): ServerRecord => {
  if (!URL.canParse(text)) throw new SourceError(`${text} is no address`);
  return ownRemoteRecord(new URL(text).host, { url: text });
};

/** How a single server is written. */
export const TARGET_USAGE = "npm:PKG[@VERSION], pypi:PKG[==VERSION], oci:IMAGE[@DIGEST], mcpb:FILE, https://…";

const KINDS: [prefix: string, read: (text: string) => ServerRecord][] = [
  ["npm:", npmRecord],
  ["pypi:", pypiRecord],
  ["oci:", ociRecord],
  ["mcpb:", (file) => bundleRecord(`mcpb/${basename(file)}`, file)],
];

/**
 * The record of a server that is named by itself (see TARGET_USAGE); null for a text of another kind. Throws a SourceError
 * where the kind is clear and the rest is none.
 */
export const recordOfTarget = (text: string): ServerRecord | null => {
  if (/^https?:\/\//i.test(text)) return urlRecord(text);
  const kind = KINDS.find(([prefix]) => text.startsWith(prefix));
  if (!kind) return null;
  const [prefix, read] = kind;
  const rest = text.slice(prefix.length);
  if (rest === "" || rest.length > 1_000 || /\p{C}/u.test(rest))
    throw new SourceError(`${prefix} wants a name after it`);
  return read(rest);
};
