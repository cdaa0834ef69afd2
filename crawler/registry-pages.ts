import { z } from "zod";
import { type GuardedFetch, guardErrorOf, guardedFetch } from "./guarded-fetch.ts";
import { SourceError } from "./source.ts";

/** Rows of a page: the most that the official registry gives. */
const PAGE = 100;
/** How often one page is asked for before the source is given up. */
const TRIES = 6;
/** The first wait after a failed request, in ms; doubled each time. */
const FIRST_WAIT_MS = 500;
/** The longest wait that a registry may ask of us, in ms; one that asks for more is given up. */
const LONGEST_WAIT_MS = 120_000;
/** The most that all pages together may send, in bytes: the whole ecosystem of today is 60 MB. */
const MOST_BYTES = 2 ** 30;
const PAGE_LIMIT_MS = 60_000;

const PageSchema = z.looseObject({
  servers: z.array(z.unknown()),
  metadata: z
    .looseObject({ nextCursor: z.string().nullish(), next_cursor: z.string().nullish() })
    .nullish()
    .catch(null),
});

/** One page of a registry. */
export interface RegistryPage {
  /** Counted from 1. */
  number: number;
  rows: unknown[];
}

type Answer = { page: z.infer<typeof PageSchema> } | { again: number | null; why: string } | { final: string };

/** What a registry wants us to wait, in ms: seconds or a date, by RFC 9110. */
const waitOf = (header: string | null): number | null => {
  if (header === null) return null;
  if (/^\d+$/.test(header.trim())) return Number(header) * 1_000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? null : Math.max(0, date - Date.now());
};

const ask = async (guard: GuardedFetch, url: URL, signal: AbortSignal | undefined): Promise<Answer> => {
  const limits = [AbortSignal.timeout(PAGE_LIMIT_MS), ...(signal ? [signal] : [])];
  try {
    const init = { headers: { accept: "application/json" }, signal: AbortSignal.any(limits) };
    const response = await guard.fetch(url, init);
    const text = await response.text();
    const { status } = response;
    if (status === 429 || status >= 500)
      return { again: waitOf(response.headers.get("retry-after")), why: `it answers with HTTP ${status}` };
    if (!response.ok) return { final: `it answers with HTTP ${status}` };
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      return { again: null, why: "its answer is no valid JSON" };
    }
    const page = PageSchema.safeParse(value);
    return page.success ? { page: page.data } : { final: "its answer holds no list of servers" };
  } catch (error) {
    signal?.throwIfAborted();
    const guardError = guardErrorOf(error);
    if (guardError) return { final: guardError.message };
    const cause = error instanceof Error && error.cause instanceof Error ? `: ${error.cause.message}` : "";
    return { again: null, why: `${error instanceof Error ? error.message : String(error)}${cause}` };
  }
};

const pause = (ms: number, signal: AbortSignal | undefined): Promise<void> =>
  new Promise((done, failed) => {
    const stop = (): void => {
      clearTimeout(timer);
      failed(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      done();
    }, ms);
    signal?.addEventListener("abort", stop, { once: true });
  });

/**
 * Every page of a registry that speaks the official API (v0.1), to the end of its cursor. `base` is the registry's
 * address; its query (`search`, `updated_since`, …) goes with every request, and `version=latest` unless it says else.
 * A busy or failing registry is asked again, as it wants or ever later. Throws a SourceError where it cannot be read on.
 */
export async function* registryPages(base: URL, signal?: AbortSignal): AsyncGenerator<RegistryPage> {
  const guard = guardedFetch({ own: base.host, mostBytes: MOST_BYTES });
  const seen = new Set<string>();
  let cursor: string | null = null;
  try {
    for (let number = 1; ; number++) {
      const url = new URL(`${base.pathname.replace(/\/+$/, "")}/v0.1/servers`, base);
      for (const [name, value] of base.searchParams) url.searchParams.append(name, value);
      if (!url.searchParams.has("version")) url.searchParams.set("version", "latest");
      url.searchParams.set("limit", String(PAGE));
      if (cursor !== null) url.searchParams.set("cursor", cursor);
      let page: z.infer<typeof PageSchema> | null = null;
      for (let tried = 1; !page; tried++) {
        const answer = await ask(guard, url, signal);
        const stop = (why: string): never => {
          throw new SourceError(`the registry ${base.host} could not be read past page ${number - 1}: ${why}`);
        };
        if ("page" in answer) page = answer.page;
        else if ("final" in answer) stop(answer.final);
        else if (tried >= TRIES) stop(answer.why);
        else {
          const wait = answer.again ?? FIRST_WAIT_MS * 2 ** (tried - 1);
          if (wait > LONGEST_WAIT_MS) stop(`${answer.why} and asks for ${Math.ceil(wait / 1_000)} s of patience`);
          await pause(wait, signal);
        }
      }
      yield { number, rows: page.servers };
      // Here an empty cursor is none: the registry leaves out what is empty.
      cursor = page.metadata?.nextCursor || page.metadata?.next_cursor || null;
      if (cursor === null) return;
      if (seen.has(cursor)) throw new SourceError(`the registry ${base.host} repeats a cursor after page ${number}`);
      seen.add(cursor);
    }
  } finally {
    await guard.close();
  }
}
