import type { OpenAI } from "openai";
import { ANSWER_JSON_SCHEMA, type Answer, readAnswer } from "./answer.ts";
import { FORMATS, type Format, reactionTo } from "./endpoint.ts";
import { type Message, messagesFor, type Question, repairMessage } from "./prompt.ts";
import type { Spending } from "./spending.ts";

/** How one question ended. `later` and `stop` leave it open for another run. */
export type Outcome =
  | { kind: "answer"; answer: Answer; systemFingerprint: string | null }
  | { kind: "dropped"; says: string; systemFingerprint: string | null }
  | { kind: "later"; says: string }
  | { kind: "stop"; says: string };

export interface Asking {
  client: OpenAI;
  sdk: typeof OpenAI;
  model: string;
  /** Most tokens of one answer. */
  maxTokens: number;
  /** Most calls for one question whose failures pass, the first included. */
  attempts: number;
  /** Milliseconds for one call, its whole body included; the SDK's own timeout ends with the headers. */
  timeoutMs: number;
  /** Longest wait, in milliseconds, that a run sits out; a longer one ends it. */
  maxWaitMs: number;
  spending: Spending;
  /** The first format not yet refused; shared by all questions of a run. */
  format: { current: Format };
  /** Runs one call when the limits of concurrency and rate allow it. */
  schedule<T>(call: () => Promise<T>): Promise<T>;
  /** Holds back all calls for so long: the endpoint is busy for everyone. */
  pause(ms: number): Promise<void>;
  signal: AbortSignal | undefined;
}

/** The body of the request; the same for single calls and batches. */
export const requestBody = (model: string, messages: readonly Message[], format: Format, maxTokens: number) => ({
  model,
  messages: [...messages],
  temperature: 0,
  seed: 1,
  max_tokens: maxTokens,
  ...(format === "json_schema"
    ? {
        response_format: {
          type: "json_schema" as const,
          json_schema: { name: "verdict", strict: true, schema: ANSWER_JSON_SCHEMA },
        },
      }
    : format === "json_object"
      ? { response_format: { type: "json_object" as const } }
      : {}),
});

/** What came back of one call. Read leniently: compatible endpoints leave things out. */
export interface Reply {
  content: string;
  refusal: string | null;
  finish: string | null;
  systemFingerprint: string | null;
}

/** The parts of a completion that are used; missing ones are empty. */
export const replyOf = (body: unknown): Reply => {
  const completion = (body ?? {}) as {
    choices?: { message?: { content?: unknown; refusal?: unknown }; finish_reason?: unknown }[];
    system_fingerprint?: unknown;
  };
  const choice = Array.isArray(completion.choices) ? completion.choices[0] : undefined;
  const text = (value: unknown): string | null => (typeof value === "string" && value !== "" ? value : null);
  return {
    content: text(choice?.message?.content) ?? "",
    refusal: text(choice?.message?.refusal),
    finish: text(choice?.finish_reason),
    systemFingerprint: text(completion.system_fingerprint),
  };
};

/** What a reply is worth: an answer, an end, or words that one more round may mend. */
export const judgeReply = ({
  content,
  refusal,
  finish,
}: Reply): { answer: Answer } | { end: string } | { problem: string } => {
  if (refusal !== null) return { end: "the model refused" };
  if (finish === "content_filter") return { end: "the endpoint's filter took the answer" };
  if (finish === "length") return { problem: "it was cut off; keep it short" };
  if (content === "") return { problem: "it is empty" };
  return readAnswer(content);
};

const usageOf = (body: unknown): { inputTokens: number; outputTokens: number } | "unknown" => {
  const { usage } = (body ?? {}) as { usage?: { prompt_tokens?: unknown; completion_tokens?: unknown } };
  const { prompt_tokens: input, completion_tokens: output } = usage ?? {};
  return typeof input === "number" && typeof output === "number"
    ? { inputTokens: input, outputTokens: output }
    : "unknown";
};

type Called = { reply: Reply } | Exclude<Outcome, { kind: "answer" }>;

/** One call, with its own retries and with the fallback to less binding formats. */
const call = async (messages: readonly Message[], asking: Asking): Promise<Called> => {
  const { client, sdk, model, maxTokens, signal } = asking;
  const characters =
    messages.reduce((sum, { content }) => sum + content.length, 0) + JSON.stringify(ANSWER_JSON_SCHEMA).length;
  for (let attempt = 1; ; ) {
    signal?.throwIfAborted();
    let format = asking.format.current;
    const settle = asking.spending.reserve(characters, maxTokens);
    if (!settle) return { kind: "stop", says: "the spending limit is reached" };
    try {
      const body: unknown = await asking.schedule(() => {
        // it may have waited for its turn while the endpoint refused a format
        format = asking.format.current;
        const deadline = AbortSignal.timeout(asking.timeoutMs);
        return client.chat.completions.create(requestBody(model, messages, format, maxTokens), {
          signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
        });
      });
      settle(usageOf(body));
      return { reply: replyOf(body) };
    } catch (error) {
      signal?.throwIfAborted();
      // an error status costs nothing; a call without an answer may have been worked on
      settle(error instanceof sdk.APIError && error.status !== undefined ? "nothing" : "unknown");
      const reaction = reactionTo(error, sdk, attempt, format);
      if (reaction.kind === "stop") return reaction;
      if (reaction.kind === "skip") return { kind: "later", says: reaction.says };
      if (reaction.kind === "other-format") {
        const next = FORMATS[FORMATS.indexOf(format) + 1];
        if (next && asking.format.current === format) asking.format.current = next;
        continue;
      }
      if (reaction.afterMs > asking.maxWaitMs)
        return {
          kind: "stop",
          says: `the endpoint asks to wait ${Math.ceil(reaction.afterMs / 1000)} s: ${reaction.says}`,
        };
      if (attempt >= asking.attempts)
        return { kind: "later", says: `gave up after ${attempt} calls: ${reaction.says}` };
      attempt++;
      await asking.pause(reaction.afterMs);
    }
  }
};

/** Asks one question, with one round in which the model may mend an answer that cannot be read. */
export const ask = async (question: Question, asking: Asking): Promise<Outcome> => {
  const messages = messagesFor(question);
  let says = "";
  let systemFingerprint: string | null = null;
  for (let round = 0; round < 2; round++) {
    const called = await call(messages, asking);
    if (!("reply" in called)) return called;
    const { reply } = called;
    systemFingerprint = reply.systemFingerprint;
    const judged = judgeReply(reply);
    if ("answer" in judged) return { kind: "answer", answer: judged.answer, systemFingerprint };
    if ("end" in judged) return { kind: "dropped", says: judged.end, systemFingerprint };
    says = judged.problem;
    messages.push({ role: "assistant", content: reply.content.slice(0, 4000) || "(nothing)" }, repairMessage(says));
  }
  return { kind: "dropped", says: `no usable answer in two rounds: ${says.slice(0, 200)}`, systemFingerprint };
};
