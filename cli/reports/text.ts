import type { Change } from "../../db/records/change.ts";
import type { Classification, Risk } from "../../db/records/classification.ts";
import type { Report, ReportServer } from "../../db/records/report.ts";
import { type Paint, painter } from "../color.ts";
import type { ReportFormat, ReportOptions } from "../report.ts";
import {
  bestQuote,
  findingsIn,
  gradeText,
  many,
  nextSteps,
  outcomeText,
  realChanges,
  remarkable,
  risksOf,
} from "../report-words.ts";
import { clip, terminalText } from "../terminal-text.ts";

/** A risk is told by shape and word; the colour only repeats it. */
const SHAPES: Record<Risk, string> = { Low: "○", Medium: "◔", High: "◑", Critical: "●" };
const RISK_STYLE = { Low: "green", Medium: "yellow", High: "magenta", Critical: "red" } as const;
const LEVEL_STYLE = { info: "dim", low: "yellow", medium: "magenta", high: "red" } as const;

/** Columns of a tool's name, which is cut there. */
const NAME = 34;
/** Tools named of one server unless all are asked for. */
const NAMED = 6;

const columnsOf = ({ columns }: ReportOptions): number => Math.min(110, Math.max(60, columns));

/** A text of any origin broken into lines of at most `width`, each after `indent`. */
const wrap = (text: string, indent: string, width: number): string[] => {
  const lines: string[] = [];
  let line = "";
  for (const word of terminalText(text, { oneLine: true }).split(" ")) {
    if (line !== "" && [...line].length + 1 + [...word].length > width - indent.length) {
      lines.push(indent + line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return line === "" ? lines : [...lines, indent + line];
};

class TextReport {
  private readonly lines: string[] = [];
  private readonly options: ReportOptions;
  private readonly paint: Paint;
  private readonly width: number;

  constructor(options: ReportOptions) {
    this.options = options;
    this.paint = painter(options.color);
    this.width = columnsOf(options);
  }

  private add(...lines: string[]): void {
    this.lines.push(...lines);
  }

  private wrapped(text: string, indent: string, style?: Parameters<Paint>[0]): void {
    for (const line of wrap(text, indent, this.width)) this.add(style ? this.paint(style, line) : line);
  }

  private title(report: Report): void {
    const listed = report.servers.filter(({ outcome }) => outcome === "listed").length;
    const tools = report.servers.reduce((sum, server) => sum + server.tools.length, 0);
    const parts = [
      many(report.servers.length, "server"),
      `${listed} listed`,
      many(tools, "tool"),
      ...(report.suppressed > 0 ? [`${many(report.suppressed, "finding")} accepted`] : []),
    ];
    this.add(`${this.paint("bold", "toolrisk check")}  ${this.paint("dim", parts.join(" · "))}`);
    const all = report.servers.flatMap((server) => server.tools);
    const found = report.servers.flatMap(findingsIn).filter(({ level }) => level === "medium" || level === "high");
    const together = report.combinations.filter(({ level }) => level === "medium" || level === "high");
    const changed = report.servers.flatMap(realChanges);
    const sums = [
      ...(all.length > 0 ? [risksOf(all)] : []),
      ...(found.length > 0 ? [`${many(found.length, "finding")} in their text`] : []),
      ...(together.length > 0 ? [many(together.length, "dangerous combination")] : []),
      ...(changed.length > 0 ? [`${many(changed.length, "change")} since the lock file`] : []),
    ];
    this.wrapped(sums.join(" · "), "");
  }

  private head(server: ReportServer): void {
    const { grade } = server;
    const right = gradeText(server);
    const name = clip(server.name, this.width - right.length - 4);
    const pad = " ".repeat(Math.max(2, this.width - [...name].length - right.length));
    const style =
      grade.letter === null ? "dim" : grade.letter <= "B" ? "green" : grade.letter === "C" ? "yellow" : "red";
    this.add("", this.paint("bold", name) + pad + this.paint(style, right));
    const place = server.place ? `${server.place.file}:${server.place.line}` : "";
    const target = clip(server.target, Math.max(20, this.width - place.length - 2));
    const gap = " ".repeat(Math.max(2, this.width - [...target].length - [...place].length));
    this.add(this.paint("dim", `${target}${place ? gap + terminalText(place) : ""}`.trimEnd()));
    const { says, doNext } = outcomeText(server);
    const cached =
      server.fromCache && server.listedAt ? `, unchanged since ${server.listedAt.slice(0, 16).replace("T", " ")}` : "";
    this.wrapped(says + cached, "");
    if (server.error) this.wrapped(clip(server.error, 300), "  ", "dim");
    if (doNext) this.wrapped(`→ ${doNext}`, "  ");
  }

  /** One line a tool; the names of `among` say how wide theirs is, so that there is room for the evidence. */
  private tool(verdict: Classification, among: readonly Classification[]): void {
    const { tool, risk, category, confidence } = verdict;
    const style = RISK_STYLE[risk];
    const label = `${SHAPES[risk]} ${risk.padEnd(8)}`;
    const widest = Math.max(...among.map((one) => [...clip(one.tool, NAME)].length));
    const name = clip(tool, NAME);
    const pad = " ".repeat(widest - [...name].length);
    const head = `  ${this.paint(style, label)}  ${name}${pad}  ${category.padEnd(11)}  `;
    const used = 2 + label.length + 2 + widest + 2 + 11 + 2;
    const sure = `${Math.round(confidence * 100)}%`.padStart(4);
    const best = bestQuote(verdict);
    const room = this.width - used - 4 - 2;
    const quote = best && room > 12 ? `  “${clip(best.quote, room - 2)}”` : "";
    this.add((head + sure + this.paint("dim", quote)).trimEnd());
  }

  private finding({ tool, level, rule, says, quote, remedy }: ReturnType<typeof findingsIn>[number]): void {
    this.add(`  ${this.paint(LEVEL_STYLE[level], `! ${level}`)}  ${this.paint("bold", rule)}  ${clip(tool, 60)}`);
    this.wrapped(says, "      ");
    this.wrapped(`“${clip(quote, 240)}”`, "      ", "dim");
    this.wrapped(`→ ${remedy}`, "      ");
  }

  private change({ tool, kinds, level, says }: Change): void {
    const style = level === "critical" || level === "high" ? "red" : "yellow";
    this.add(
      `  ${this.paint(style, `± ${level}`)}  ${this.paint("bold", clip(tool ?? "the server", 60))}  ${kinds.join(", ")}`,
    );
    for (const sentence of says) this.wrapped(clip(sentence, 300), "      ");
  }

  private server(server: ReportServer): void {
    this.head(server);
    const shown = this.options.all ? server.tools : remarkable(server).slice(0, NAMED);
    if (shown.length > 0) this.add("");
    for (const verdict of shown) this.tool(verdict, shown);
    const left = remarkable(server).length - shown.length;
    if (left > 0) this.add(this.paint("dim", `  … and ${left} more of High or Critical risk: --all shows every tool`));
    const changes = realChanges(server);
    if (changes.length > 0) this.add("", `  Changed since the lock file`);
    for (const change of changes) this.change(change);
    const worth = findingsIn(server).filter(({ level }) => this.options.all || level !== "info");
    if (worth.length > 0) this.add("", `  In the text of its tools`);
    for (const finding of worth) this.finding(finding);
  }

  private together(report: Report): void {
    const worth = report.combinations.filter(({ level }) => this.options.all || level !== "info");
    if (worth.length === 0) return;
    this.add("", this.paint("bold", "Together"));
    for (const [at, { level, rule, servers, says, parts, remedy }] of worth.entries()) {
      if (at > 0) this.add("");
      this.add(
        `  ${this.paint(LEVEL_STYLE[level], `! ${level}`)}  ${this.paint("bold", rule)}  ${clip(servers.join(" + "), 70)}`,
      );
      this.wrapped(says, "      ");
      for (const [role, some] of Map.groupBy(parts, (part) => part.role)) {
        const names = some.map(({ server, tool }) => (servers.length > 1 ? `${server}/${tool}` : tool)).join(", ");
        this.wrapped(`${role}: ${names}`, "        ", "dim");
      }
      this.wrapped(`→ ${remedy}`, "      ");
    }
  }

  render(report: Report): string {
    this.title(report);
    for (const server of report.servers) this.server(server);
    this.together(report);
    if (report.notes.length > 0) this.add("", this.paint("bold", "Notes"));
    for (const note of report.notes) this.wrapped(`- ${note}`, "  ");
    const steps = nextSteps(report);
    if (steps.length > 0) this.add("", this.paint("bold", "Next"));
    const width = Math.max(0, ...steps.map(({ command }) => command.length));
    for (const { says, command } of steps) {
      const beside = 2 + width + 2 + says.length <= this.width;
      this.add(`  ${this.paint("cyan", beside ? command.padEnd(width) : command)}${beside ? `  ${says}` : ""}`);
      if (!beside) this.wrapped(says, "    ", "dim");
    }
    if (this.options.failures.length > 0) this.add("", this.paint(["bold", "red"], "The check fails"));
    for (const failure of this.options.failures) this.wrapped(`- ${failure}`, "  ");
    return `${this.lines.join("\n")}\n`;
  }
}

/** The report that a person reads in a terminal. Every text of a server is made fit for one. */
export const text: ReportFormat = {
  id: "text",
  says: "for people, in a terminal",
  render: (report, options) => new TextReport(options).render(report),
};
