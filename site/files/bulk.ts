import { closeSync, mkdirSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { ServerBundle } from "../server-bundle.ts";
import { titleOf } from "../view/facts.ts";
import { serverPath, toolPath } from "../view/links.ts";
import { pieces } from "../view/visible-text.ts";

/**
 * A field of CSV: quoted, and with an apostrophe in front of what a spreadsheet would take for a formula. Characters
 * that are not visible are written as U+XXXX.
 */
export const csvField = (value: string | number | null): string => {
  const text = pieces(String(value ?? ""))
    .map((piece) => ("odd" in piece ? piece.odd : piece.text))
    .join("");
  return `"${(/^[\s]*[=+\-@\t]/.test(text) && typeof value === "string" ? `'${text}` : text).replaceAll('"', '""')}"`;
};

const csvLine = (values: (string | number | null)[]): string => `${values.map(csvField).join(",")}\r\n`;

const TOOL_COLUMNS = [
  "server",
  "tool",
  "category",
  "risk",
  "confidence",
  "capabilities",
  "decision",
  "fingerprint",
  "page",
];
const SERVER_COLUMNS = ["server", "title", "outcome", "tools", "low", "medium", "high", "critical", "grade", "page"];

/** One line of `names.jsonl`: what a server can be found by, and where its data stands. */
export const PublishedNameSchema = z.object({
  server: z.string(),
  slug: z.string().regex(/^[\w.-]+$/),
  lastSeenAt: z.string().nullable(),
  packages: z.array(z.string()),
  addresses: z.array(z.string()),
});
export type PublishedName = z.infer<typeof PublishedNameSchema>;

/** A file that is written piece by piece. */
class Growing {
  readonly #descriptor: number;

  constructor(file: string) {
    this.#descriptor = openSync(file, "w");
  }

  write(piece: Uint8Array): void {
    // A write may take less than it is given.
    for (let at = 0; at < piece.length; ) at += writeSync(this.#descriptor, piece, at);
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}

/** What some servers add to each of the files, line by line. */
export type BulkLines = Record<"tools" | "toolsCsv" | "servers" | "serversCsv" | "names", Uint8Array>;

type Lines = Record<keyof BulkLines, string>;

/** The lines of one server and its tools. */
const linesOf = ({ page, tools, grade }: ServerBundle): Lines => {
  const at = (risk: string): number => tools.filter((tool) => tool.classification.risk === risk).length;
  const path = serverPath(page.slug);
  const title = titleOf(page.record);
  const outcome = page.latestAttempt.outcome;
  const { packages = [], remotes = [] } = page.record;
  const name: PublishedName = {
    server: page.name,
    slug: page.slug,
    lastSeenAt: page.lastSeenAt,
    packages: [...new Set(packages.map(({ identifier }) => identifier))],
    addresses: [...new Set(remotes.map(({ url }) => url))],
  };
  return {
    names: `${JSON.stringify(name)}\n`,
    servers: `${JSON.stringify({ server: page.name, slug: page.slug, title, outcome, tools: tools.length, grade, page: path })}\n`,
    serversCsv: csvLine([
      page.name,
      title,
      outcome,
      tools.length,
      at("Low"),
      at("Medium"),
      at("High"),
      at("Critical"),
      grade.letter,
      path,
    ]),
    tools: tools.map(({ classification }) => `${JSON.stringify(classification)}\n`).join(""),
    toolsCsv: tools
      .map(({ slug, classification, decision }) => {
        const { server, tool, category, risk, confidence, capabilities, fingerprint } = classification;
        return csvLine([
          server,
          tool,
          category,
          risk,
          confidence,
          capabilities.join(" "),
          decision.action,
          fingerprint,
          toolPath(page.slug, slug),
        ]);
      })
      .join(""),
  };
};

/** The lines of servers that follow each other, in UTF-8. */
export const bulkLines = (bundles: readonly ServerBundle[]): BulkLines => {
  const lines = bundles.map(linesOf);
  const joined = (file: keyof BulkLines): Uint8Array => Buffer.from(lines.map((its) => its[file]).join(""));
  return {
    tools: joined("tools"),
    toolsCsv: joined("toolsCsv"),
    servers: joined("servers"),
    serversCsv: joined("serversCsv"),
    names: joined("names"),
  };
};

/** The whole catalogue as JSONL and CSV, servers and tools, written as it comes. */
export class BulkFiles {
  readonly #tools: Growing;
  readonly #toolsCsv: Growing;
  readonly #servers: Growing;
  readonly #serversCsv: Growing;
  readonly #names: Growing;

  constructor(dir: string) {
    mkdirSync(dir, { recursive: true });
    this.#tools = new Growing(join(dir, "tools.jsonl"));
    this.#toolsCsv = new Growing(join(dir, "tools.csv"));
    this.#servers = new Growing(join(dir, "servers.jsonl"));
    this.#serversCsv = new Growing(join(dir, "servers.csv"));
    this.#names = new Growing(join(dir, "names.jsonl"));
    this.#toolsCsv.write(Buffer.from(csvLine(TOOL_COLUMNS)));
    this.#serversCsv.write(Buffer.from(csvLine(SERVER_COLUMNS)));
  }

  add({ tools, toolsCsv, servers, serversCsv, names }: BulkLines): void {
    this.#tools.write(tools);
    this.#toolsCsv.write(toolsCsv);
    this.#servers.write(servers);
    this.#serversCsv.write(serversCsv);
    this.#names.write(names);
  }

  close(): void {
    for (const file of [this.#tools, this.#toolsCsv, this.#servers, this.#serversCsv, this.#names]) file.close();
  }
}
