import { z } from "zod";

/**
 * How one attempt to list a server's tools ended. Each outcome says what was seen and what a person can do about it.
 * Only `listed` is ever classified for a grade; "could not tell" has outcomes of its own.
 */
export const OUTCOMES = {
  listed: { means: "the complete list of tools was read", doNext: "nothing" },
  gated: {
    means: "the server asks for a login before it lists its tools",
    doNext: "log in with a client of your own and check the server there",
  },
  "needs-config": {
    means: "the server stops without a variable, argument, file or backend that it wants",
    doNext: "give it what its error names, in a client configuration of your own",
  },
  "install-failed": {
    means: "the package could not be fetched or unpacked",
    doNext: "check that the package and version exist in the registry",
  },
  "start-failed": {
    means: "the process ended or broke before it answered",
    doNext: "read the error; report it to the server's author",
  },
  timeout: { means: "no complete answer came before the deadline", doNext: "try again with a longer deadline" },
  "not-mcp": { means: "what answered does not speak MCP", doNext: "check the address or the package" },
  unreachable: { means: "nothing answered at the address", doNext: "check the address and try again later" },
  refused: { means: "toolrisk will not start or dial this", doNext: "read the reason; correct the record" },
  incomplete: {
    means: "some tools were read, but not the whole list",
    doNext: "try again; what was read is shown as incomplete and is never graded",
  },
} as const satisfies Record<string, { means: string; doNext: string }>;

export type Outcome = keyof typeof OUTCOMES;
export const OutcomeSchema = z.enum(Object.keys(OUTCOMES) as [Outcome, ...Outcome[]]);
