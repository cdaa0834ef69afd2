import { once } from "node:events";
import { createReadStream } from "node:fs";
import { readFile, realpath, stat } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { extname, join, sep } from "node:path";
import { pipeline } from "node:stream/promises";
import { constants, createBrotliCompress, createGzip } from "node:zlib";
import { ASSETS, FOREVER, headersOf } from "./served-headers.ts";

export type ServeOptions = {
  /** The folder of a built site. */
  dir: string;
  /** The port that is tried first; 0: any free one. Default 4321. */
  port?: number;
  /** The address to listen on. Default 127.0.0.1, so that nobody else on the network is served. */
  host?: string;
  /** How many further ports are tried, one by one, when the first is taken; after them any free one. Default 10. */
  fallbackPorts?: number;
};

export type Served = {
  /** Where the site is, with a final slash. */
  url: string;
  port: number;
  /** Answers what has begun, for at most two seconds, then closes. */
  close(): Promise<void>;
};

const TYPES: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".jsonl": "application/x-ndjson; charset=utf-8",
  ".csv": "text/csv; charset=utf-8",
  ".md": "text/markdown; charset=utf-8",
  ".txt": "text/plain; charset=utf-8",
  ".xml": "application/xml; charset=utf-8",
  ".rss": "application/rss+xml; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".webp": "image/webp",
  ".ico": "image/x-icon",
  ".gz": "application/gzip",
};
const COMPRESSED = /^(text\/|application\/(json|xml|rss|x-ndjson)|image\/svg)/;
/** Smaller answers gain nothing from being compressed. */
const LEAST_COMPRESSED = 512;

/** The file that a path means, inside `root` also after links are followed; null when there is none. */
const fileFor = async (root: string, pathname: string): Promise<string | null> => {
  let path: string;
  try {
    path = decodeURIComponent(pathname);
  } catch {
    return null;
  }
  if (path.includes("\0") || path.includes("\\")) return null;
  const wanted = join(root, path.endsWith("/") ? `${path}index.html` : path);
  if (wanted !== root && !wanted.startsWith(root + sep)) return null;
  try {
    const real = await realpath(wanted);
    return real.startsWith(root + sep) ? real : null;
  } catch {
    return null;
  }
};

/** The first and last byte that a Range header asks for; null: all of it; "unsatisfiable" where it lies outside. */
const rangeOf = (header: string | undefined, size: number): [number, number] | "unsatisfiable" | null => {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? "");
  if (!match || (match[1] === "" && match[2] === "")) return null;
  const [from, to] = [match[1] ?? "", match[2] ?? ""];
  const start = from === "" ? Math.max(size - Number(to), 0) : Number(from);
  const end = from === "" || to === "" ? size - 1 : Math.min(Number(to), size - 1);
  return start > end || start >= size ? "unsatisfiable" : [start, end];
};

const encodingFor = (request: IncomingMessage, type: string, size: number): "br" | "gzip" | null => {
  if (!COMPRESSED.test(type) || size < LEAST_COMPRESSED) return null;
  const accepted = String(request.headers["accept-encoding"] ?? "");
  const wants = (name: string): boolean => new RegExp(`\\b${name}\\b(?!\\s*;\\s*q=0(\\.0*)?\\s*(,|$))`).test(accepted);
  return wants("br") ? "br" : wants("gzip") ? "gzip" : null;
};

const answer = async (
  root: string,
  headers: Record<string, string>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  if (request.method !== "GET" && request.method !== "HEAD") {
    response.writeHead(405, { Allow: "GET, HEAD" }).end();
    return;
  }
  const { pathname, search } = new URL(`http://site${request.url?.startsWith("/") ? request.url : "/"}`);
  let file = await fileFor(root, pathname);
  let info = file ? await stat(file) : null;
  if (info?.isDirectory()) {
    // Two slashes at the start would name another host.
    response.writeHead(301, { Location: `${pathname.replace(/^\/+/, "/")}/${search}` }).end();
    return;
  }
  let status = 200;
  if (!file || !info) {
    status = 404;
    file = await fileFor(root, "/404.html");
    info = file ? await stat(file) : null;
    if (!file || !info) {
      response.writeHead(404, { "Content-Type": "text/plain; charset=utf-8" }).end("Nothing stands at this address.\n");
      return;
    }
  }
  const type = TYPES[extname(file).toLowerCase()] ?? "application/octet-stream";
  const encoding = encodingFor(request, type, info.size);
  const etag = `"${info.size.toString(36)}-${Math.trunc(info.mtimeMs).toString(36)}${encoding ? `-${encoding}` : ""}"`;
  response.setHeader("Content-Type", type);
  response.setHeader("ETag", etag);
  response.setHeader("Vary", "Accept-Encoding");
  response.setHeader("Last-Modified", info.mtime.toUTCString());
  const forever = pathname.startsWith(`/${ASSETS}/`) && status === 200;
  response.setHeader("Cache-Control", forever ? FOREVER : "no-cache");
  const known = request.headers["if-none-match"];
  if (
    status === 200 &&
    known?.split(",").some((one) => one.trim().replace(/^W\//, "") === etag || one.trim() === "*")
  ) {
    response.writeHead(304).end();
    return;
  }
  const range =
    status === 200 && request.headers["if-range"] === undefined ? rangeOf(request.headers.range, info.size) : null;
  if (range === "unsatisfiable") {
    response.writeHead(416, { "Content-Range": `bytes */${info.size}` }).end();
    return;
  }
  response.setHeader("Accept-Ranges", "bytes");
  if (range) {
    // A part is a part of the file as it is, so it is sent as it is.
    response.setHeader("ETag", `"${info.size.toString(36)}-${Math.trunc(info.mtimeMs).toString(36)}"`);
    response.writeHead(206, {
      "Content-Range": `bytes ${range[0]}-${range[1]}/${info.size}`,
      "Content-Length": range[1] - range[0] + 1,
    });
    if (request.method === "HEAD") response.end();
    else await pipeline(createReadStream(file, { start: range[0], end: range[1] }), response);
    return;
  }
  if (encoding) response.setHeader("Content-Encoding", encoding);
  else response.setHeader("Content-Length", info.size);
  response.writeHead(status);
  if (request.method === "HEAD") response.end();
  else if (encoding === "br")
    await pipeline(
      createReadStream(file),
      createBrotliCompress({
        params: { [constants.BROTLI_PARAM_QUALITY]: 5, [constants.BROTLI_PARAM_SIZE_HINT]: info.size },
      }),
      response,
    );
  else if (encoding === "gzip") await pipeline(createReadStream(file), createGzip(), response);
  else await pipeline(createReadStream(file), response);
};

const listen = async (server: Server, port: number, host: string): Promise<boolean> => {
  server.listen(port, host);
  try {
    await once(server, "listening");
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EADDRINUSE") return false;
    throw error;
  }
};

/**
 * Serves a built site until closed: types, ETags, compression, ranges, the 404 page and the security headers of the
 * build. Throws an Error that says what to do when `dir` holds no site, and the system's error when the address cannot
 * be listened on for another reason than that its port is taken.
 */
export const serveSite = async (options: ServeOptions): Promise<Served> => {
  const { port = 4321, host = "127.0.0.1", fallbackPorts = 10 } = options;
  const root = await realpath(options.dir).catch(() => null);
  const start = root && (await readFile(join(root, "index.html"), "utf8").catch(() => null));
  if (!root || !start) throw new Error(`${options.dir}: no site stands there: build it first with toolrisk site build`);
  const headers = await headersOf(root);
  const server = createServer((request, response) => {
    answer(root, headers, request, response).catch((error: unknown) => {
      // The reader went away, or the file did; the answer has begun and cannot be taken back.
      if (response.headersSent) response.destroy(error instanceof Error ? error : undefined);
      else
        response.writeHead(500, { "Content-Type": "text/plain; charset=utf-8" }).end("The file could not be read.\n");
    });
  });
  server.requestTimeout = 30_000;
  let open = false;
  for (let step = 0; !open && step <= fallbackPorts && port + step <= 65_535; step++)
    open = await listen(server, port + step, host);
  if (!open && !(await listen(server, 0, host))) throw new Error(`${host}: no free port was found`);
  const address = server.address();
  const bound = typeof address === "object" && address ? address.port : port;
  const name =
    host === "0.0.0.0" || host === "::" || host === "127.0.0.1" ? "localhost" : host.includes(":") ? `[${host}]` : host;
  return {
    url: `http://${name}:${bound}/`,
    port: bound,
    close: async () => {
      const closed = once(server, "close");
      server.close();
      server.closeIdleConnections();
      const hurry = setTimeout(() => server.closeAllConnections(), 2000);
      await closed;
      clearTimeout(hurry);
    },
  };
};
