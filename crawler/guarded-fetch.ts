import { isIP } from "node:net";
import { Agent, buildConnector, type Dispatcher, fetch as undiciFetch } from "undici";
import { USER_AGENT } from "./client-name.ts";
import { isPublicAddress } from "./public-address.ts";
import { publicLookup } from "./public-lookup.ts";

/** Bounds on one connection to a remote server. Bytes are counted after unpacking. */
export const HTTP_LIMITS = {
  /** Of one answer, and by default of all together. */
  total: 16 * 2 ** 20,
  /** Of one answer with an error status. */
  errorBody: 64 * 1024,
  headers: 16_384,
  connectMs: 5_000,
  headersMs: 15_000,
} as const;

/** Ports that are dialled for a record that somebody else wrote. */
const PORTS = new Set(["", "443", "80", "8443", "8080"]);

/** An address that is not dialled, an answer that broke a bound, or one that is none. */
export class GuardError extends Error {
  override readonly name = "GuardError";
  readonly kind: "blocked" | "too-big" | "not-mcp";
  constructor(kind: GuardError["kind"], message: string) {
    super(message);
    this.kind = kind;
  }
}

/** The GuardError behind an error that a library wrapped. */
export const guardErrorOf = (error: unknown): GuardError | null => {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 8; at = at.cause, depth++)
    if (at instanceof GuardError) return at;
  return null;
};

/** A `fetch` that dials public addresses alone and keeps the bounds; one per connection, closed with it. */
export interface GuardedFetch {
  fetch(url: string | URL, init?: RequestInit): Promise<Response>;
  /** Drops every socket. */
  close(): Promise<void>;
}

/** Why a URL is not dialled at all, or null. `own` is the host and port that the user named themselves. */
export const refusalOf = (url: URL, own: string | null): string | null => {
  if (url.username !== "" || url.password !== "") return "the address carries a user name or password";
  if (url.protocol !== "https:" && url.protocol !== "http:") return `the address is no web address (${url.protocol})`;
  if (url.host === own) return null;
  if (url.protocol === "http:") return "the address is not encrypted (http:)";
  if (!PORTS.has(url.port)) return `the address has the unusual port ${url.port}`;
  const host = url.hostname.replace(/^\[|\]$/g, "");
  return isIP(host) !== 0 && !isPublicAddress(host)
    ? "the address lies in a private network or is this machine's own"
    : null;
};

/**
 * Every address is checked when it is dialled, whatever name led to it: once in the lookup, where one private answer
 * among several is enough to refuse, once before an address literal is dialled, and once on the connected socket. So a
 * name that answers differently the second time gains nothing. `own` (host:port) is exempt: the user named it.
 */
const guardedAgent = (own: string | null): { agent: Agent; destroy: () => Promise<void> } => {
  const blocked = (what: string): GuardError =>
    new GuardError("blocked", `${what} lies in a private network or is this machine's own`);
  const { lookup, cancel } = publicLookup(blocked);
  const free = buildConnector({ timeout: HTTP_LIMITS.connectMs, allowH2: false });
  const guarded = buildConnector({ timeout: HTTP_LIMITS.connectMs, allowH2: false, lookup });
  const connect: buildConnector.connector = (options, done) => {
    const host = options.hostname.replace(/^\[|\]$/g, "");
    if (own !== null && new URL(`${options.protocol}//${options.host}`).host === own) return free(options, done);
    if (isIP(host) !== 0 && !isPublicAddress(host)) return done(blocked(host), null);
    guarded(options, (...[error, socket]) => {
      if (error) return done(error, null);
      if (isPublicAddress(socket.remoteAddress ?? "")) return done(null, socket);
      socket.destroy();
      done(blocked(host), null);
    });
  };
  const agent = new Agent({
    // Two, not one: an answer that never ends on the first must not keep the list from coming.
    connections: 2,
    pipelining: 1,
    maxHeaderSize: HTTP_LIMITS.headers,
    headersTimeout: HTTP_LIMITS.headersMs,
    // Idle time in a body is bounded by the deadline of the whole attempt.
    bodyTimeout: 0,
    connect,
  });
  const destroy = (): Promise<void> => {
    cancel();
    return agent.destroy();
  };
  return { agent, destroy };
};

/** Makes a guarded fetch. Its errors are those of undici, with a GuardError as (deep) cause where the guard said no. */
export const guardedFetch = ({
  own = null,
  mostBytes = HTTP_LIMITS.total,
  mostAnswer = HTTP_LIMITS.total,
}: {
  own?: string | null;
  /** Of one answer that is no error. */
  mostAnswer?: number;
  /** Of all answers together. */
  mostBytes?: number;
} = {}): GuardedFetch => {
  const { agent, destroy } = guardedAgent(own);
  let read = 0;
  const bounded = (body: ReadableStream<Uint8Array>, most: number): ReadableStream<Uint8Array> => {
    let size = 0;
    const count = new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        size += chunk.byteLength;
        read += chunk.byteLength;
        if (size > most || read > mostBytes)
          throw new GuardError("too-big", `it sent more than ${Math.min(most, mostBytes)} bytes`);
        controller.enqueue(chunk);
      },
    });
    return body.pipeThrough(count);
  };
  return {
    fetch: async (address, init = {}) => {
      const url = new URL(address);
      const refusal = refusalOf(url, own);
      if (refusal) throw new GuardError("blocked", refusal);
      const headers = new Headers(init.headers);
      if (!headers.has("user-agent")) headers.set("user-agent", USER_AGENT);
      // undici's own fetch knows no Headers but its own.
      const options = { ...init, headers: [...headers], dispatcher: agent as Dispatcher, redirect: "manual" as const };
      // The types of undici's own fetch and of Node's differ in name alone.
      const answer = (await undiciFetch(url, options as Parameters<typeof undiciFetch>[1])) as unknown as Response;
      const { status, statusText } = answer;
      // HTTP lets a host send three digits of any kind; a Response takes those alone that have a meaning.
      if (status < 200 || status > 599)
        throw new GuardError("not-mcp", `it answers with the status ${status}, which HTTP does not know`);
      if (!answer.body) return answer;
      const body = bounded(answer.body, answer.ok ? mostAnswer : HTTP_LIMITS.errorBody);
      return new Response(body, { status, statusText, headers: [...answer.headers] });
    },
    close: destroy,
  };
};
