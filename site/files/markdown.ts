import type { Block, Entry } from "../entry.ts";
import type { DatedChange } from "../server-changes.ts";
import type { ToolRow } from "../view/facts.ts";
import { toolPath } from "../view/links.ts";
import type { Parameter } from "../view/parameters.ts";
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

const parameterLine = ({ name, type, required, description }: Parameter): string =>
  `- ${inline(name, 80)} (${inline(type, 60)}${required ? ", required" : ""})${description ? `: ${inline(description, 160)}` : ""}`;

const changesOf = (changes: readonly DatedChange[]): string =>
  changes
    .map(
      ({ at, level, kinds, tool, says }) =>
        `- ${day(at)}, ${level}: ${kinds[0]}${tool === null ? "" : ` of ${inline(tool, 80)}`}: ${inline([...new Set(says)].join("; "), 400)}`,
    )
    .join("\n");

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
    view.parameters.length > 0 && `What it takes:\n\n${view.parameters.map(parameterLine).join("\n")}`,
    view.operations.length > 0 &&
      `One tool, several operations:\n\n${view.operations.map((one) => `- ${inline(one.argument, 80)} is ${inline(one.value, 80)}: ${one.risk}, ${one.category}`).join("\n")}`,
    view.claims.length > 0 &&
      `What its author claims, which is no fact:\n\n${view.claims.map(({ hint, says, agrees }) => `- ${hint}: ${says}.${agrees === false ? " The verdict says otherwise." : ""}`).join("\n")}`,
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
    view.argumentRules.map(({ says, note }) => `- ${inline(says)} ${inline(note)}`).join("\n"),
    view.changes.length > 0 && `## How its definition changed\n\n${changesOf(view.changes)}`,
    "## Questions",
    view.questions.map(({ question, answer }) => `**${inline(question)}** ${inline(answer, 1500)}`).join("\n\n"),
    view.siblings.length + view.related.length > 0 && "## Related tools",
    [rowsOf(view.siblings, link, view.serverSlug), rowsOf(view.related, link)].filter((rows) => rows !== "").join("\n"),
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
    view.findings.length > 0 &&
      `## Findings in its texts\n\n${view.findings
        .map(
          ({ rule, level, tools }) =>
            `- ${inline(rule, 80)}, ${level}: ${tools
              .slice(0, 6)
              .map((name) => inline(name, 80))
              .join(", ")}${tools.length > 6 ? ` and ${tools.length - 6} more` : ""}`,
        )
        .join("\n")}`,
    view.combinations.length > 0 &&
      `## Combinations to know of\n\n${view.combinations.map(({ says, parts, remedy }) => `- ${inline(says)} (${parts.map(({ role, tool }) => `${role}: ${inline(tool, 80)}`).join(", ")}). ${inline(remedy)}`).join("\n")}`,
    view.changes !== null && view.changes.length > 0 && `## Changes\n\n${changesOf(view.changes.slice(0, 30))}`,
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
