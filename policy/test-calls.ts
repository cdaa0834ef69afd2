import { z } from "zod";
import type { Policy } from "../db/records/policy.ts";
import { fullText, memoryCounters } from "./counters.ts";
import { enforce } from "./enforce.ts";

const CallSchema = z.strictObject({
  tool: z.string(),
  arguments: z.record(z.string(), z.unknown()).optional(),
  at: z.iso
    .datetime({ offset: true })
    .optional()
    .describe("when the call comes; default: the same instant as the one before"),
  expect: z.enum(["allow", "deny"]).optional(),
});

export type CallResult = {
  /** The line of the file, from 1. */
  line: number;
  tool: string;
  verdict: "allow" | "deny";
  /** Which part of the policy decided: a JSON pointer, `(hidden)`, `(default deny)` or `(default allow)`. */
  rule: string;
  /** The text that the agent gets; "" when allowed. */
  text: string;
  /** false where the line says what it expects and gets something else. */
  asExpected: boolean;
};

/** A line that is no call. */
export class CallsError extends Error {
  readonly line: number;
  constructor(line: number, says: string) {
    super(`line ${line}: ${says}`);
    this.name = "CallsError";
    this.line = line;
  }
}

/**
 * What each call of a JSONL text (`{"tool", "arguments"?, "at"?, "expect"?}` a line; empty lines are passed over) would
 * get, limits counted in the order of the lines. Throws a CallsError for a line that is no call.
 */
export const testCalls = (policy: Policy, jsonl: string): CallResult[] => {
  const counters = memoryCounters();
  let now = 0;
  return jsonl.split("\n").flatMap((text, index): CallResult[] => {
    if (text.trim() === "") return [];
    const line = index + 1;
    const call = readCall(text, line);
    if (call.at !== undefined) now = Date.parse(call.at);
    const { allowed, rule, text: denial, limits } = enforce(policy, call.tool, call.arguments ?? {});
    const { full } = allowed ? counters.reserve(limits, now) : {};
    const verdict = allowed && !full ? "allow" : "deny";
    return [
      {
        line,
        tool: call.tool,
        verdict,
        rule: full?.pointer ?? rule,
        text: full ? fullText(full) : denial,
        asExpected: call.expect === undefined || call.expect === verdict,
      },
    ];
  });
};

const readCall = (text: string, line: number): z.infer<typeof CallSchema> => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new CallsError(line, `not JSON: ${(error as Error).message.slice(0, 200)}`);
  }
  const parsed = CallSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new CallsError(line, `${issue?.path.join(".") || "the call"}: ${issue?.message ?? "not a call"}`);
};
