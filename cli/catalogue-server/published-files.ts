import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { CommandError } from "../command.ts";

/** The largest file that is read, in bytes; the names of 43,000 servers are about 6 MB. */
const MOST_BYTES = 256 * 2 ** 20;
const TIMEOUT_MS = 30_000;

/** A file of a published site is not there, or could not be read; the message names it. */
export class PublishedError extends Error {
  override readonly name = "PublishedError";
  readonly missing: boolean;
  constructor(message: string, { missing = false, cause }: { missing?: boolean; cause?: unknown } = {}) {
    super(message, { cause });
    this.missing = missing;
  }
}

/** Reads the text of a file below the site's root, such as "api/v1/index.json". Throws a PublishedError. */
export type ReadPublished = (path: string) => Promise<string>;

const fromFolder =
  (folder: string): ReadPublished =>
  async (path) => {
    const file = join(folder, path);
    try {
      return await readFile(file, "utf8");
    } catch (error) {
      const missing = (error as NodeJS.ErrnoException).code === "ENOENT";
      throw new PublishedError(
        missing ? `${file} is not there` : `${file} cannot be read: ${(error as Error).message}`,
        {
          missing,
          cause: error,
        },
      );
    }
  };

/** The body as text, cut off where it is larger than it may be. */
const bodyOf = async (response: Response, address: string): Promise<string> => {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > MOST_BYTES) throw new PublishedError(`${address} is larger than ${MOST_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
};

const fromWeb =
  (root: URL): ReadPublished =>
  async (path) => {
    const address = new URL(path, root);
    let response: Response;
    try {
      response = await fetch(address, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    } catch (error) {
      const reason = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
      throw new PublishedError(`${address.href} could not be read: ${reason}`, { cause: error });
    }
    if (!response.ok) {
      await response.body?.cancel();
      const missing = response.status === 404 || response.status === 410;
      throw new PublishedError(`${address.href} answers with HTTP ${response.status}`, { missing });
    }
    return bodyOf(response, address.href);
  };

/**
 * The files of a site that `toolrisk site build` made: a folder, or the address of its home page. Throws a CommandError
 * for an address that is neither http nor https.
 */
export const publishedFiles = (place: string): { read: ReadPublished; isRemote: boolean } => {
  if (!/^[a-z][a-z0-9+.-]+:/i.test(place)) return { read: fromFolder(resolve(place)), isRemote: false };
  const url = URL.parse(place);
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password)
    throw new CommandError(`${place}: the address of a site begins with https:// or http://, and has no user`);
  url.search = "";
  url.hash = "";
  if (!url.pathname.endsWith("/")) url.pathname += "/";
  return { read: fromWeb(url), isRemote: true };
};
