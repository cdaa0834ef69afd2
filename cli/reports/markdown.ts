import type { Report, ReportServer } from "../../db/records/report.ts";
import type { ReportFormat, ReportOptions } from "../report.ts";
import { bestQuote, findingsIn, gradeText, many, outcomeText, realChanges, remarkable } from "../report-words.ts";
import { clip } from "../terminal-text.ts";

/** Tools named of one server unless all are asked for. */
const NAMED = 15;

/**
 * Text of any origin as plain text in Markdown, also inside a table: one line, every character that GitHub's flavour could
 * read as markup escaped, mentions and addresses broken up so that nobody is notified and nothing becomes a link.
 */
const plain = (text: string, width = 200): string =>
  clip(text, width)
    .replace(/[\\`*_{}[\]()#!|~<>&$^=@]/g, (character) => `&#${character.charCodeAt(0)};`)
    .replace(/^(\s*)([-+]|\d+(?=[.)]))/, "$1&#8203;$2")
    .replace(/:(?=[\w/])/g, "&#58;")
    .replace(/\b(www)\./gi, "$1&#46;")
    .replace(/\b(GH)-/gi, "$1&#45;");

const row = (cells: string[]): string => `| ${cells.join(" | ")} |`;

const serverSection = (server: ReportServer, { all }: ReportOptions): string[] => {
  const { says, doNext } = outcomeText(server);
  const shown = all ? server.tools : remarkable(server).slice(0, NAMED);
  const lines = ["", `### ${plain(server.name, 100)} · ${gradeText(server)}`, "", plain(says)];
  if (server.error) lines.push("", `> ${plain(server.error, 300)}`);
  if (doNext) lines.push("", `→ ${plain(doNext)}`);
  if (shown.length > 0) {
    lines.push("", "| risk | tool | category | confidence | evidence |", "|---|---|---|---:|---|");
    for (const verdict of shown) {
      const best = bestQuote(verdict);
      const quote = best ? `“${plain(best.quote, 80)}” in its ${best.field}` : "";
      const sure = `${Math.round(verdict.confidence * 100)}%`;
      lines.push(row([`**${verdict.risk}**`, plain(verdict.tool, 100), verdict.category, sure, quote]));
    }
  }
  const left = remarkable(server).length - shown.length;
  if (left > 0) lines.push("", `… and ${left} more of High or Critical risk.`);
  const changes = realChanges(server);
  if (changes.length > 0) lines.push("", "**Changed since the lock file**", "");
  for (const { tool, level, kinds, says } of changes)
    lines.push(
      `- **${level}** ${plain(tool ?? "the server", 100)} (${kinds.join(", ")}): ${says.map((one) => plain(one)).join("; ")}`,
    );
  const worth = findingsIn(server).filter(({ level }) => all || level !== "info");
  if (worth.length > 0) lines.push("", "**In the text of its tools**", "");
  for (const { tool, level, rule, says, quote, remedy } of worth)
    lines.push(
      `- **${level}** \`${rule}\` in ${plain(tool, 100)}: ${plain(says)}: “${plain(quote, 160)}” → ${plain(remedy, 300)}`,
    );
  return lines;
};

const summary = (report: Report): string[] => [
  "| server | outcome | grade | tools | Critical | High | findings | changes |",
  "|---|---|---|---:|---:|---:|---:|---:|",
  ...report.servers.map((server) => {
    const at = (risk: string): string => String(server.tools.filter((tool) => tool.risk === risk).length);
    const findings = server.tools.reduce(
      (sum, tool) => sum + tool.findings.filter(({ level }) => level !== "info").length,
      0,
    );
    return row([
      plain(server.name, 80),
      server.outcome,
      server.grade.letter ?? "–",
      String(server.tools.length),
      at("Critical"),
      at("High"),
      String(findings),
      server.changes === null ? "–" : String(realChanges(server).length),
    ]);
  }),
];

/** The first line by which a comment of ours is found again, so that it is replaced instead of repeated. */
export const COMMENT_MARK = "<!-- toolrisk check -->";

/** For a pull request's comment or a job's summary. */
export const markdown: ReportFormat = {
  id: "markdown",
  says: "for a pull request's comment or a job's summary",
  render: (report, options) => {
    const worth = report.combinations.filter(({ level }) => options.all || level !== "info");
    const lines = [
      COMMENT_MARK,
      `## MCP tools: ${many(report.servers.length, "server")}, ${many(
        report.servers.reduce((sum, server) => sum + server.tools.length, 0),
        "tool",
      )}`,
      "",
      ...(options.failures.length > 0
        ? [`**The check fails:** ${options.failures.map((one) => plain(one)).join("; ")}`, ""]
        : []),
      ...summary(report),
      ...report.servers.flatMap((server) => serverSection(server, options)),
    ];
    if (worth.length > 0) lines.push("", "### Together", "");
    for (const { level, rule, says, parts, remedy } of worth) {
      lines.push(`- **${level}** \`${rule}\`: ${plain(says, 400)} → ${plain(remedy, 300)}`);
      for (const [role, some] of Map.groupBy(parts, (part) => part.role))
        lines.push(`  - ${plain(role)}: ${some.map(({ server, tool }) => plain(`${server}/${tool}`, 120)).join(", ")}`);
    }
    if (report.notes.length > 0) lines.push("", "### Notes", "");
    for (const note of report.notes) lines.push(`- ${plain(note, 400)}`);
    return `${lines.join("\n")}\n`;
  },
};
