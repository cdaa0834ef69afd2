import { type Counters, fullText, NOTHING_TO_RELEASE } from "../counters.ts";
import { enforce, isHidden, type Verdict } from "../enforce.ts";
import type { Arguments } from "../judge.ts";
import { argumentNames, type LogEntry } from "./decision-log.ts";
import type { PolicySource } from "./policy-source.ts";

/** What a call gets. `release` gives its places in the counters back, for a call that was not forwarded after all. */
export type Outcome = { allowed: boolean; text: string; release: () => void };

type Parts = {
  policies: Pick<PolicySource, "current">;
  counters: Counters;
  log: { write: (entry: LogEntry) => void };
  grant: string;
  now: () => number;
};

type Decided = Pick<Verdict, "allowed" | "rule" | "text"> & { release: () => void };

const denied = (rule: string, text: string): Decided => ({ allowed: false, rule, text, release: NOTHING_TO_RELEASE });

const FAULT = "The policy cannot be enforced at the moment, so no call is let through.";

const isArguments = (value: unknown): value is Arguments =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * Decides calls by a policy, counters and a log, and denies where any of the three fails: no policy, no count and no log
 * line each mean no call.
 */
export class Decider {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Decides a call as it came: `tool` and `args` may be anything. Never throws. */
  decide(tool: unknown, args: unknown): Outcome {
    const { log, grant, now } = this.#parts;
    const at = now();
    const { allowed, rule, text, release } = this.#decide(tool, args ?? {}, at);
    try {
      log.write({
        time: new Date(at).toISOString(),
        grant,
        tool: typeof tool === "string" ? tool.slice(0, 300) : "",
        verdict: allowed ? "allow" : "deny",
        rule,
        ...(!allowed && { text }),
        arguments: argumentNames(args),
      });
    } catch {
      // The log itself is what failed; the agent is told, and the place in the counters stays taken.
      return { allowed: false, text: FAULT, release: NOTHING_TO_RELEASE };
    }
    return { allowed, text, release };
  }

  /** The tools of a list that the policy does not hide; none without a policy. */
  visible<T extends { name?: unknown }>(tools: T[]): T[] {
    const current = this.#parts.policies.current();
    if (!("policy" in current)) return [];
    return tools.filter(({ name }) => typeof name === "string" && !isHidden(current.policy, name));
  }

  #decide(tool: unknown, args: unknown, at: number): Decided {
    const current = this.#parts.policies.current();
    if (!("policy" in current)) return denied("(no policy)", `No call is let through: ${current.says}`);
    if (typeof tool !== "string" || !isArguments(args))
      return denied("(malformed)", "A call needs the name of a tool and an object of arguments.");
    const verdict = enforce(current.policy, tool, args);
    if (!verdict.allowed) return denied(verdict.rule, verdict.text);
    try {
      const { full, release } = this.#parts.counters.reserve(verdict.limits, at);
      return full ? denied(full.pointer, fullText(full)) : { allowed: true, rule: verdict.rule, text: "", release };
    } catch (error) {
      return denied("(no count)", `${FAULT} (${(error as NodeJS.ErrnoException).code ?? "the count cannot be kept"})`);
    }
  }
}
