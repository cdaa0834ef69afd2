import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Answer } from "../../../classifier/second-opinion/answer.ts";

/** What a call is answered with. */
export type Script =
  | { answer: Partial<Answer> | string; finish?: string; refusal?: string; usage?: boolean }
  | { status: number; headers?: Record<string, string>; error?: Record<string, unknown> }
  | "hang"
  | "hang-in-body"
  | "reset"
  | "reset-in-body"
  | "html"
  | "broken-json";

export interface Call {
  path: string;
  at: number;
  body: {
    model?: string;
    messages?: { role: string; content: string }[];
    response_format?: { type: string };
    [key: string]: unknown;
  };
}

export const AGREE: Answer = { category: "Read", risk: "Low", capabilities: [], quotes: [], why: "It reads." };

const read = async (request: IncomingMessage): Promise<string> => {
  let text = "";
  for await (const chunk of request) text += chunk;
  return text;
};

const completion = (script: Extract<Script, { answer: unknown }>) => ({
  id: "chatcmpl-1",
  object: "chat.completion",
  system_fingerprint: "fp_test",
  choices: [
    {
      index: 0,
      finish_reason: script.finish ?? "stop",
      message: {
        role: "assistant",
        content: script.refusal
          ? null
          : typeof script.answer === "string"
            ? script.answer
            : JSON.stringify({ ...AGREE, ...script.answer }),
        refusal: script.refusal ?? null,
      },
    },
  ],
  ...(script.usage === false ? {} : { usage: { prompt_tokens: 1000, completion_tokens: 100, total_tokens: 1100 } }),
});

/**
 * An OpenAI-compatible endpoint on loopback whose answers are scripted: a list is used up call by call (its last entry
 * stays), a function is asked for each call. With `batches` it also takes files and batches and gives the output in
 * reversed order.
 */
export const startDouble = async (
  script: Script[] | ((call: Call, index: number) => Script),
  { batches = false }: { batches?: boolean } = {},
) => {
  const calls: Call[] = [];
  let chats = 0;
  const files = new Map<string, string>();
  const batchOutputs = new Map<string, { input: string; looks: number }>();
  const next = (call: Call): Script => {
    const index = chats++;
    return typeof script === "function"
      ? script(call, index)
      : (script[Math.min(index, script.length - 1)] ?? { answer: AGREE });
  };
  const json = (
    response: ServerResponse,
    status: number,
    body: unknown,
    headers: Record<string, string> = {},
  ): void => {
    response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
  };
  const batchLines = (input: string, keep: (script: Script, line: { custom_id: string }) => boolean): string =>
    input
      .split("\n")
      .map((line) => JSON.parse(line) as { custom_id: string; body: Call["body"] })
      .map((line) => ({ line, script: next({ path: "batch", at: Date.now(), body: line.body }) }))
      .filter(({ line, script }) => keep(script, line))
      .map(({ line, script }) =>
        JSON.stringify(
          typeof script === "object" && "answer" in script
            ? { custom_id: line.custom_id, response: { status_code: 200, body: completion(script) } }
            : { custom_id: line.custom_id, response: { status_code: 500, body: {} }, error: { message: "failed" } },
        ),
      )
      .reverse()
      .join("\n");

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = request.url ?? "";
    const text = await read(request);
    if (path === "/v1/files" && batches) {
      const id = `file-${files.size + 1}`;
      files.set(id, /\r\n\r\n(\{[\s\S]*?\})\r\n--/.exec(text)?.[1] ?? "");
      calls.push({ path, at: Date.now(), body: {} });
      return json(response, 200, { id, object: "file" });
    }
    if (path.startsWith("/v1/files/") && batches)
      return void response
        .writeHead(200, { "content-type": "application/jsonl" })
        .end(files.get(path.split("/")[3] ?? "") ?? "");
    if (path.startsWith("/v1/batches") && batches) {
      calls.push({ path: `${request.method} ${path}`, at: Date.now(), body: text ? JSON.parse(text) : {} });
      const id = path.split("/")[3]?.split("?")[0];
      if (!id && request.method === "GET") return json(response, 200, { object: "list", data: [], has_more: false });
      if (!id) {
        const made = `batch-${batchOutputs.size + 1}`;
        batchOutputs.set(made, { input: files.get(JSON.parse(text).input_file_id) ?? "", looks: 0 });
        return json(response, 200, { id: made, object: "batch", status: "validating" });
      }
      const batch = batchOutputs.get(id);
      if (!batch) return json(response, 404, { error: { message: "no such batch" } });
      if (batch.looks++ === 0) return json(response, 200, { id, status: "in_progress" });
      files.set(
        `out-${id}`,
        `${batchLines(batch.input, (script) => typeof script === "object")}\n{"custom_id": "cut of`,
      );
      return json(response, 200, { id, status: "completed", output_file_id: `out-${id}` });
    }
    if (path !== "/v1/chat/completions") return json(response, 404, { error: { message: "not here" } });
    const call: Call = { path, at: Date.now(), body: JSON.parse(text) };
    calls.push(call);
    const what = next(call);
    if (what === "hang") return;
    if (what === "reset") return void request.socket.destroy();
    if (what === "hang-in-body" || what === "reset-in-body") {
      response.writeHead(200, { "content-type": "application/json" }).write('{"choices": [');
      if (what === "reset-in-body") setTimeout(() => request.socket.destroy(), 20);
      return;
    }
    if (what === "html") return void response.writeHead(200, { "content-type": "text/html" }).end("<h1>Welcome</h1>");
    if (what === "broken-json")
      return void response.writeHead(200, { "content-type": "application/json" }).end('{"choices": [');
    if ("status" in what)
      return json(response, what.status, { error: what.error ?? { message: `status ${what.status}` } }, what.headers);
    json(response, 200, completion(what));
  };
  const server: Server = createServer((request, response) => {
    handle(request, response).catch((error: Error) => response.destroy(error));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return {
    baseURL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    calls,
    chats: () => calls.filter(({ path }) => path === "/v1/chat/completions"),
    async close(): Promise<void> {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
};
