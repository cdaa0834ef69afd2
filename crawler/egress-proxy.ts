import { mkdtempSync, rmSync } from "node:fs";
import {
  createServer,
  request as httpRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from "node:http";
import { request as httpsRequest } from "node:https";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Duplex, pipeline } from "node:stream";
import type { Door } from "./sandbox.ts";

/** Where the proxy seems to listen for the confined command. */
export const PROXY_PORT = 3_128;
/** Connections at once; npm uses 15 a host. */
const MAX_CONNECTIONS = 64;
/** The longest that a connection may stay silent, in ms. */
const IDLE_MS = 60_000;
/** Destinations kept of those that were refused. */
const MAX_REFUSED = 20;

/** A way out of a sandbox to a few named hosts, open until closed. */
export interface EgressProxy {
  /** The door for a plan. */
  door: Door;
  /** The address that the confined command uses as its proxy, for http and https. */
  address: string;
  /** The destinations that were asked for and not allowed, as `host:port`, each once. */
  refused: ReadonlySet<string>;
  close(): Promise<void>;
}

/** `host:port` of a URL, in lower case; the port is always given. */
export const destinationOf = (url: string): string => {
  const { protocol, hostname, port } = new URL(url);
  return `${hostname.toLowerCase()}:${port || (protocol === "http:" ? 80 : 443)}`;
};

const hostAndPort = (destination: string): { host: string; port: number } | null => {
  const match = /^\[?([^\]/@\s]+?)\]?:(\d{1,5})$/.exec(destination);
  return match ? { host: match[1] ?? "", port: Number(match[2]) } : null;
};

/** Headers of one connection alone (RFC 9110, 7.6.1): Node throws where some of them do not fit the other one. */
const OF_CONNECTION = /^(?:connection|keep-alive|proxy-.*|te|trailer|upgrade)$/;
const passedOn = (headers: IncomingHttpHeaders): IncomingHttpHeaders =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !OF_CONNECTION.test(name)));

/** Asks the user's own proxy for a tunnel. */
const tunnelThrough = (upstream: URL, destination: string): Promise<Duplex> =>
  new Promise((done, failed) => {
    const { username, password } = upstream;
    const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
    const authorization = { "proxy-authorization": `Basic ${Buffer.from(credentials).toString("base64")}` };
    const ask = (upstream.protocol === "https:" ? httpsRequest : httpRequest)({
      host: upstream.hostname,
      port: upstream.port || (upstream.protocol === "https:" ? 443 : 80),
      method: "CONNECT",
      path: destination,
      headers: { host: destination, ...(username ? authorization : {}) },
      timeout: IDLE_MS,
    });
    ask.on("connect", ({ statusCode }, socket) => {
      if (statusCode === 200) done(socket);
      else failed(new Error(`your proxy answered ${statusCode}`));
    });
    ask.on("response", ({ statusCode }) => failed(new Error(`your proxy answered ${statusCode}`)));
    ask.on("timeout", () => ask.destroy(new Error("your proxy does not answer")));
    ask.on("error", failed).end();
  });

/**
 * Opens a proxy on a unix socket that connects to the hosts of `allowed` (`host:port` each) and to no other, whatever
 * address they have: the user configured them. TLS passes through unread. `upstream` is the user's own proxy for `https`
 * and `http` destinations; null: none. The caller closes it.
 */
export const openEgressProxy = async ({
  allowed,
  upstream,
}: {
  allowed: readonly string[];
  upstream: URL | null;
}): Promise<EgressProxy> => {
  const folder = mkdtempSync(join(tmpdir(), `toolrisk-${process.pid}-`));
  const socket = join(folder, "proxy.sock");
  const refused = new Set<string>();
  const open = new Set<Duplex>();
  const held = <T extends Duplex>(stream: T): T => {
    open.add(stream);
    stream.on("close", () => open.delete(stream)).on("error", () => stream.destroy());
    return stream;
  };
  const isAllowed = (destination: string): boolean => {
    if (allowed.includes(destination)) return true;
    if (refused.size < MAX_REFUSED) refused.add(destination);
    return false;
  };

  /** Plain http: the whole address stands in the request line. */
  const forward = (inner: IncomingMessage, answer: ServerResponse): void => {
    const url = URL.canParse(inner.url ?? "") ? new URL(inner.url ?? "") : null;
    if (url?.protocol !== "http:" || !isAllowed(destinationOf(url.href))) {
      answer.writeHead(403, { connection: "close" }).end();
      return;
    }
    const to = upstream ?? url;
    const { hostname: host, port } = to;
    const path = upstream ? url.href : url.pathname + url.search;
    const options = {
      host,
      port: port || 80,
      method: inner.method ?? "GET",
      path,
      headers: passedOn(inner.headers),
      timeout: IDLE_MS,
    };
    const fail = (): void => {
      if (answer.headersSent) answer.destroy();
      else answer.writeHead(502, { connection: "close" }).end();
    };
    const outer = httpRequest(options, (reply) => {
      const { statusCode = 0 } = reply;
      if (statusCode < 200) return fail(); // what no answer can be passed on with
      answer.writeHead(statusCode, passedOn(reply.headers));
      // What breaks off must break off there too: the confined command would wait for the rest.
      pipeline(reply, answer, () => {});
    });
    outer.on("timeout", () => outer.destroy(new Error("no answer")));
    // A host that changes the protocol ends the request without an answer and without an error.
    outer.on("error", fail).on("close", () => answer.headersSent || fail());
    answer.on("close", () => outer.destroy());
    inner.pipe(outer);
  };

  const tunnel = async (destination: string, inner: Duplex, head: Buffer): Promise<void> => {
    const target = hostAndPort(destination);
    if (!target || !isAllowed(destination)) {
      inner.end("HTTP/1.1 403 Forbidden\r\n\r\n");
      return;
    }
    let outer: Duplex;
    try {
      outer = held(
        upstream
          ? await tunnelThrough(upstream, destination)
          : await new Promise<Socket>((done, failed) => {
              const dialled = connect(target);
              dialled.setTimeout(IDLE_MS, () => dialled.destroy(new Error("silent")));
              dialled.once("connect", () => done(dialled)).once("error", failed);
            }),
      );
    } catch {
      inner.end("HTTP/1.1 502 Bad Gateway\r\n\r\n"); // npm tells its user which host did not answer
      return;
    }
    inner.on("close", () => outer.destroy());
    outer.on("close", () => inner.destroy());
    inner.write("HTTP/1.1 200 Connection established\r\n\r\n");
    outer.write(head);
    inner.pipe(outer).pipe(inner);
  };

  const server = createServer(forward);
  server.maxConnections = MAX_CONNECTIONS;
  server.on("connection", held);
  server.on("connect", (request, inner, head) => void tunnel((request.url ?? "").toLowerCase(), inner, head));
  server.on("clientError", (_error, inner) => inner.destroy());
  await new Promise<void>((done, failed) => {
    // Its folder is ours alone; the confined user, another one when we are root, gets the socket mounted.
    server.on("error", failed).listen({ path: socket, writableAll: true, readableAll: true }, () => done());
  });
  return {
    door: { port: PROXY_PORT, socket },
    address: `http://127.0.0.1:${PROXY_PORT}/`,
    refused,
    close: async () => {
      for (const stream of open) stream.destroy();
      await new Promise((done) => server.close(done));
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
