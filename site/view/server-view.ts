import { CAPABILITIES, type Capability, RISKS, type Risk } from "../../db/records/classification.ts";
import { OUTCOMES } from "../../db/records/outcome.ts";
import { type ServerFacts, titleOf } from "./facts.ts";
import { type Fact, identityFacts, listingFacts, reachFacts } from "./provenance.ts";
import { riskiestFirst } from "./tool-view.ts";
import { plainLine } from "./visible-text.ts";
import { count, day } from "./wording.ts";

/** Everything that the page of one server says. */
export const serverView = (facts: ServerFacts) => {
  const name = plainLine(titleOf(facts.record), 80);
  const outcome = OUTCOMES[facts.attempt.outcome];
  const at = (risk: Risk): number => facts.rows.filter((row) => row.risk === risk).length;
  return {
    name,
    fullName: facts.name,
    slug: facts.slug,
    title: `${name}: what its tools can do`,
    summary:
      facts.rows.length > 0
        ? `${name} is an MCP server with ${count(facts.rows.length, "tool")}: ${at("Critical")} critical, ${at("High")} high. What each can do, how sure we are, and a policy for all of them.`
        : `${name} is an MCP server whose tools could not be listed. What was tried, and what came of it.`,
    description: facts.record.description ?? "",
    risks: RISKS.map((risk) => ({ risk, n: at(risk) })),
    tools: riskiestFirst(facts.rows),
    outcome: facts.attempt.outcome,
    outcomeMeans: outcome.means,
    outcomeNext: facts.attempt.doNext ?? outcome.doNext,
    error: facts.attempt.error,
    triedAt: day(facts.attempt.startedAt),
    stale: facts.listing !== null && facts.attempt.outcome !== "listed",
    listedAt: facts.listing ? day(facts.listing.startedAt) : null,
    firstSeenAt: facts.firstSeenAt,
    lastSeenAt: facts.lastSeenAt,
    facts: [
      ...identityFacts(facts.record, facts.sources),
      ...reachFacts(facts.record),
      ...(facts.listing ? listingFacts(facts.listing) : []),
    ] as Fact[],
    instructions: facts.listing?.instructions ?? null,
    unjudged: facts.unjudged,
    removed: facts.removed,
    policy: facts.policy,
    changes: facts.changes,
    /** The look before the latest that differed. */
    earlier: facts.looks[1] ?? null,
    grade: facts.grade,
    combinations: facts.combinations,
    access: (Object.keys(CAPABILITIES) as Capability[])
      .map((id) => ({
        id,
        says: CAPABILITIES[id],
        tools: facts.rows.filter((_, at) => facts.capabilities[at]?.includes(id)).map((row) => row.name),
      }))
      .filter(({ tools }) => tools.length > 0),
  };
};
export type ServerView = ReturnType<typeof serverView>;
