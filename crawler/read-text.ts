import { readFile, stat } from "node:fs/promises";
import { gunzipSync } from "node:zlib";
import { guardedFetch } from "./guarded-fetch.ts";
import { SourceError } from "./source.ts";

/** The most that a catalogue may hold, in bytes: the largest known has 6 MB. */
const MOST_BYTES = 64 * 2 ** 20;
const LIMIT_MS = 60_000;
const GZIP = 0x1f8b;

const fetched = async (address: URL, signal?: AbortSignal): Promise<Buffer> => {
  const guard = guardedFetch({ own: address.host, mostBytes: MOST_BYTES, mostAnswer: MOST_BYTES });
  try {
    const limits = [AbortSignal.timeout(LIMIT_MS), ...(signal ? [signal] : [])];
    const response = await guard.fetch(address, { signal: AbortSignal.any(limits) });
    if (!response.ok) throw new SourceError(`${address.host} answers with HTTP ${response.status}`);
    return Buffer.from(await response.arrayBuffer());
  } finally {
    await guard.close();
  }
};

const ofFile = async (path: string): Promise<Buffer> => {
  const { size } = await stat(path);
  if (size > MOST_BYTES) throw new SourceError(`${path} is larger than ${MOST_BYTES / 2 ** 20} MiB`);
  return readFile(path);
};

/** The text of a file or a web address that the user named, unpacked where it is gzip. Throws a SourceError. */
export const readText = async (place: string, signal?: AbortSignal): Promise<string> => {
  try {
    const raw = /^https?:\/\//i.test(place) ? await fetched(new URL(place), signal) : await ofFile(place);
    const packed = raw.length >= 2 && raw.readUInt16BE(0) === GZIP;
    return (packed ? gunzipSync(raw, { maxOutputLength: MOST_BYTES }) : raw).toString("utf8").replace(/^\uFEFF/, "");
  } catch (error) {
    if (error instanceof SourceError || signal?.aborted) throw error;
    const { code, message, cause } = error as NodeJS.ErrnoException & { cause?: unknown };
    const why = cause instanceof Error ? `${message}: ${cause.message}` : message;
    throw new SourceError(code === "ENOENT" ? `${place}: no such file` : `${place} cannot be read: ${why}`);
  }
};
