import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";

/*
 * The part of GitHub's REST API that the action uses, with its rules: a token that may only read is refused with 403, one that
 * is missing with 401, comments come in pages of at most 100 with a Link to the next.
 */

export interface Comment {
  id: number;
  user: { type: "Bot" | "User" };
  body: string;
}

export class GitHubDouble {
  readonly comments: Comment[] = [];
  readonly uploads: { commit_sha: string; ref: string; sarif: string }[] = [];
  /** Tokens that may write, and those that may only read. */
  readonly writers = new Set<string>();
  readonly readers = new Set<string>();
  #server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { status, json, link } = this.#answer(request, Buffer.concat(chunks).toString("utf8"));
    response
      .writeHead(status, { "content-type": "application/json", ...(link ? { link } : {}) })
      .end(JSON.stringify(json));
  });

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return this.address;
  }

  get address(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #answer(request: IncomingMessage, body: string): { status: number; json: unknown; link?: string } {
    const { method = "GET", headers } = request;
    const url = new URL(request.url ?? "/", this.address);
    const token = /^Bearer (.+)$/.exec(headers.authorization ?? "")?.[1] ?? "";
    const reads = this.readers.has(token) || this.writers.has(token);
    if (!reads) return { status: 401, json: { message: "Bad credentials" } };
    if (method !== "GET" && !this.writers.has(token))
      return { status: 403, json: { message: "Resource not accessible by integration" } };
    const list = /^\/repos\/acme\/agents\/issues\/(\d+)\/comments$/.exec(url.pathname);
    if (list && method === "GET") {
      const size = Math.min(Number(url.searchParams.get("per_page") ?? 30), 100);
      const page = Number(url.searchParams.get("page") ?? 1);
      const shown = this.comments.slice((page - 1) * size, page * size);
      url.searchParams.set("page", String(page + 1));
      return {
        status: 200,
        json: shown,
        ...(page * size < this.comments.length ? { link: `<${url.href}>; rel="next"` } : {}),
      };
    }
    const parsed = JSON.parse(body) as { body: string } & (typeof this.uploads)[number];
    if (list && method === "POST") {
      if (parsed.body.length > 65_536) return { status: 422, json: { message: "body is too long" } };
      this.comments.push({ id: this.comments.length + 1, user: { type: "Bot" }, body: parsed.body });
      return { status: 201, json: this.comments.at(-1) };
    }
    const one = /^\/repos\/acme\/agents\/issues\/comments\/(\d+)$/.exec(url.pathname);
    const comment = this.comments.find(({ id }) => id === Number(one?.[1]));
    if (comment && method === "PATCH") {
      comment.body = parsed.body;
      return { status: 200, json: comment };
    }
    if (url.pathname === "/repos/acme/agents/code-scanning/sarifs" && method === "POST") {
      if (!/^[0-9a-f]{40}$/.test(parsed.commit_sha) || !/^refs\/(heads|tags|pull)\//.test(parsed.ref))
        return { status: 400, json: { message: "commit_sha or ref" } };
      this.uploads.push({ ...parsed, sarif: gunzipSync(Buffer.from(parsed.sarif, "base64")).toString("utf8") });
      return { status: 202, json: { id: "1" } };
    }
    return { status: 404, json: { message: "Not Found" } };
  }
}
