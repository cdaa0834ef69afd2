import type { Change } from "../db/records/change.ts";
import { type Classification, type Finding, RISKS } from "../db/records/classification.ts";
import { OUTCOMES } from "../db/records/outcome.ts";
import type { Report, ReportServer } from "../db/records/report.ts";

/* Sentences that every form of the report has in common. */

export const many = (count: number, one: string, more = `${one}s`): string => `${count} ${count === 1 ? one : more}`;

/** `1 Critical, 3 High, 10 Low`; empty where there are no tools. */
export const risksOf = (tools: readonly Classification[]): string =>
  RISKS.toReversed()
    .map((risk) => [risk, tools.filter((tool) => tool.risk === risk).length] as const)
    .filter(([, count]) => count > 0)
    .map(([risk, count]) => `${count} ${risk}`)
    .join(", ");

export const gradeText = ({ grade }: ReportServer): string =>
  grade.letter === null ? "not graded" : `grade ${grade.letter}`;

/** What came of the server in one sentence; what to do about it in another, or null. */
export const outcomeText = (server: ReportServer): { says: string; doNext: string | null } => {
  const { means, doNext } = OUTCOMES[server.outcome];
  return server.outcome === "listed"
    ? {
        says: `${many(server.tools.length, "tool")}${server.tools.length > 0 ? `: ${risksOf(server.tools)}` : ""}`,
        doNext: null,
      }
    : { says: `${server.outcome}: ${means}`, doNext: server.doNext ?? doNext };
};

/** The changes that mean something, most serious first. */
export const realChanges = (server: ReportServer): Change[] => {
  const order = ["critical", "high", "medium", "low", "info"];
  return (server.changes ?? [])
    .filter(({ level }) => level !== "none")
    .toSorted((a, b) => order.indexOf(a.level) - order.indexOf(b.level));
};

/** Tools worth a line of their own: High and Critical ones, and those with a finding above a note. */
export const remarkable = (server: ReportServer): Classification[] =>
  server.tools.filter(
    ({ risk, findings }) => risk === "Critical" || risk === "High" || findings.some(({ level }) => level !== "info"),
  );

/** The quote that speaks most for a verdict, with its field; null where the definition said nothing. */
export const bestQuote = ({ evidence }: Classification): { quote: string; field: string } | null => {
  const [first] = evidence;
  return first ? { quote: first.quote, field: first.field } : null;
};

/** The findings of a server with their tools; what a rule says twice of one text stands once. */
export const findingsIn = (server: ReportServer): (Finding & { tool: string })[] => {
  const all = server.tools.flatMap(({ tool, findings }) => findings.map((finding) => ({ tool, ...finding })));
  const seen = new Set<string>();
  return all.filter(({ tool, rule, quote, says }) => {
    const key = JSON.stringify([tool, rule, quote, says]);
    return !seen.has(key) && seen.add(key);
  });
};

/** `npx toolrisk …` lines that follow from what was found, most useful first. */
export const nextSteps = (report: Report): { says: string; command: string }[] => {
  const listed = report.servers.filter(({ outcome }) => outcome === "listed");
  const tools = listed.flatMap((server) => server.tools);
  const [riskiest] = tools.toSorted((a, b) => RISKS.indexOf(b.risk) - RISKS.indexOf(a.risk));
  const changed = listed.some((server) => realChanges(server).length > 0);
  // A saved listing stands in a file too, which is no configuration: nothing was started for it.
  const configured = listed.find(({ place, sandbox }) => place !== null && sandbox !== null)?.place?.file;
  const file = configured && /^[\w./~@+-]+$/.test(configured) ? configured : undefined;
  const unlocked = listed.some(({ changes }) => changes === null);
  return [
    ...(changed ? [{ says: "see what changed, word by word", command: "toolrisk diff" }] : []),
    ...(unlocked ? [{ says: "keep it, so that a change is seen", command: "toolrisk lock" }] : []),
    ...(changed && !unlocked ? [{ says: "accept the changes", command: "toolrisk lock" }] : []),
    ...(file && riskiest && riskiest.risk !== "Low"
      ? [
          {
            says: "rules; --format names your client",
            command: `toolrisk policy --config ${file} --format claude-code`,
          },
        ]
      : []),
    ...(riskiest && riskiest.risk !== "Low"
      ? [{ says: "read every tool with its evidence", command: "toolrisk check --html report.html" }]
      : []),
  ];
};
