import type { OpenAI } from "openai";

/** Which endpoint answers, and how it is treated. */
export interface EndpointOptions {
  /** Base of an OpenAI-compatible API, for example http://localhost:11434/v1. A private address is allowed. */
  baseURL: string;
  /** Default: "none", which local servers ignore. */
  apiKey?: string;
  model: string;
  /** Milliseconds for one call. Default: 60,000. */
  timeoutMs?: number;
}

/** What the rest of the run does about a failure. */
export type Reaction =
  | { kind: "retry"; afterMs: number; says: string }
  | { kind: "other-format"; says: string }
  | { kind: "skip"; says: string }
  | { kind: "stop"; says: string };

/** How the answer's form is asked for, from the most binding to none; an endpoint that refuses one gets the next. */
export const FORMATS = ["json_schema", "json_object", "prompt"] as const;
export type Format = (typeof FORMATS)[number];

/**
 * The SDK, loaded when first needed (it costs 40 to 110 ms), and a client of it that never retries by itself: the SDK
 * ignores a `retry-after` above 60 s and would ask again within a second.
 */
export const connect = async ({
  baseURL,
  apiKey,
  timeoutMs,
}: EndpointOptions): Promise<{ client: OpenAI; sdk: typeof OpenAI }> => {
  const { OpenAI: sdk } = await import("openai");
  const client = new sdk({
    baseURL,
    apiKey: apiKey || "none",
    maxRetries: 0,
    timeout: timeoutMs ?? 60_000,
    logLevel: "off",
  });
  return { client, sdk };
};

/** Milliseconds that a response asks to wait, from `retry-after-ms` or `retry-after` (seconds or a date). */
export const waitOf = (headers: Headers | undefined, now: number): number | undefined => {
  const ms = Number(headers?.get("retry-after-ms") ?? Number.NaN);
  if (Number.isFinite(ms) && ms >= 0) return ms;
  const after = headers?.get("retry-after");
  if (!after) return undefined;
  const seconds = Number(after);
  if (Number.isFinite(seconds)) return seconds >= 0 ? seconds * 1000 : undefined;
  const date = Date.parse(after);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
};

/** Milliseconds before attempt `attempt` (from 1) where the endpoint names none: 0.5 s doubled each time, at most 30 s. */
const backoff = (attempt: number): number => Math.min(30_000, 500 * 2 ** (attempt - 1));

/** Codes with which an endpoint says that waiting will not help. */
const NO_MONEY = new Set(["insufficient_quota", "billing_hard_limit_reached", "billing_not_active"]);

/** Failures of the connection that the SDK lets through as they are: the body broke off, or the deadline came. */
const isBroken = (error: unknown): boolean =>
  error instanceof SyntaxError ||
  (error instanceof TypeError && /terminated|fetch failed|network|other side closed/i.test(error.message)) ||
  (error instanceof Error && (error.name === "AbortError" || error.name === "TimeoutError"));

/**
 * The reaction to a failed call that the caller did not abort. `attempt` counts from 1. Throws what is no failure of
 * the endpoint but an error of ours.
 */
export const reactionTo = (
  error: unknown,
  sdk: typeof OpenAI,
  attempt: number,
  format: Format,
  now = Date.now(),
): Reaction => {
  if (isBroken(error) || error instanceof sdk.APIUserAbortError)
    return {
      kind: "retry",
      afterMs: backoff(attempt),
      says: `no whole answer: ${(error as Error).message.slice(0, 120)}`,
    };
  if (!(error instanceof sdk.APIError)) throw error;
  const says = error.message.replace(/[\p{C}\s]+/gu, " ").slice(0, 200);
  const { status } = error;
  if (status === undefined) return { kind: "retry", afterMs: backoff(attempt), says: `no answer: ${says}` };
  if (NO_MONEY.has(String(error.code))) return { kind: "stop", says: `the endpoint's account is exhausted: ${says}` };
  const insists = error.headers?.get("x-should-retry");
  const passing = status === 408 || status === 409 || status === 425 || status === 429 || status >= 500;
  if (insists === "false" && passing) return { kind: "skip", says: `the endpoint says not to retry: ${says}` };
  if (passing) return { kind: "retry", afterMs: waitOf(error.headers, now) ?? backoff(attempt), says };
  if (status === 401 || status === 403) return { kind: "stop", says: `the endpoint refuses the key: ${says}` };
  if (status === 404) return { kind: "stop", says: `the endpoint has no such model or path: ${says}` };
  if ((status === 400 || status === 415 || status === 422 || status === 501) && format !== "prompt")
    return { kind: "other-format", says };
  return { kind: "skip", says };
};
