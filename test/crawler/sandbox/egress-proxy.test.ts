import assert from "node:assert/strict";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { createServer, request, type Server } from "node:http";
import { type AddressInfo, connect, createServer as createTcp } from "node:net";
import { test } from "node:test";
import { destinationOf, type EgressProxy, openEgressProxy } from "../../../crawler/egress-proxy.ts";

const listen = async (server: Server | ReturnType<typeof createTcp>): Promise<string> => {
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
};

/** Asks the proxy for a tunnel; gives the status and, when it stands, what comes back for "ping". */
const tunnel = async ({ door }: EgressProxy, destination: string): Promise<string> => {
  const socket = connect(door.socket);
  socket.on("error", () => {});
  socket.write(`CONNECT ${destination} HTTP/1.1\r\nHost: ${destination}\r\n\r\n`);
  const [first] = (await once(socket, "data")) as [Buffer];
  const status = first.toString().split(" ")[1] ?? "";
  if (status !== "200") return status;
  socket.write("ping");
  const [answer] = (await once(socket, "data")) as [Buffer];
  socket.destroy();
  return answer.toString();
};

const get = (proxy: EgressProxy, url: string): Promise<{ status: number; text: string }> =>
  new Promise((done, failed) => {
    request({ socketPath: proxy.door.socket, path: url, method: "GET" }, async (reply) => {
      done({ status: reply.statusCode ?? 0, text: (await reply.setEncoding("utf8").toArray()).join("") });
    })
      .on("error", failed)
      .end();
  });

test("it connects to the allowed host alone, by tunnel and by plain http", async () => {
  let hits = 0;
  const allowed = createServer((asked, answer) => answer.end(`allowed ${asked.url}`));
  const inner = createServer((_asked, answer) => {
    hits++;
    answer.end();
  });
  const echo = createTcp((socket) => socket.pipe(socket));
  const [web, other, pipe] = [await listen(allowed), await listen(inner), await listen(echo)];
  const proxy = await openEgressProxy({ allowed: [web, pipe], upstream: null });
  try {
    assert.equal(await tunnel(proxy, pipe), "ping");
    assert.deepEqual(await get(proxy, `http://${web}/a?b`), { status: 200, text: "allowed /a?b" });
    const port = other.split(":")[1];
    for (const refused of [
      other,
      `localhost:${port}`,
      `[::1]:${port}`,
      "169.254.169.254:80",
      "example.com:443",
      "nonsense",
      `${web}@${other}`,
    ])
      assert.equal(await tunnel(proxy, refused), "403", refused);
    for (const refused of [
      `http://${other}/`,
      `http://${web}@${other}/`,
      "https://example.com/",
      "file:///etc/passwd",
      "/relative",
    ])
      assert.equal((await get(proxy, refused)).status, 403, refused);
    assert.equal(hits, 0);
    assert.ok(proxy.refused.has(other) && proxy.refused.has("example.com:443"));
  } finally {
    await proxy.close();
    for (const server of [allowed, inner, echo]) server.close();
  }
  assert.ok(!existsSync(proxy.door.socket));
});

test("a host that does not answer is an error of the gateway, and closing ends what is open", async () => {
  const silent = createTcp(() => {});
  const address = await listen(silent);
  const gone = createTcp();
  const dead = await listen(gone);
  gone.close();
  const proxy = await openEgressProxy({ allowed: [address, dead], upstream: null });
  assert.equal(await tunnel(proxy, dead), "502");
  const socket = connect(proxy.door.socket);
  socket.write(`CONNECT ${address} HTTP/1.1\r\nHost: x\r\n\r\n`);
  await once(socket, "data");
  socket.resume();
  const closed = once(socket, "close");
  await proxy.close();
  await closed;
  silent.close();
});

test("a long answer comes whole, however slowly it is read", async () => {
  const body = "x".repeat(8 * 2 ** 20);
  const host = createServer((_asked, answer) => answer.end(body));
  const web = await listen(host);
  const proxy = await openEgressProxy({ allowed: [web], upstream: null });
  try {
    const length = await new Promise<number>((done, failed) => {
      request({ socketPath: proxy.door.socket, path: `http://${web}/` }, (reply) => {
        let read = 0;
        reply.on("data", (chunk: Buffer) => {
          read += chunk.length;
          reply.pause();
          setTimeout(() => reply.resume(), 1);
        });
        reply.on("error", failed).on("end", () => done(read));
      })
        .on("error", failed)
        .end();
    });
    assert.equal(length, body.length);
  } finally {
    await proxy.close();
    host.close();
  }
});

test("no answer of a host, and no request, is more than the end of that one", async () => {
  const answers: Record<string, string> = {
    zero: "HTTP/1.1 000 x\r\nContent-Length: 0\r\n\r\n",
    short: "HTTP/1.1 99 x\r\n\r\n",
    other: "HTTP/1.1 101 x\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n",
    trailer: "HTTP/1.1 200 OK\r\nTrailer: x\r\nContent-Length: 2\r\n\r\nok",
    cut: "HTTP/1.1 200 OK\r\nContent-Length: 200\r\n\r\nok",
  };
  const host = createTcp((socket) => {
    socket.on("error", () => {});
    socket.once("data", (asked) => socket.end(answers[/\/(\w*)/.exec(asked.toString())?.[1] ?? ""] ?? ""));
  });
  const web = await listen(host);
  const proxy = await openEgressProxy({ allowed: [web], upstream: null });
  const statusOf = (path: string): Promise<number | "broken"> =>
    new Promise((done) => {
      request({ socketPath: proxy.door.socket, path: `http://${web}/${path}` }, (reply) => {
        reply.on("error", () => {}).on("close", () => done(reply.complete ? (reply.statusCode ?? 0) : "broken"));
        reply.resume();
      })
        .on("error", () => done("broken"))
        .end();
    });
  try {
    const seen: [path: string, status: number | "broken"][] = [];
    for (const path of Object.keys(answers)) seen.push([path, await statusOf(path)]);
    assert.deepEqual(Object.fromEntries(seen), { zero: 502, short: 502, other: 502, trailer: 200, cut: "broken" });
    const odd = connect(proxy.door.socket);
    odd.write(`POST http://${web}/trailer HTTP/1.1\r\nHost: ${web}\r\nTrailer: x\r\nContent-Length: 1\r\n\r\nx`);
    const [first] = (await once(odd, "data")) as [Buffer];
    odd.destroy();
    assert.match(first.toString(), /^HTTP\/1\.1 200 /);
  } finally {
    await proxy.close();
    host.close();
  }
});

test("behind a proxy of the user's own, the tunnel goes through it", async () => {
  const asked: string[] = [];
  const upstream = createServer();
  upstream.on("connect", (wanted, socket) => {
    asked.push(`${wanted.url} ${wanted.headers["proxy-authorization"]}`);
    socket.write("HTTP/1.1 200 OK\r\n\r\n");
    socket.once("data", (data) => socket.end(`through ${data}`));
  });
  const address = await listen(upstream);
  const proxy = await openEgressProxy({
    allowed: ["registry.test:443"],
    upstream: new URL(`http://me:pass@${address}`),
  });
  try {
    assert.equal(await tunnel(proxy, "registry.test:443"), "through ping");
    assert.equal(await tunnel(proxy, "other.test:443"), "403");
    assert.deepEqual(asked, [`registry.test:443 Basic ${Buffer.from("me:pass").toString("base64")}`]);
  } finally {
    await proxy.close();
    upstream.close();
  }
});

test("a destination is host and port, in lower case", () => {
  assert.equal(destinationOf("https://Registry.Example/x"), "registry.example:443");
  assert.equal(destinationOf("http://127.0.0.1:4873/"), "127.0.0.1:4873");
  assert.equal(destinationOf("http://host/"), "host:80");
});
