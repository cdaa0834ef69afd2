import type { Decision } from "../db/records/policy.ts";
import type { Rendered, RenderOptions } from "../policy/format.ts";
import { policyJson } from "../policy/formats/policy-json.ts";
import { FORMATS } from "../policy/formats.ts";

/** Every format but the one that a page shows first, which makes names of its own from those of tools. */
export const OTHER_FORMATS = FORMATS.filter((format) => format !== policyJson);

/*
 * The policy of one tool in each of them. Nearly all tools have one of a few decisions, and for those the texts differ by
 * the names alone: each is rendered once with marks for the names, and filled in for the others. A tenth of a build.
 */

/**
 * Names that every format writes as they are, in two classes: those that YAML would also take for a key without quotes,
 * and those that it quotes. Names beyond them are rendered by themselves: formats shorten, refuse or escape such.
 */
const PLAIN_WORD = /^(?!(?:y|n|yes|no|on|off|true|false|null)$)[a-z](?:_?[a-zA-Z])*_?$/;
const PLAIN = /^(?!.*__)[A-Za-z0-9_-]{1,50}$/;

type NameClass = "word" | "plain" | null;
const classOf = (name: string): NameClass => (!PLAIN.test(name) ? null : PLAIN_WORD.test(name) ? "word" : "plain");

const TOOL = { word: "zqtoolxjq", plain: "zqtool-7f3a" };
const ALIAS = { word: "zqaliasxjq", plain: "zqalias-7f3a" };
const MARK = /zq(?:tool|alias)(?:xjq|-7f3a)/;

/** Text around marks: what stands before each, the mark, and what stands behind the last. */
type Template = { before: string[]; tools: boolean[]; last: string };
type Templates = { text: Template; cannotExpress: Template[] }[];

/** Decisions that are kept; past that, all are forgotten. */
const MOST_KEPT = 2_000;
const kept = new Map<string, Templates>();

const templateOf = (text: string): Template => {
  const pieces = text.split(new RegExp(`(${MARK.source})`));
  return {
    before: pieces.slice(0, -1).filter((_, at) => at % 2 === 0),
    tools: pieces.filter((_, at) => at % 2 === 1).map((mark) => mark.startsWith("zqtool")),
    last: pieces.at(-1) ?? "",
  };
};

const filled = ({ before, tools, last }: Template, tool: string, alias: string): string => {
  let text = "";
  for (let at = 0; at < before.length; at++) text += (before[at] ?? "") + (tools[at] ? tool : alias);
  return text + last;
};

const rendered = (decision: Decision, options: RenderOptions): Rendered[] =>
  OTHER_FORMATS.map((format) => format.render([decision], options));

/** What each of `OTHER_FORMATS` writes for this tool alone, in their order. */
export const policyTexts = (decision: Decision, options: RenderOptions): Rendered[] => {
  const { tool, ...rest } = decision;
  // One format warns of a server's key with `_` in it; what `aliasOf` gives has none.
  const [its, whose] = [classOf(tool), options.alias.includes("_") ? null : classOf(options.alias)];
  // What a page says beside a policy stands in none.
  const written = { ...rest, suggestions: [], warnings: [] };
  const about = JSON.stringify(written);
  if (!its || !whose || MARK.test(about) || MARK.test(tool) || MARK.test(options.alias))
    return rendered(decision, options);
  const key = `${its} ${whose} ${about}`;
  let templates = kept.get(key);
  if (!templates) {
    const marked = rendered({ ...written, tool: TOOL[its] }, { ...options, alias: ALIAS[whose] });
    templates = marked.map(({ text, cannotExpress }) => ({
      text: templateOf(text),
      cannotExpress: cannotExpress.map(templateOf),
    }));
    if (kept.size >= MOST_KEPT) kept.clear();
    kept.set(key, templates);
  }
  return templates.map(({ text, cannotExpress }) => ({
    text: filled(text, tool, options.alias),
    cannotExpress: cannotExpress.map((one) => filled(one, tool, options.alias)),
  }));
};
