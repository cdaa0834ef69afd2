import { Client, ProtocolError } from "@modelcontextprotocol/client";
import { z } from "zod";
import type { Unstable } from "../db/records/attempt.ts";
import { type Definition, isDefinition } from "../db/records/definition.ts";
import { capabilitiesOf, countAnnounced, infoOf } from "./announced.ts";
import { CLIENT_INFO } from "./client-name.ts";
import type { Connection, Fault } from "./connection.ts";
import { differenceOf, SECOND_LIST_MS } from "./second-list.ts";
import { type Seen, tapped } from "./wire-tap.ts";

/** The protocol revision that has no `initialize`. */
export const MODERN_VERSION = "2026-07-28";
export const MAX_PAGES = 100;
export const MAX_TOOLS = 5_000;
/** Longest `instructions` that are kept, in UTF-16 code units. */
const MAX_INSTRUCTIONS = 65_536;
/** Longest version of the protocol that is kept, and longest message of a failure, in UTF-16 code units. */
const MAX_VERSION = 100;
const MAX_MESSAGE = 8_192;
/** How long a failed request waits for the fault that explains it, in ms. */
const FAULT_GRACE_MS = 500;
/** JSON-RPC: the protocol version is not supported (2026-07-28), and the method is not known. */
const UNSUPPORTED_VERSION = -32022;
const METHOD_NOT_FOUND = -32601;

/** Why a listing is not complete, and in which step it broke. */
export interface Failure {
  step: "initialize" | "list";
  kind:
    | Fault["kind"]
    | "timeout"
    | "stopped"
    | "rpc-error"
    | "unsupported-version"
    | "bad-page"
    | "cursor-loop"
    | "page-cap"
    | "tool-cap";
  message: string;
  /** The JSON-RPC error code, for `rpc-error`. */
  code?: number;
  fault?: Fault;
}

/** What one server answered. */
export interface Listing {
  /** Every valid tool that was read, in the order sent, as sent. */
  tools: Definition[];
  /** Null when the list was read to its end. */
  failure: Failure | null;
  protocolVersion: string | null;
  serverInfo: Record<string, unknown> | null;
  instructions: string | null;
  /** What the server announced that it can do; null where it did not say. */
  capabilities: Record<string, unknown> | null;
  /** Of what it announces; null where that is nothing, or could not be read. */
  promptCount: number | null;
  resourceCount: number | null;
  /** For how many ms the server says that its list holds: the least of its pages; null where it does not say. */
  ttlMs: number | null;
  /** How it differed when it was asked for once more; null where it did not, or was asked for once. */
  unstable: Unstable | null;
  /** Remarkable things that do not make the list incomplete. */
  notes: string[];
}

class ListingError extends Error {
  readonly failure: Omit<Failure, "step">;
  constructor(failure: Omit<Failure, "step">) {
    super(failure.message);
    this.failure = failure;
  }
}

const PageSchema = z.looseObject({
  tools: z.array(z.unknown()),
  nextCursor: z.unknown().optional(),
  /** Of the revision 2026-07-28; what is no time is none. */
  ttlMs: z.number().nonnegative().nullish().catch(null),
});

/** The code of the server's own JSON-RPC error; null for any other error. */
const codeOf = (error: unknown): number | null => (error instanceof ProtocolError ? error.code : null);

/** Connects with the older era's `initialize`; a server that refuses it is asked in the newer era on the same connection. */
const connect = async (connection: Connection, seen: Seen, timeout: number, made: Client[]): Promise<Client> => {
  const fresh = (options?: ConstructorParameters<typeof Client>[1]): Client => {
    const client = new Client({ ...CLIENT_INFO }, options);
    made.push(client);
    return client;
  };
  const client = fresh();
  try {
    await client.connect(tapped(connection.transport(), seen), { prior: { kind: "legacy" }, timeout });
    return client;
  } catch (error) {
    const version = seen.initialize?.protocolVersion;
    if (seen.initialize)
      throw new ListingError({
        kind: "unsupported-version",
        message: `it answers with the protocol version ${JSON.stringify(version ?? null)}, which is none that we speak`,
      });
    if (codeOf(error) !== UNSUPPORTED_VERSION && codeOf(error) !== METHOD_NOT_FOUND) {
      if (connection.retry?.()) return connect(connection, seen, timeout, made);
      throw error;
    }
    const modern = fresh({ versionNegotiation: { mode: { pin: MODERN_VERSION } } });
    try {
      await modern.connect(tapped(connection.transport(), seen), { timeout });
      return modern;
    } catch {
      // No `server/discover` either. Its error says less than the first one, and the list may still be served.
      const blind = fresh();
      const discover = { supportedVersions: [MODERN_VERSION], capabilities: {}, ttlMs: 0, cacheScope: "private" };
      await blind.connect(tapped(connection.transport(), seen), {
        prior: { kind: "modern", discover } as NonNullable<Parameters<Client["connect"]>[1]>["prior"] & object,
      });
      return blind;
    }
  }
};

/**
 * Reads page after page into `listing.tools` until the cursor is absent, and gives their number; throws a ListingError
 * where the list breaks off.
 */
const readPages = async (client: Client, listing: Listing, timeout: number): Promise<number> => {
  const cursors = new Set<string>();
  let cursor: string | undefined;
  let invalid = 0;
  for (let page = 1; ; page++) {
    const params = cursor === undefined ? {} : { cursor };
    const answer = await client.request({ method: "tools/list", params }, z.unknown(), { timeout });
    const parsed = PageSchema.safeParse(answer).data;
    if (!parsed)
      throw new ListingError({ kind: "bad-page", message: "its answer to tools/list holds no list of tools" });
    for (const tool of parsed.tools) {
      if (!isDefinition(tool)) invalid++;
      else if (listing.tools.length < MAX_TOOLS) listing.tools.push(tool);
      else throw new ListingError({ kind: "tool-cap", message: `it lists more than ${MAX_TOOLS} tools` });
    }
    const ttlMs = Math.min(parsed.ttlMs ?? Infinity, listing.ttlMs ?? Infinity);
    listing.ttlMs = Number.isFinite(ttlMs) ? Math.min(Math.floor(ttlMs), Number.MAX_SAFE_INTEGER) : null;
    const next = parsed.nextCursor;
    if (next === undefined || next === null) break;
    if (typeof next !== "string") throw new ListingError({ kind: "bad-page", message: "its next cursor is no text" });
    if (cursors.has(next)) throw new ListingError({ kind: "cursor-loop", message: "it repeats a cursor of its list" });
    if (page >= MAX_PAGES)
      throw new ListingError({ kind: "page-cap", message: `its list has more than ${MAX_PAGES} pages` });
    cursors.add(next);
    cursor = next;
  }
  if (invalid > 0) listing.notes.push(`${invalid} listed entries were no tools (no object with a name)`);
  return cursors.size + 1;
};

/**
 * Asks for the whole list once more and tells how it differs. What breaks here, or takes too long, costs nothing of what
 * was read before.
 */
const readAgain = async (client: Client, { tools }: Listing): Promise<Unstable | null> => {
  const again = emptyListing();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((done) => {
    timer = setTimeout(done, SECOND_LIST_MS, false);
  });
  const read = readPages(client, again, SECOND_LIST_MS).then(
    () => true,
    () => false,
  );
  const isWhole = await Promise.race([read, late]);
  clearTimeout(timer);
  return isWhole ? await differenceOf(tools, again.tools) : null;
};

/** A listing in which nothing is read. */
export const emptyListing = (): Listing => ({
  tools: [],
  failure: null,
  protocolVersion: null,
  serverInfo: null,
  instructions: null,
  capabilities: null,
  promptCount: null,
  resourceCount: null,
  ttlMs: null,
  unstable: null,
  notes: [],
});

const announcesTools = (seen: Seen): boolean => {
  const capabilities = seen.initialize?.capabilities;
  return typeof capabilities === "object" && capabilities !== null && "tools" in capabilities;
};

/**
 * Asks a server for all its tools. Never throws: what went wrong is in `failure`, beside what was read before it. One
 * deadline (`deadlineMs` from now) stands over everything, whatever the server or the SDK does; `signal` stops it too.
 * The connection stays open: closing it is the caller's.
 */
export const listTools = async (
  connection: Connection,
  { deadlineMs, signal }: { deadlineMs: number; signal?: AbortSignal | undefined },
): Promise<Listing> => {
  const listing = emptyListing();
  const seen: Seen = { initialize: null, serverMessages: 0, listChanged: false, malformed: false, cuts: 0 };
  const clients: Client[] = [];
  let step: Failure["step"] = "initialize";
  /** Whether the tools are read to their end: what breaks afterwards costs nothing of them. */
  let complete = false;
  // Longer than the deadline, so that it is never the SDK's own limit that ends a request.
  const timeout = deadlineMs + 60_000;

  const broken = connection.failed.then((fault) => ({ kind: fault.kind, message: fault.message, fault }));
  const talk = async (): Promise<Omit<Failure, "step"> | null> => {
    try {
      step = "initialize";
      listing.tools = [];
      const client = await connect(connection, seen, timeout, clients);
      step = "list";
      listing.protocolVersion = client.getNegotiatedProtocolVersion() ?? null;
      listing.serverInfo = client.getServerVersion() ?? null;
      listing.instructions = client.getInstructions() ?? null;
      const pages = await readPages(client, listing, timeout);
      complete = true;
      // A process of this machine may be asked twice; a host only where its list may have moved under our reading.
      const { remote } = connection.evidence();
      if (!remote || pages > 1 || seen.listChanged) listing.unstable = await readAgain(client, listing);
      listing.capabilities = capabilitiesOf(seen.initialize?.capabilities ?? client.getServerCapabilities());
      await countAnnounced(client, listing.capabilities, (kind, count) => {
        listing[kind === "prompts" ? "promptCount" : "resourceCount"] = count;
      });
      return null;
    } catch (error) {
      if (error instanceof ListingError) return error.failure;
      if (seen.malformed) return { kind: "malformed", message: "its answer holds neither a result nor an error" };
      if (step === "list" && connection.renew?.()) {
        seen.initialize = null;
        return talk();
      }
      const code = codeOf(error);
      const message = error instanceof Error ? error.message : String(error);
      if (code === null) {
        // A request fails at once when the pipe breaks; how the process ended is told a little later, and says more.
        const fault = await Promise.race([broken, new Promise<null>((done) => setTimeout(done, FAULT_GRACE_MS, null))]);
        return fault ?? { kind: "bad-page", message };
      }
      // A server of prompts or resources alone announces no tools: that is a complete list of none.
      if (code === METHOD_NOT_FOUND && step === "list" && listing.tools.length === 0 && !announcesTools(seen))
        return null;
      return { kind: "rpc-error", message, code };
    }
  };
  let stop: () => void = () => {};
  const stopped = new Promise<Omit<Failure, "step">>((settle) => {
    const seconds = Math.round(deadlineMs / 100) / 10;
    const timer = setTimeout(
      () => settle({ kind: "timeout", message: `no complete answer within ${seconds} s` }),
      deadlineMs,
    );
    const onAbort = (): void => settle({ kind: "stopped", message: "the crawl was stopped" });
    if (signal?.aborted) onAbort();
    signal?.addEventListener("abort", onAbort, { once: true });
    stop = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
    };
  });
  const ending = await Promise.race([talk(), broken, stopped]);
  stop();
  // Ends what still waits for an answer; the connection itself stays open.
  await Promise.all(clients.map((client) => client.close()));
  // An error may have the ten megabytes of any message, and its words are searched by many patterns.
  if (ending && !complete) listing.failure = { ...ending, step, message: ending.message.slice(0, MAX_MESSAGE) };
  // The race may have left `talk` behind; what it still reads must not change the result.
  const result = { ...listing, tools: [...listing.tools] };
  if (seen.initialize) {
    const { protocolVersion, serverInfo, instructions } = seen.initialize;
    if (typeof protocolVersion === "string") result.protocolVersion = protocolVersion.slice(0, MAX_VERSION);
    if (serverInfo && typeof serverInfo === "object") result.serverInfo = serverInfo as Record<string, unknown>;
    if (typeof instructions === "string") result.instructions = instructions;
    result.capabilities = capabilitiesOf(seen.initialize.capabilities);
  }
  if (result.serverInfo) result.serverInfo = infoOf(result.serverInfo);
  result.instructions = result.instructions?.slice(0, MAX_INSTRUCTIONS) ?? null;
  if (result.unstable) result.notes.push("it listed something else when it was asked again");
  if (seen.cuts > 0) result.notes.push(`${seen.cuts} values nested too deeply and were cut`);
  if (seen.serverMessages > 0) result.notes.push(`it sent ${seen.serverMessages} requests or notifications of its own`);
  return result;
};
