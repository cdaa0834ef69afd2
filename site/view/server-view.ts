import { FINDING_RULES } from "../../classifier/findings.ts";
import { CAPABILITIES, type Capability, RISKS, type Risk } from "../../db/records/classification.ts";
import { OUTCOMES } from "../../db/records/outcome.ts";
import { type ServerFacts, titleOf } from "./facts.ts";
import { type Fact, identityFacts, listingFacts, neededFacts, reachFacts } from "./provenance.ts";
import { riskiestFirst } from "./tool-view.ts";
import { plainLine } from "./visible-text.ts";
import { count, day } from "./wording.ts";

/** Tools that a matrix of capabilities has rows for; the others stand in the data. */
const MOST_ROWS = 60;

/** What stands at the head of the page: the four questions, each by itself. */
const headOf = (facts: ServerFacts): { label: string; value: string; note?: string }[] => {
  const { attempt, grade, listing, findings, changes } = facts;
  const posture = grade.letter === null ? null : grade.parts.find(({ id }) => id === "posture");
  const all = findings.flat().length;
  const counting = findings.flat().filter(({ level }) => level !== "info").length;
  return [
    {
      label: "Latest look",
      value: attempt.outcome,
      note: `${day(attempt.startedAt)}${attempt.outcome === "listed" || !listing ? "" : `; last listed ${day(listing.startedAt)}`}`,
    },
    {
      label: "Grade",
      value: grade.letter ?? "none",
      ...(grade.letter && { note: `${grade.points} points against it` }),
    },
    ...(attempt.outcome === "gated"
      ? [{ label: "Who may list its tools", value: loginOf(facts) }]
      : posture
        ? [{ label: "Who may list its tools", value: posture.says.replace(/,.*$/, "") }]
        : []),
    ...(facts.rows.length > 0
      ? [
          {
            label: "Findings in its texts",
            value: counting === 0 ? "none" : String(counting),
            ...(all > counting && { note: `and ${all - counting} worth knowing` }),
          },
          {
            label: "Changes",
            value: changes === null ? "one look so far" : changes.length === 0 ? "none seen" : String(changes.length),
          },
        ]
      : []),
  ];
};

/** How a gated server asks for a login. */
const loginOf = ({ attempt: { authorization } }: ServerFacts): string =>
  authorization?.scheme ? `those with a login (${plainLine(authorization.scheme, 40)})` : "those with a login";

/** Rules that found something in the texts of its tools, with the tools. */
const findingsOf = (facts: ServerFacts) => {
  const byRule = new Map<string, { level: string; tools: string[] }>();
  for (const [at, list] of facts.findings.entries())
    for (const { rule, level } of list) {
      const known = byRule.get(rule) ?? { level, tools: [] };
      const name = facts.rows[at]?.name;
      if (name !== undefined && !known.tools.includes(name)) known.tools.push(name);
      byRule.set(rule, known);
    }
  // A verdict may be older than the rules: what is no rule any more has no page.
  return [...byRule].map(([rule, found]) => ({ rule, hasPage: FINDING_RULES.some(({ id }) => id === rule), ...found }));
};

/**
 * The command that looks at the server on the reader's own machine. Names and addresses that a shell could read otherwise
 * are left to the reader.
 */
const commandOf = ({ record }: ServerFacts): string => {
  const npm = record.packages?.find(({ registryType }) => registryType === "npm");
  const named = npm && `npm:${npm.identifier}${npm.version ? `@${npm.version}` : ""}`;
  const target = [named, record.remotes?.[0]?.url].find((text) => text && /^(npm|https):[\w@/.:-]{1,200}$/.test(text));
  return `toolrisk check ${target ?? "-- COMMAND"}`;
};

/** Everything that the page of one server says. */
export const serverView = (facts: ServerFacts) => {
  const name = plainLine(titleOf(facts.record), 80);
  const outcome = OUTCOMES[facts.attempt.outcome];
  const at = (risk: Risk): number => facts.rows.filter((row) => row.risk === risk).length;
  const access = (Object.keys(CAPABILITIES) as Capability[])
    .map((id) => ({
      id,
      says: CAPABILITIES[id],
      tools: facts.rows.filter((_, at) => facts.capabilities[at]?.includes(id)).map((row) => row.name),
    }))
    .filter(({ tools }) => tools.length > 0);
  const able = new Map(facts.rows.map((row, at) => [row, facts.capabilities[at] ?? []] as const));
  const withAccess = riskiestFirst(facts.rows).filter((row) => (able.get(row)?.length ?? 0) > 0);
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
    head: headOf(facts),
    findings: findingsOf(facts),
    command: commandOf(facts),
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
    /** How a client reaches it, and what it has to be told. */
    reach: [...reachFacts(facts.record), ...neededFacts(facts.record)] as Fact[],
    /** Where it was heard of, and how its list was read. */
    origin: [
      ...identityFacts(facts.record, facts.sources),
      { label: "First seen", value: day(facts.firstSeenAt) },
      ...(facts.listing ? listingFacts(facts.listing) : []),
    ] as Fact[],
    instructions: facts.listing?.instructions ?? null,
    unjudged: facts.unjudged,
    removed: facts.removed,
    policy: facts.policy,
    formats: facts.formats,
    linkedFormats: facts.linkedFormats,
    changes: facts.changes,
    /** The look before the latest that differed. */
    earlier: facts.looks[1] ?? null,
    grade: facts.grade,
    combinations: facts.combinations,
    access,
    /** Which tool can do which; a row for each tool that can do any, the riskiest first. */
    matrix: withAccess.slice(0, MOST_ROWS).map((row) => ({
      name: row.name,
      slug: row.slug,
      has: access.map(({ id }) => able.get(row)?.includes(id) ?? false),
    })),
    moreRows: Math.max(0, withAccess.length - MOST_ROWS),
  };
};
export type ServerView = ReturnType<typeof serverView>;
