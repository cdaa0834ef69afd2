import type { Block, Entry } from "../entry.ts";
import type { ToolRow } from "../view/facts.ts";
import { toolPath } from "../view/links.ts";
import type { Fact } from "../view/provenance.ts";
import type { ServerView } from "../view/server-view.ts";
import type { ToolView } from "../view/tool-view.ts";
import { pieces, plainLine } from "../view/visible-text.ts";
import { day } from "../view/wording.ts";

/*
 * The Markdown twin of each page, for readers that are programs. Text of a server is one escaped line or a fenced block,
 * so that it stays text whatever it holds.
 */

/** One line in which nothing is Markdown or HTML. */
export const inline = (text: string, most = 300): string =>
  plainLine(text, most).replace(/[\\`*_{}[\]()<>#+\-.!|~&=:]/g, "\\$&");

/** A code block whose fence is longer than any run of backticks in it. */
export const fenced = (text: string, language = ""): string => {
  const shown = pieces(text)
    .map((piece) => ("odd" in piece ? `<${piece.odd}>` : piece.text))
    .join("");
  const longest = Math.max(2, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}${language}\n${shown}\n${fence}`;
};

/** Where the twin's links lead: an address below the site. */
export type Link = (path: string) => string;

const rowsOf = (rows: readonly ToolRow[], link: Link, serverSlug?: string): string =>
  rows
    .map((row) => {
      const to = link(toolPath(serverSlug ?? row.serverSlug ?? "", row.slug));
      return `- [${inline(row.name, 80)}](${to}): ${row.risk}, ${row.category}${row.server ? `, of ${inline(row.server, 80)}` : ""}`;
    })
    .join("\n");

const factsOf = (facts: readonly Fact[]): string =>
  facts.map(({ label, value }) => `- ${label}: ${inline(value)}`).join("\n");

const join = (parts: readonly (string | false | null | undefined)[]): string =>
  `${parts.filter((part) => typeof part === "string" && part !== "").join("\n\n")}\n`;

export const toolMarkdown = (view: ToolView, link: Link): string =>
  join([
    `# ${inline(view.tool, 120)}`,
    `${view.risk} risk, ${view.category}. ${view.effect.label}. Category ${view.confidence.percent} likely to be right (${view.confidence.word}). Last seen ${day(view.lastSeenAt)}.`,
    `## What it does on ${inline(view.server)}`,
    inline(view.does, 1000),
    view.description.trim()
      ? `In the words of the server:\n\n${fenced(view.description)}`
      : "The server gives no description.",
    view.capabilities.length > 0 && view.capabilities.map(({ says }) => `- It ${says}.`).join("\n"),
    "## Why it needs a policy",
    inline(view.rationale, 2000),
    view.categoryText.whyRule,
    view.evidence.map((one) => `- ${one.label}: “${inline(one.quote, 200)}” (${inline(one.says, 200)})`).join("\n"),
    view.findings.length > 0 &&
      `Findings:\n\n${view.findings.map((one) => `- ${one.level}: ${inline(one.says)}: “${inline(one.quote, 200)}”`).join("\n")}`,
    "## Attack patterns that this access invites",
    view.attacks.map((one) => `- [${one.title}](${link(`/attacks/${one.id}/`)}): ${one.short}`).join("\n"),
    "## How to control it",
    fenced(view.policy, "json"),
    inline(view.effect.says, 1000),
    "## Questions",
    view.questions.map(({ question, answer }) => `**${inline(question)}** ${inline(answer, 1500)}`).join("\n\n"),
    "## Related tools",
    rowsOf(view.siblings, link, view.serverSlug),
    rowsOf(view.related, link),
    "## Where this comes from",
    factsOf(view.provenance),
  ]);

export const serverMarkdown = (view: ServerView, link: Link): string =>
  join([
    `# ${inline(view.name, 120)}`,
    view.description && fenced(view.description),
    view.grade.letter
      ? `Grade ${view.grade.letter} (${view.grade.points} points): ${view.grade.parts.map((part) => `${part.id} ${part.points}`).join(", ")}.`
      : `No grade: ${view.grade.reason}.`,
    view.tools.length > 0
      ? `## Tools\n\n${rowsOf(view.tools, link, view.slug)}`
      : `Its tools could not be listed: ${view.outcomeMeans}.`,
    view.policy && `## A policy for the whole server\n\n${fenced(view.policy, "json")}`,
    view.reach.length > 0 && `## How to reach it\n\n${factsOf(view.reach)}`,
    `## Where this comes from\n\n${factsOf(view.origin)}`,
  ]);

const blockMarkdown = (block: Block, link: Link): string =>
  join([
    block.heading && `## ${block.heading}`,
    ...(block.text ?? []),
    block.facts?.map(({ label, value }) => `- ${label}: ${value}`).join("\n"),
    block.list?.map((text) => `- ${inline(text, 500)}`).join("\n"),
    block.links
      ?.map(
        (one) =>
          `- [${inline(one.title)}](${"path" in one ? link(one.path) : one.url})${one.note ? `: ${one.note}` : ""}`,
      )
      .join("\n"),
    ...(block.code ?? []).map(({ text }) => fenced(text)),
    block.tools && rowsOf(block.tools, link),
  ]).trim();

export const entryMarkdown = (entry: Entry, link: Link): string =>
  join([`# ${inline(entry.title)}`, entry.lead, ...entry.blocks.map((block) => blockMarkdown(block, link))]);
