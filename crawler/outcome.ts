import { OUTCOMES, type Outcome } from "../db/records/outcome.ts";
import type { Evidence } from "./connection.ts";
import type { Failure, Listing } from "./list-tools.ts";
import { MAX_ERROR, printable } from "./printable.ts";

/** The outcome of an attempt with its evidence in words; both texts are null when the list is complete. */
export interface Decision {
  outcome: Outcome;
  error: string | null;
  doNext: string | null;
}

/** The package itself is broken: no configuration would help, whatever other words its error has. */
export const BROKEN =
  /\b(?:SyntaxError|ReferenceError|ERR_MODULE_NOT_FOUND|ERR_PACKAGE_PATH_NOT_EXPORTED|ERR_REQUIRE_ESM|ERR_DLOPEN_FAILED|MODULE_NOT_FOUND|ModuleNotFoundError|ImportError)\b|Cannot find (?:module|package)|invalid ELF header|was compiled against a different Node/;

/** A login that was tried and turned down, or that must happen first. */
const LOGIN =
  /\b(?:401|unauthori[sz]ed|unauthenticated|forbidden|invalid[_ ](?:auth|token|grant|api[_ ]?key|credentials?)|not[_ ]authed|authentication (?:failed|required|error)|auth(?:entication)? test failed|please (?:log|sign) ?in|(?:log|sign) ?in first|login required|not logged in|failed to authenticate|(?:token|api[ _-]?key|credentials?) (?:is|are|was|were) (?:invalid|expired|rejected|revoked))\b/i;

/**
 * A thing that a server names and wants: a variable, key, argument, subcommand or file; or the name of a variable. No
 * letters stand in a class where case does not matter: V8 (of Node 24.21) forgets that in a choice, and `(?i:ab|ur[il]|cd)`
 * does not match "URL".
 */
const THING =
  "(?:(?i:env(?:ironment)?(?: var(?:iable)?s?)?|variables?|api[ _-]?keys?|access[ _-]?(?:keys?|tokens?)|tokens?|secrets?|credentials?|passwords?|arguments?|options?|flags?|parameters?|(?:sub)?commands?|config(?:uration)?(?: file)?|settings?|keys? file|url|uri|host|dsn|connection string|director(?:y|ies)|paths?)|[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)";
const MISSING =
  "(?i:required|missing|must be (?:set|provided|specified|given|configured)|(?:(?:is|are|was|were) )?not (?:set|provided|configured|specified|found|defined|given)|(?:is|are|was|were)n't (?:set|provided|found|defined)|undefined|cannot be (?:empty|found)|needs? to be|expected)";
const WANTED = [
  new RegExp(`\\b${THING}\\b[^\\n]{0,80}\\b${MISSING}\\b`),
  new RegExp(`\\b${MISSING}\\b[^\\n]{0,60}\\b${THING}\\b`),
  new RegExp(`\\b(?i:no|without) (?:\\w+ ){0,2}${THING}\\b`),
  /\b(?:please|you must|must|need to|should)\s+(?:set|provide|specify|supply|configure|define|give|pass|export|create|add)\b/i,
  /^[ \t]*(?:\[\w+\] ?)?usage[ \t]*(?::|$)/im,
  /\binvalid (?:environment|configuration|config)\b/i,
  // "ValueError: Project is required", whatever the thing is called.
  /\b(?:\w*error|fatal|usage): (?:\w+[ _-]){1,4}(?:is|are) required\b/i,
  /\bENOENT\b[^\n]{0,300}(?:\.json|\.ya?ml|\.toml|\.env|credential|key|config)/i,
];

/** A database or service of the user's own, on this machine, that has to be there. */
const BACKEND =
  /\b(?:ECONNREFUSED|connection refused|(?:could not|failed to|unable to|can't|cannot) connect to (?:the )?(?:database|server|localhost|127\.))/i;

/** Another host that the server itself has to reach first. */
const NETWORK =
  /\b(?:ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ECONNRESET|fetch failed|network is unreachable|NameResolutionError|Temporary failure in name resolution|Name or service not known)\b/i;

/** What a server's own words say of why it does not list its tools; null where they say nothing that we know. */
export const outcomeOfWords = (text: string): Outcome | null => {
  if (BROKEN.test(text)) return "start-failed";
  if (LOGIN.test(text)) return "gated";
  if (WANTED.some((pattern) => pattern.test(text)) || BACKEND.test(text)) return "needs-config";
  return NETWORK.test(text) ? "unreachable" : null;
};

/** The outcomes of the failures that speak for themselves. */
const BY_KIND: Partial<Record<Failure["kind"], Outcome>> = {
  spawn: "start-failed",
  limit: "start-failed",
  malformed: "not-mcp",
  "too-noisy": "not-mcp",
  "not-mcp": "not-mcp",
  "unsupported-version": "not-mcp",
  blocked: "refused",
  unreachable: "unreachable",
};

const byStatus = (status: number): Outcome => {
  if (status === 401 || status === 402 || status === 403 || status === 407) return "gated";
  return status === 429 || status >= 500 ? "unreachable" : "not-mcp";
};

const outcomeOf = (failure: Failure, words: string, toolsRead: number): Outcome => {
  if (toolsRead > 0) return "incomplete";
  if (failure.fault?.status !== undefined) return byStatus(failure.fault.status);
  const plain = BY_KIND[failure.kind];
  if (plain) return plain;
  if (failure.kind === "exited" || failure.kind === "rpc-error") return outcomeOfWords(words) ?? "start-failed";
  if (failure.kind === "bad-page") return outcomeOfWords(words) ?? "not-mcp";
  if (failure.kind === "timeout") {
    // A server that waits for a login, a backend or a host says so while it waits; a crash it survived is no reason to hang.
    const told = outcomeOfWords(words);
    return told === null || told === "start-failed" ? "timeout" : told;
  }
  // Caps, loops and oversized answers before the first tool.
  return failure.step === "list" ? "incomplete" : "not-mcp";
};

const STEP = { initialize: "before it had introduced itself", list: "while listing its tools" } as const;

/** Decides how an attempt ended by what was seen; `tidy` takes secrets and folders of this machine out of a text. */
export const decide = (listing: Listing, evidence: Evidence, tidy: (text: string) => string): Decision => {
  const { failure } = listing;
  if (!failure) return { outcome: "listed", error: null, doNext: null };
  const said = [evidence.stderr, evidence.noise]
    .map((text) => text.trim())
    .filter(Boolean)
    .join("\n");
  const outcome = outcomeOf(failure, `${failure.message}\n${said}`, listing.tools.length);
  const code = failure.code === undefined ? "" : ` (JSON-RPC error ${failure.code})`;
  const head = printable(tidy(`${failure.message}${code}, ${STEP[failure.step]}`), evidence.remote ? MAX_ERROR : 600);
  const tail = said === "" ? "it printed no error" : `it printed: ${printable(tidy(said), 1_300, "end")}`;
  const error = evidence.remote ? head : `${head}; ${tail}`;
  return { outcome, error, doNext: OUTCOMES[outcome].doNext };
};

/** The decision on a server that could not be fetched or must not be started. */
export const decideUnstarted = (outcome: Outcome, message: string, tidy: (text: string) => string): Decision => ({
  outcome,
  error: printable(tidy(message)),
  doNext: OUTCOMES[outcome].doNext,
});
