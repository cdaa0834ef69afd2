import assert from "node:assert/strict";
import { test } from "node:test";
import { outcomeOfWords } from "../../crawler/outcome.ts";
import type { Outcome } from "../../db/records/outcome.ts";
import { computingTime } from "../unhindered-time.ts";
import { attempted } from "./started.ts";

const DEADLINE = 1_500;
/** For those that end by themselves: nothing waits for it, and a busy machine does not reach it. */
const FAR_DEADLINE = 60_000;

/**
 * What each fixture's behaviour must come to, and what its error must say. How long after the deadline a "timeout" takes is
 * measured by the hostile bench.
 */
const CASES: [behaviour: string, outcome: Outcome, says: RegExp][] = [
  ["hang", "timeout", /no complete answer within 1.5 s, before it had introduced itself/],
  ["hang-at-list", "timeout", /while listing its tools/],
  ["deaf", "timeout", /no complete answer/],
  ["exit", "start-failed", /exit code 7.*printed: boom: something broke/s],
  ["missing-env", "needs-config", /EXAMPLE_API_KEY environment variable is required/],
  ["wants-login", "gated", /401 Unauthorized/],
  ["broken-json", "not-mcp", /not valid JSON/],
  ["endless-noise", "not-mcp", /no message, but more than 1 MiB/],
  ["huge-line", "not-mcp", /more than the bound of 10 MiB/],
  ["version-2099", "not-mcp", /2099-01-01/],
  ["no-list", "not-mcp", /no list of tools/],
];
for (const [behaviour, outcome, says] of CASES) {
  test(`${behaviour} → ${outcome}`, async () => {
    const { attempt } = await attempted("raw.mjs", [behaviour], {
      deadlineMs: outcome === "timeout" ? DEADLINE : FAR_DEADLINE,
    });
    assert.equal(attempt.outcome, outcome, attempt.error ?? "");
    assert.match(attempt.error ?? "", says);
    assert.ok(attempt.doNext);
  });
}

test("a flood on standard error is drained and does not hinder the list", async () => {
  const { attempt } = await attempted("raw.mjs", ["stderr-flood"]);
  assert.equal(attempt.outcome, "listed");
});

test("a command that does not exist is told as it is", async () => {
  const { commandRecord } = await import("../../crawler/launchers/command.ts");
  const { crawled } = await import("./started.ts");
  const [result] = await crawled([commandRecord("none", { command: "/nonexistent/command", args: [], env: {} })]);
  assert.equal(result?.attempt.outcome, "start-failed");
  assert.match(result?.attempt.error ?? "", /ENOENT/);
});

for (const [what, word, says] of [
  ["an argument of 200 KB", "x".repeat(200_000), /too long/],
  ["a NUL in an argument", "a\0b", /null bytes/],
] as const)
  test(`${what} is its own server's failure, and the crawl goes on`, async () => {
    const { crawled, fixture } = await import("./started.ts");
    const results = await crawled([fixture("raw.mjs", ["plain", word]), fixture("raw.mjs", ["plain"])]);
    const [listed, failed] = results.toSorted((a, b) => b.attempt.toolCount - a.attempt.toolCount);
    assert.deepEqual([listed?.attempt.outcome, failed?.attempt.outcome], ["listed", "start-failed"]);
    assert.match(failed?.attempt.error ?? "", says);
  });

test("a choice that no process can be given is none", async () => {
  const { placeholderFor } = await import("../../crawler/placeholders.ts");
  assert.equal(placeholderFor("--port", { choices: ["1\0"] }), "8080");
});

test("the value of a variable never stands in an error, nor do escape sequences", async () => {
  const env = { EXAMPLE_API_KEY: "canary-d41d8cd98f" };
  const { attempt } = await attempted("raw.mjs", ["echo-env"], { env });
  assert.match(attempt.error ?? "", /failed with \[redacted\]/);
  assert.doesNotMatch(JSON.stringify(attempt), /canary-d41d8cd98f|\u001b/);
});

test("an error has at most 2,000 characters", async () => {
  const { attempt } = await attempted("raw.mjs", ["stderr-flood-deaf"], { deadlineMs: 500 });
  assert.equal(attempt.outcome, "timeout");
  assert.ok((attempt.error ?? "").length > 1_000);
  assert.ok((attempt.error ?? "").length <= 2_000);
});

const WORDS: [text: string, outcome: Outcome | null][] = [
  ["SyntaxError: Unexpected token 'export'", "start-failed"],
  ["Error [ERR_MODULE_NOT_FOUND]: Cannot find package 'token-secrets'", "start-failed"],
  ["Please set SLACK_BOT_TOKEN and SLACK_TEAM_ID environment variables", "needs-config"],
  ["Missing required argument: dsn", "needs-config"],
  ["Usage: server <command> [options]", "needs-config"],
  ["API key is required", "needs-config"],
  ["[2] Usage: server <https://address>", "needs-config"],
  ["USAGE\n  server start [--port value]", "needs-config"],
  ["ValueError: Project is required", "needs-config"],
  ["API KEY IS REQUIRED", "needs-config"],
  ["Elasticsearch URL cannot be empty", "needs-config"],
  ["DATABASE URI NOT PROVIDED", "needs-config"],
  ["GITLAB_PERSONAL_ACCESS_TOKEN is not set", "needs-config"],
  ["No OAuth credentials found", "needs-config"],
  ["connect ECONNREFUSED 127.0.0.1:6379", "needs-config"],
  ["getaddrinfo ENOTFOUND api.example.com", "unreachable"],
  ["An API error occurred: invalid_auth", "gated"],
  ["Request failed with status code 401", "gated"],
  ["You are not logged in", "gated"],
  ["server started on stdio", null],
  ["ready to tokenize", null],
];
for (const [text, outcome] of WORDS) {
  test(`words: ${text} → ${outcome}`, () => assert.equal(outcomeOfWords(text), outcome));
}

test("hostile words cost no time", () => {
  for (const word of ["A_", "required ", "token ", "TOKEN ", "no ", "ENOENT ", "connect to ", "(".repeat(5), " "]) {
    const text = word.repeat(21_000 / word.length);
    const time = computingTime();
    outcomeOfWords(text);
    assert.ok(time() < 200, `${word}: ${time()} ms`);
  }
});
