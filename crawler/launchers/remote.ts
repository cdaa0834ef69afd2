import type { Remote as RemoteEntry, ServerRecord } from "../../db/records/server.ts";
import { refusalOf } from "../guarded-fetch.ts";
import { HttpConnection } from "../http-connection.ts";
import { LaunchError, type Launcher, type Target } from "../launcher.ts";
import { markOwn } from "../own-records.ts";
import { REDACTED } from "../own-secrets.ts";
import { isSecretSegment } from "../secret-words.ts";
import { givenValue } from "../settings.ts";
import { shownAddress, shownOwnAddress } from "../shown-address.ts";

/** Headers that a record may not set: they belong to the connection, say who we are, or are another host's trust. */
const OWN_HEADERS =
  /^(?:host|connection|content-\w+|transfer-encoding|cookie|origin|referer|user-agent|expect|upgrade|te|trailer|proxy-.*|mcp-.*|accept.*)$/i;
const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/** Records of addresses that the user named themselves: the whole address and their own headers, secrets included. */
const owned = new WeakMap<ServerRecord, { url: string; headers: Record<string, string> }>();

/**
 * A record of an address that the user named: it may be private, unencrypted, and on any port. The headers are sent to
 * that host alone and kept nowhere but here, and so is what the address has after its path, and what in it looks like a secret.
 */
export const ownRemoteRecord = (
  name: string,
  { url, type = "streamable-http", headers = {} }: { url: string; type?: string; headers?: Record<string, string> },
): ServerRecord => {
  const record: ServerRecord = { name, remotes: [{ type, url: shownOwnAddress(url) }] };
  owned.set(record, { url, headers });
  return markOwn(record);
};

/** The address that is preferred: Streamable HTTP before the older transport. */
const entryOf = (record: ServerRecord): RemoteEntry | null => {
  const remotes = record.remotes ?? [];
  return remotes.find(({ type }) => type !== "sse") ?? remotes[0] ?? null;
};

/** The address with its variables filled in, as far as the record gives their values. */
const addressOf = (entry: RemoteEntry): string => {
  const variables = (entry as { variables?: unknown }).variables;
  return givenValue({ value: entry.url, variables }) ?? entry.url;
};

const target = (record: ServerRecord): Target | null => {
  const entry = entryOf(record);
  return entry && { registryType: null, identifier: shownAddress(addressOf(entry)), version: null };
};

const headersOf = (record: ServerRecord, entry: RemoteEntry): Record<string, string> => {
  const headers: Record<string, string> = {};
  for (const header of entry.headers ?? []) {
    const value = givenValue(header);
    const fits = value !== null && HEADER_NAME.test(header.name) && !/[\r\n\0]/.test(value) && !/\{[^}]*\}/.test(value);
    if (fits && !OWN_HEADERS.test(header.name)) headers[header.name] = value;
  }
  return { ...headers, ...owned.get(record)?.headers };
};

/** Servers that somebody runs, reached over HTTP through the guard: public addresses alone, everything bounded. */
export const remote: Launcher = {
  id: "remote",
  says: "an address on the web, over Streamable HTTP or HTTP with server-sent events",
  runsHere: false,
  target,
  prepare: async (record) => {
    const entry = entryOf(record);
    const found = target(record);
    if (!entry || !found) throw new LaunchError("refused", "the record names no address");
    const address = owned.get(record)?.url ?? addressOf(entry);
    const open = address.match(/\{[^{}]*\}/g);
    if (open) throw new LaunchError("needs-config", `the address wants a value for ${open.join(", ")}`);
    if (!URL.canParse(address)) throw new LaunchError("refused", "the record's address is no URL");
    const url = new URL(address);
    const own = owned.has(record) ? url.host : null;
    const refusal = refusalOf(url, own);
    if (refusal) throw new LaunchError("refused", refusal);
    const headers = headersOf(record, entry);
    const inPath = own === null ? [] : url.pathname.split("/").filter(isSecretSegment);
    const headed = Object.values(owned.get(record)?.headers ?? {});
    const given = [url.search, ...url.searchParams.values(), ...inPath, ...headed];
    const secrets = given.filter((text) => text.length > 3);
    return {
      ...found,
      integrity: null,
      notes: [],
      private: new Map(secrets.map((text) => [text, REDACTED])),
      configure: () => ({ args: [], env: {}, files: [], backends: [] }),
      open: async () => new HttpConnection({ url, sse: entry.type === "sse", headers, own }),
    };
  },
};
