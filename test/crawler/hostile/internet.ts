// Runs inside namespaces of its own, where it is the whole internet: a name server, hosts with public addresses and
// certificates, and this machine's own addresses, on which nobody may arrive. Crawls the hosts by their names, as somebody
// else's servers, and prints what came of it as JSON. `internet.ts HOME`; see internet.test.ts, which starts it.
import { readFileSync, writeFileSync } from "node:fs";
import { createServer as createHttp, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer } from "node:https";
import { createServer as createTcp, type Server } from "node:net";
import { join } from "node:path";
import { createSecureContext } from "node:tls";
import { type CrawlResult, crawl } from "../../../crawler/crawl.ts";
import { none } from "../../../crawler/sandboxes/none.ts";
import type { ServerRecord } from "../../../db/records/server.ts";
import { unhinderedTime } from "../../unhindered-time.ts";
import { CONSENT_CASES, INTERNET_CASES } from "./internet-cases.ts";
import { type Answer, serveNames, type Zone } from "./name-server.ts";
import { type Seen, watched } from "./watched.ts";

/** What came of it all. */
export interface InternetReport {
  /** `unhinderedMs`: how long it took at most, less what the machine was too busy for it. */
  results: Record<string, { attempt: CrawlResult["attempt"]; tools: number; unhinderedMs: number }>;
  /** `host METHOD path` of every request that a public host got, in order. */
  requests: string[];
  /** Connections to addresses that are not public, by address and port. */
  hits: string[];
  /** What those who asked said of themselves. */
  agents: string[];
  /** Requests of one host that were open at once, at most. */
  atOnce: number;
  /** How long a good server took beside sixteen whose names are never answered, in ms. */
  besideSilentMs: number;
  seen: Seen;
}

export const DEADLINE_MS = 8_000;
/** The other hosts' address, which no interface has. */
export const PUBLIC = "93.184.215.14";
/** A public address that this machine has itself. */
export const OWN_PUBLIC = "93.184.215.15";
const OURS = [OWN_PUBLIC, "127.0.0.1", "::1", "10.0.0.5", "169.254.169.254", "100.64.0.1"];
const DOMAIN = ".hosts.example";

const asked = new Map<string, number>();
const NAMES: Record<string, (kind: "A" | "AAAA", nth: number) => Answer> = {
  rebinds: (_kind, nth) => ({ addresses: [nth === 1 ? PUBLIC : "127.0.0.1"] }),
  "rebinds-later": (_kind, nth) => ({ addresses: [nth <= 2 ? PUBLIC : "127.0.0.1"] }),
  mixed: () => ({ addresses: [PUBLIC, "127.0.0.1"] }),
  "mixed-kinds": (kind) => ({ addresses: [kind === "A" ? PUBLIC : "::1"] }),
  mapped: (kind) => ({ addresses: kind === "A" ? [] : ["::ffff:127.0.0.1"] }),
  translated: (kind) => ({ addresses: kind === "A" ? [] : ["64:ff9b::127.0.0.1"] }),
  private: () => ({ addresses: ["10.0.0.5"] }),
  metadata: () => ({ addresses: ["169.254.169.254"] }),
  "own-public": () => ({ addresses: [OWN_PUBLIC] }),
  shared: () => ({ addresses: ["100.64.0.1"] }),
  alias: () => ({ addresses: ["127.0.0.1"], alias: "inside.test" }),
  unknown: () => "unknown",
  nothing: () => ({ addresses: [] }),
};
/** Names whose IPv6 address is looked for too. */
const BOTH = new Set(["mixed-kinds", "mapped", "translated"]);

const zone: Zone = (name, kind) => {
  if (!name.endsWith(DOMAIN)) return "unknown";
  const id = name.slice(0, -DOMAIN.length);
  if (id.startsWith("silent")) return "silence";
  if (kind === "AAAA" && !BOTH.has(id) && id !== "unknown") return { addresses: [] };
  const nth = (asked.get(name) ?? 0) + 1;
  asked.set(name, nth);
  return NAMES[id]?.(kind, nth) ?? { addresses: [PUBLIC] };
};

const ROBOTS: Record<string, (response: ServerResponse) => void> = {
  "robots-everyone": (response) => void response.end("User-agent: *\nDisallow: /\n"),
  "robots-us": (response) => void response.end("user-agent: ToolRisk/1 # us\nDISALLOW: /m*p\nAllow: /other\n"),
  "robots-others": (response) =>
    void response.end("User-agent: *\nDisallow: /\n\nUser-agent: other\nUser-agent: toolrisk\nAllow: /\n"),
  "robots-path": (response) => void response.end("User-agent: *\nDisallow: /private\nDisallow: /mcp/x$\n"),
  "robots-broken": (response) => void response.writeHead(500).end(),
  "robots-silent": () => {},
  "robots-endless": (response) => {
    response.write("User-agent: *\nDisallow: /\n");
    const more = (): void => {
      while (!response.destroyed && response.write("# and so on\n".repeat(5_000)));
    };
    response.on("drain", more);
    more();
  },
  "robots-moved": (response) =>
    void response.writeHead(301, { location: `https://robots-everyone${DOMAIN}/robots.txt` }).end(),
  "robots-inside": (response) =>
    void response.writeHead(302, { location: `https://private${DOMAIN}/robots.txt` }).end(),
  "robots-page": (response) => void response.end("<!doctype html><p>Disallow: /</p>"),
};

const REDIRECTS: Record<string, string> = {
  downgrades: `http://downgrades${DOMAIN}/mcp`,
  "redirects-away": `https://good${DOMAIN}/mcp`,
  "redirects-inside": `https://private${DOMAIN}/mcp`,
};

const report: InternetReport = {
  results: {},
  requests: [],
  hits: [],
  agents: [],
  atOnce: 0,
  besideSilentMs: 0,
  seen: { time: { blockedMs: 0, delayMs: 0, crowdedMs: 0 }, growth: 0 },
};
let open = 0;

const answerMcp = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const message = JSON.parse((await request.setEncoding("utf8").toArray()).join("")) as { id?: number; method: string };
  // Every request comes on a connection of its own, so that each is dialled anew.
  const head = { "content-type": "application/json", connection: "close" };
  if (message.id === undefined) return void response.writeHead(202, { connection: "close" }).end();
  const result =
    message.method === "initialize"
      ? { protocolVersion: "2025-11-25", capabilities: { tools: {} }, serverInfo: { name: "far", version: "1" } }
      : { tools: [{ name: "far", inputSchema: { type: "object" } }] };
  response.writeHead(200, head).end(JSON.stringify({ jsonrpc: "2.0", id: message.id, result }));
};

const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const { url = "", method, headers } = request;
  const id = (headers.host ?? "").replace(/:\d+$/, "").slice(0, -DOMAIN.length);
  report.requests.push(`${id} ${method} ${url}`);
  report.agents.push(headers["user-agent"] ?? "nobody");
  response.on("error", () => {});
  if (url === "/robots.txt") return (ROBOTS[id] ?? (() => response.writeHead(404).end()))(response);
  const location = REDIRECTS[id];
  if (location !== undefined) return void response.writeHead(307, { location }).end();
  if (id === "busy") {
    report.atOnce = Math.max(report.atOnce, ++open);
    await new Promise((done) => setTimeout(done, 30));
    open--;
  }
  await answerMcp(request, response);
};

const pem = (name: string): Buffer => readFileSync(new URL(`certificates/${name}`, import.meta.url));
const contextOf = (name: string) => createSecureContext({ key: pem(`${name}.key`), cert: pem(`${name}.pem`) });
const contexts = new Map(
  ["good", "expired", "future", "other-name", "self-signed"].map((name) => [name, contextOf(name)]),
);

const servers: Server[] = [];
const listen = (server: Server, port: number, host: string): Promise<void> => {
  servers.push(server);
  return new Promise((done, failed) => server.on("error", failed).listen(port, host, done));
};

const record = (id: string, name = `internet/${id}`): ServerRecord => ({
  name,
  remotes: [{ type: "streamable-http", url: `https://${id}${DOMAIN}/mcp` }],
});

const main = async ([home = ""]: string[]): Promise<void> => {
  const names = await serveNames(zone);
  const secure = createServer(
    {
      SNICallback: (name, done) => done(null, contexts.get(name.slice(0, -DOMAIN.length)) ?? contexts.get("good")),
      minVersion: "TLSv1.2",
    },
    handle,
  );
  await listen(secure, 443, PUBLIC);
  // TLS 1.1 is none that this Node speaks any more, on either side: an alert is what there is of it.
  await listen(
    createTcp((socket) => socket.on("error", () => {}).end(Buffer.from([0x15, 3, 2, 0, 2, 2, 70]))),
    8443,
    PUBLIC,
  );
  await listen(createHttp(handle), 80, PUBLIC);
  for (const address of OURS)
    for (const port of [80, 443])
      await listen(
        createTcp((socket) => {
          report.hits.push(`${address}:${port}`);
          socket.destroy();
        }),
        port,
        address,
      );
  writeFileSync(join(home, "opt-out.txt"), `host opted-out${DOMAIN} # asked\nserver io.example/n*\nnpm never\n`);
  const options = { home, sourceId: "test", sandbox: none, deadlineMs: DEADLINE_MS, concurrency: 1 };
  const cases = [...INTERNET_CASES, ...CONSENT_CASES];
  let time = unhinderedTime();
  const records = cases.map((one) => {
    const named = record(one.id, "server" in one ? one.server : undefined);
    if (one.id === "old-protocol")
      named.remotes = [{ type: "streamable-http", url: `https://old-protocol${DOMAIN}:8443/mcp` }];
    return named;
  });
  report.seen = await watched(async () => {
    for await (const result of crawl(records, options)) {
      const id = cases[records.indexOf(result.record)]?.id ?? "";
      // One at a time: the time since the one before is at least its own.
      const unhinderedMs = Math.min(time(), result.attempt.durationMs);
      report.results[id] = { attempt: result.attempt, tools: result.tools.length, unhinderedMs };
      time = unhinderedTime();
    }
  });
  const many = Array.from({ length: 12 }, (_, at) => record("busy", `internet/busy-${at}`));
  await Array.fromAsync(crawl(many, options));
  const silent = Array.from({ length: 16 }, (_, at) => record(`silent-${at}`));
  const good = record("good", "beside");
  time = unhinderedTime();
  for await (const { attempt } of crawl([...silent, good], options))
    if (attempt.server === "beside")
      report.besideSilentMs =
        attempt.outcome === "listed" ? Math.min(time(), attempt.durationMs) : Number.POSITIVE_INFINITY;
  process.stdout.write(JSON.stringify(report), () => process.exit());
  names.close();
};

if (import.meta.main) await main(process.argv.slice(2));
