import type { Change } from "../../db/records/change.ts";
import type { Definition } from "../../db/records/definition.ts";
import type { Lock } from "../../db/records/lock.ts";
import type { Paint } from "../color.ts";
import { many } from "../report-words.ts";
import { clip, terminalText } from "../terminal-text.ts";
import { changesSince } from "./judge-stack.ts";
import type { Look } from "./look.ts";
import type { Classify } from "./verdicts.ts";
import { definitionDiff } from "./word-diff.ts";

export interface StackDiff {
  text: string;
  /** Changes that mean something, and those that do not. */
  real: number;
  cosmetic: number;
}

const STYLE = { none: "dim", info: "cyan", low: "yellow", medium: "yellow", high: "red", critical: "red" } as const;

const indent = (text: string, by: string): string =>
  text
    .split("\n")
    .map((line) => (line === "" ? "" : by + line))
    .join("\n");

const changeText = (
  { tool, level, kinds, says, before, after }: Change,
  find: (fingerprint: string | null, side: "before" | "after") => Definition | null,
  paint: Paint,
  color: boolean,
): string => {
  const name = terminalText(tool ?? "the server", { oneLine: true });
  const head = `  ${paint(STYLE[level], level === "none" ? "cosmetic" : level)}  ${paint("bold", name)}  ${paint("dim", kinds.join(", "))}`;
  const sentences = says.map((one) => `    ${clip(one, 300)}`);
  const fields = definitionDiff(find(before, "before"), find(after, "after"), paint, color).map(
    ({ field, text }) => `    ${paint("dim", `${terminalText(field, { oneLine: true })}:`)}\n${indent(text, "      ")}`,
  );
  return [head, ...sentences, ...fields].join("\n");
};

/** How a stack differs from its lock, tool by tool and word by word; servers that do not differ are not named. */
export const diffStack = (
  looks: readonly Look[],
  lock: Lock,
  classify: Classify,
  paint: Paint,
  color: boolean,
): StackDiff => {
  const lines: string[] = [];
  let real = 0;
  let cosmetic = 0;
  for (const look of looks) {
    const title = paint("bold", clip(look.name, 100));
    if (look.outcome !== "listed") {
      lines.push(`${title}  ${look.outcome}: nothing can be said of its tools`);
      continue;
    }
    const changes = changesSince(lock, look, classify);
    if (changes === null) {
      lines.push(`${title}  is not in the lock file: ${many(look.definitions.length, "tool")}`);
      real += 1;
      continue;
    }
    if (changes.length === 0) continue;
    const then = new Map(lock.servers[look.name]?.tools.map((tool) => [tool.fingerprint, tool.definition]));
    const now = new Map(classify(look).map(({ fingerprint }, at) => [fingerprint, look.definitions[at] ?? null]));
    const find = (fingerprint: string | null, side: "before" | "after"): Definition | null =>
      fingerprint === null ? null : ((side === "before" ? then : now).get(fingerprint) ?? null);
    lines.push(title, ...changes.map((change) => changeText(change, find, paint, color)));
    const meant = changes.filter(({ level }) => level !== "none").length;
    real += meant;
    cosmetic += changes.length - meant;
  }
  for (const name of Object.keys(lock.servers))
    if (!looks.some((look) => look.name === name)) lines.push(`${paint("bold", clip(name, 100))}  was not looked at`);
  const total = `${many(real, "change")} of meaning, ${cosmetic} cosmetic`;
  return { text: `${[...lines, ...(lines.length > 0 ? [""] : []), total].join("\n")}\n`, real, cosmetic };
};
