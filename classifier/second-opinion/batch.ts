import { hash } from "node:crypto";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { OpenAI } from "openai";
import { judgeReply, type Outcome, replyOf, requestBody } from "./ask.ts";
import { messagesFor, type Question } from "./prompt.ts";

/** Most questions in one batch, as the API has it. */
export const MAX_BATCH = 50_000;

const ENDED = new Set(["completed", "failed", "expired", "cancelled"]);

export interface BatchOptions {
  client: OpenAI;
  model: string;
  maxTokens: number;
  /** Milliseconds between two looks at a running batch. */
  pollMs: number;
  /** Where the id of a batch under way is kept, so that an interrupted run waits for it instead of paying again. */
  dir: string;
  signal: AbortSignal | undefined;
}

/**
 * Whether the endpoint has batches: only where a list of them can be read. Compatible servers answer 404, 405 or with
 * something else; a failure of any kind means single calls.
 */
export const hasBatches = async (client: OpenAI, sdk: typeof OpenAI): Promise<boolean> => {
  try {
    return Array.isArray((await client.batches.list({ limit: 1 })).data);
  } catch (error) {
    if (error instanceof sdk.APIError || error instanceof SyntaxError) return false;
    throw error;
  }
};

/** The lines of a JSONL text that are objects with a `custom_id`; others are skipped, and their questions stay open. */
const linesOf = (
  text: string,
): { custom_id: string; response?: { status_code?: number; body?: unknown }; error?: unknown }[] =>
  text.split("\n").flatMap((line) => {
    if (line.trim() === "") return [];
    try {
      const parsed = JSON.parse(line);
      return typeof parsed?.custom_id === "string" ? [parsed] : [];
    } catch {
      return []; // half a line of a broken download
    }
  });

/** The id of a batch that an earlier run began, or "". */
const noted = async (note: string): Promise<string> => {
  try {
    return String(JSON.parse(await readFile(note, "utf8")).id);
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === "ENOENT") return "";
    throw error;
  }
};

/**
 * Asks many questions in one batch and joins the answers by `custom_id`, since they come in any order. Questions
 * without a usable answer are left out: ask them one by one. `questions` is by cache key.
 */
export const askInBatch = async (
  questions: ReadonlyMap<string, Question>,
  options: BatchOptions,
): Promise<Map<string, Outcome>> => {
  const { client, model, maxTokens, dir, signal } = options;
  const request = signal ? { signal } : {};
  const lines = [...questions].map(([custom_id, question]) =>
    JSON.stringify({
      custom_id,
      method: "POST",
      url: "/v1/chat/completions",
      body: requestBody(model, messagesFor(question), "json_schema", maxTokens),
    }),
  );
  const note = join(dir, `batch-${hash("sha256", [...questions.keys()].join()).slice(0, 16)}.json`);
  let id = await noted(note);
  if (id === "") {
    const file = new File([lines.join("\n")], "questions.jsonl", { type: "application/jsonl" });
    const input = await client.files.create({ file, purpose: "batch" }, request);
    id = (
      await client.batches.create(
        { input_file_id: input.id, endpoint: "/v1/chat/completions", completion_window: "24h" },
        request,
      )
    ).id;
    await writeFile(note, JSON.stringify({ id }));
  }
  let batch = await client.batches.retrieve(id, request);
  while (!ENDED.has(batch.status)) {
    await sleep(options.pollMs, undefined, signal ? { signal } : {});
    batch = await client.batches.retrieve(id, request);
  }
  await rm(note, { force: true });

  const outcomes = new Map<string, Outcome>();
  if (!batch.output_file_id) return outcomes;
  const output = await (await client.files.content(batch.output_file_id, request)).text();
  for (const { custom_id, response } of linesOf(output)) {
    if (!questions.has(custom_id) || response?.status_code !== 200) continue;
    const reply = replyOf(response.body);
    const judged = judgeReply(reply);
    if ("answer" in judged)
      outcomes.set(custom_id, { kind: "answer", answer: judged.answer, systemFingerprint: reply.systemFingerprint });
    else if ("end" in judged)
      outcomes.set(custom_id, { kind: "dropped", says: judged.end, systemFingerprint: reply.systemFingerprint });
  }
  return outcomes;
};
