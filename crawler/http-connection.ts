import { SSEClientTransport, StreamableHTTPClientTransport, type Transport } from "@modelcontextprotocol/client";
import type { Authorization } from "../db/records/attempt.ts";
import type { Connection, Evidence, Fault } from "./connection.ts";
import { GuardError, type GuardedFetch, guardErrorOf, guardedFetch } from "./guarded-fetch.ts";
import { JsonWeight, WEIGHT_LIMITS } from "./json-weight.ts";
import { loginPosture, postureText } from "./login-posture.ts";

/** How long a notification may go unanswered before we go on, in ms: some hosts never answer it. */
const NOTIFICATION_MS = 2_000;
/** How long the older transport may take to name its endpoint, in ms. */
const ENDPOINT_MS = 5_000;
/** Statuses with which hosts of the older transport, and hosts that are none, turn down a POST. */
const NO_STREAMABLE = new Set([400, 404, 405, 406, 415, 501]);
/** JSON-RPC: another protocol era is spoken here. Hosts send it with an error status. */
const ERA_CODES = new Set([-32022, -32601]);
const MAX_CHALLENGE = 1_000;

/** What to dial. */
export interface Remote {
  url: URL;
  /** Begin with the older HTTP+SSE transport; else it is tried when the newer one is turned down. */
  sse: boolean;
  headers: Record<string, string>;
  /** The host and port that the user named themselves, which may be private; null for somebody else's record. */
  own: string | null;
}

const timeLimit = <T>(work: Promise<T>, ms: number, late: () => T | Promise<T>): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<T>((done) => {
    timer = setTimeout(() => done(late()), ms);
  });
  return Promise.race([work, limit]).finally(() => clearTimeout(timer));
};

/** A remote server, spoken to over Streamable HTTP, or over HTTP with server-sent events where that is what it has. */
export class HttpConnection implements Connection {
  readonly failed: Promise<Fault>;
  private readonly remote: Remote;
  private readonly guard: GuardedFetch;
  private readonly stop = new AbortController();
  private fail: (fault: Fault) => void = () => {};
  /** Why the newer transport was turned down: told when the older one does not work either. */
  private turnedDown: Fault | null = null;
  private sse: boolean;
  private streams = 0;
  /** How the host said that it does not know the session any more; and whether a new one was begun for that. */
  private forgotten: Fault | null = null;
  private renewed = false;

  constructor(remote: Remote) {
    this.remote = remote;
    this.sse = remote.sse;
    this.guard = guardedFetch({ own: remote.own });
    this.failed = new Promise((settle) => {
      this.fail = settle;
    });
  }

  transport(): Transport {
    const fetch = (url: string | URL, init?: RequestInit): Promise<Response> => this.fetch(url, init);
    const requestInit = { headers: this.remote.headers };
    if (!this.sse) return this.patient(new StreamableHTTPClientTransport(this.remote.url, { fetch, requestInit }));
    const inner = new SSEClientTransport(this.remote.url, { fetch, requestInit });
    const start = inner.start.bind(inner);
    inner.start = () =>
      timeLimit(start(), ENDPOINT_MS, () => Promise.reject(new Error("the host named no endpoint for its events")));
    return this.patient(inner);
  }

  /** After a failed handshake: whether the next transport is another one that may do better. */
  retry(): boolean {
    if (this.turnedDown && !this.sse) {
      this.sse = true;
      return true;
    }
    if (this.turnedDown) this.fail(this.turnedDown);
    return false;
  }

  renew(): boolean {
    if (!this.forgotten) return false;
    if (this.renewed) this.fail(this.forgotten);
    const isFirst = !this.renewed;
    this.forgotten = null;
    this.renewed = true;
    return isFirst;
  }

  evidence(): Evidence {
    return { remote: true, stderr: "", noiseLines: 0, noise: "" };
  }

  async close(): Promise<void> {
    this.stop.abort();
    await this.guard.close();
  }

  /** Notifications need no answer, so that a host which gives none, or an error, does not keep the list from coming. */
  private patient(inner: Transport): Transport {
    const send = inner.send.bind(inner);
    inner.send = (message, options) => {
      if ("id" in message) return send(message, options);
      return timeLimit(
        send(message, options).catch(() => {}),
        NOTIFICATION_MS,
        () => {},
      );
    };
    return inner;
  }

  private async fetch(url: string | URL, init: RequestInit = {}): Promise<Response> {
    const method = init.method ?? "GET";
    // The newer transport would open a stream for what the server sends by itself: nothing of that is wanted here.
    if (method === "GET" && (!this.sse || this.streams++ > 0)) return new Response(null, { status: 405 });
    if (method === "DELETE") return new Response(null, { status: 405 });
    const signal = init.signal ? AbortSignal.any([init.signal, this.stop.signal]) : this.stop.signal;
    let response: Response;
    try {
      response = await this.guard.fetch(url, { ...init, signal });
    } catch (error) {
      if (!signal.aborted) this.fail(faultOfDial(error));
      throw error;
    }
    return this.looked(response, method, init);
  }

  /** Tells faults by the answer to a request; an answer in the other era's words is passed on as the answer that it is. */
  private async looked(response: Response, method: string, { body, headers: asked }: RequestInit): Promise<Response> {
    const sent: unknown = method === "POST" && typeof body === "string" ? JSON.parse(body) : null;
    const id = typeof sent === "object" && sent !== null && "id" in sent ? sent.id : null;
    const { status, headers } = response;
    if (method === "POST" && id === null) {
      // What is said to a notification interests nobody, and may have no end.
      response.body?.cancel().catch(() => {});
      return new Response(null, { status: response.ok ? 202 : status, headers: [...headers] });
    }
    const type = headers.get("content-type") ?? "";
    if (response.ok) {
      const speaks = this.sse || status === 202 || /^(?:application\/json|text\/event-stream)\b/i.test(type);
      if (!speaks)
        this.fail({ kind: "not-mcp", message: `it answers with ${type || "no content type"}, not with MCP` });
      return this.watched(response);
    }
    if (status >= 300 && status < 400) return this.redirected(response);
    const text = await response.text().catch(() => "");
    const answer = rpcErrorOf(text);
    if (answer && ERA_CODES.has(answer.error.code))
      return Response.json({ jsonrpc: "2.0", id, error: answer.error }, { status: 200 });
    const challenge = headers.get("www-authenticate")?.slice(0, MAX_CHALLENGE) ?? null;
    const authorization = status === 401 || status === 403 ? await this.posture(status, challenge) : undefined;
    const message = [
      `the host answers with HTTP ${status}`,
      answer ? `says ${answer.error.message}` : "",
      headers.has("retry-after") ? `wants to be asked again after ${headers.get("retry-after")}` : "",
      challenge ? `asks for ${challenge}` : "",
      authorization ? postureText(authorization) : "",
    ];
    const words = message.filter(Boolean).join("; ");
    const fault: Fault = {
      kind: "http",
      message: words,
      status,
      challenge,
      ...(authorization ? { authorization } : {}),
    };
    // The word of the protocol for a session that the host does not know, which a new one may mend.
    if (status === 404 && new Headers(asked).has("mcp-session-id")) this.forgotten = fault;
    else if (NO_STREAMABLE.has(status) && !this.sse) this.turnedDown = fault;
    else this.fail(this.turnedDown ?? fault);
    return new Response(text, { status, headers: [...headers] });
  }

  private posture(status: number, challenge: string | null): Promise<Authorization> {
    const fetch = (url: URL, limit: AbortSignal): Promise<Response> =>
      this.guard.fetch(url, { signal: AbortSignal.any([this.stop.signal, limit]) });
    return loginPosture({ url: this.remote.url, status, challenge }, fetch);
  }

  /** The SDK follows what stays on the same origin, through this very fetch; anything else ends here. */
  private redirected(response: Response): Response {
    const to = response.headers.get("location") ?? "";
    const origin = URL.canParse(to, this.remote.url) ? new URL(to, this.remote.url).origin : "nowhere";
    if (origin !== this.remote.url.origin)
      this.fail({ kind: "blocked", message: `the host redirects to ${origin}, which is not followed` });
    return response;
  }

  /** The answer, with a body that tells when it breaks a bound: the SDK keeps quiet about that in a stream. */
  private watched(response: Response): Response {
    if (!response.body) return response;
    const reader = response.body.getReader();
    const weight = new JsonWeight();
    const body = new ReadableStream<Uint8Array>({
      pull: async (controller) => {
        try {
          const { done, value } = await reader.read();
          if (done) return controller.close();
          const tooMuch = weight.add(value);
          if (tooMuch)
            throw new GuardError(
              "too-big",
              `it sent an answer that may hold more than ${WEIGHT_LIMITS[tooMuch]} ${tooMuch === "keys" ? "different keys" : tooMuch}`,
            );
          controller.enqueue(value);
        } catch (error) {
          const guard = guardErrorOf(error);
          if (guard) this.fail({ kind: guard.kind, message: guard.message });
          reader.cancel(error).catch(() => {});
          controller.error(error);
        }
      },
      cancel: (reason) => reader.cancel(reason),
    });
    return new Response(body, { status: response.status, headers: [...response.headers] });
  }
}

/** Why a host could not be reached, by the error of the dial. */
const faultOfDial = (error: unknown): Fault => {
  const guard = guardErrorOf(error);
  if (guard) return { kind: guard.kind, message: guard.message };
  const words: string[] = [];
  for (let at: unknown = error; at instanceof Error && words.length < 4; at = at.cause) {
    const code = (at as NodeJS.ErrnoException).code;
    words.push(code && !at.message.includes(code) ? `${at.message} (${code})` : at.message);
  }
  return { kind: "unreachable", message: words.join(": ") };
};

const rpcErrorOf = (text: string): { error: { code: number; message: string } } | null => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null; // an error page of another kind; its status says enough
  }
  const error = (value as { error?: { code?: unknown; message?: unknown } } | null)?.error;
  if (typeof error?.code !== "number" || typeof error.message !== "string") return null;
  return { error: { ...error, code: error.code, message: error.message } };
};
