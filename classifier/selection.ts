import { textOf } from "../db/records/definition.ts";
import { isObject, resolve } from "./arguments.ts";
import type { ToolFacts } from "./facts.ts";
import { LEXICON, NOUN_TOO } from "./lexicon.ts";
import { remember } from "./remember.ts";
import { identifierTokens } from "./tokens.ts";

/** One operation of a tool that multiplexes: the value that selects it, and what the definition says of it. */
export interface Choice {
  value: string;
  /** What the definition says of this value alone; "" where it says nothing. */
  says: string;
  /** The arguments that go with this value alone, as a schema's properties. */
  properties: Record<string, unknown>;
}

/** The top-level argument whose values select an operation, with the values in the order of the definition. */
export interface Selection {
  argument: string;
  choices: Choice[];
}

/** Most operations that get a verdict of their own, and the longest value that is one. */
const MOST = 40;
const LONGEST = 64;

/** Names of arguments that choose what is done … */
const SELECTS =
  /(^|_|[a-z](?=[A-Z]))(action|operation|op|command|cmd|sub_?command|verb|function|request_?type)$|^((http|request)_?)?method$/i;
/** … and of those that as often choose how, or on what: their values must all be verbs. */
const MAY_SELECT = /^(mode|type|task|tool|step|(action|operation|command)_?type|kind|intent)$/i;

const isSelector = remember((name) => SELECTS.test(name) || MAY_SELECT.test(name));

const isVerb = (value: string, strict: boolean): boolean => {
  const words = identifierTokens(value).map(({ text }) => text);
  const counts = (word: string | undefined): boolean =>
    word !== undefined &&
    LEXICON.forms.get(word)?.base === true &&
    !(strict && words.length === 1 && NOUN_TOO.has(word));
  return counts(words[0]) || (!strict && counts(words.at(-1)));
};

/** Whether values are many enough, and verbs enough, to be operations. */
const selects = (choices: readonly Choice[]): boolean =>
  choices.length > 1 && choices.filter(({ value }) => isVerb(value, false)).length >= choices.length / 2;

/** The strings that one schema node names: of `enum`, `const`, and the constants of its own `oneOf` or `anyOf`. */
const choicesOf = (node: Record<string, unknown>): Choice[] => {
  const text = (value: unknown): string => (typeof value === "string" ? value : "");
  const plain = (value: unknown): Choice[] => (typeof value === "string" ? [{ value, says: "", properties: {} }] : []);
  if (Array.isArray(node.enum)) {
    const told = Array.isArray(node.enumDescriptions) ? node.enumDescriptions : [];
    return node.enum.flatMap((value, at) => plain(value).map((choice) => ({ ...choice, says: text(told[at]) })));
  }
  if (node.const !== undefined) return plain(node.const);
  for (const branches of [node.oneOf, node.anyOf])
    if (Array.isArray(branches))
      return branches.filter(isObject).flatMap((branch) =>
        choicesOf({ enum: branch.enum, const: branch.const }).map((choice) => ({
          ...choice,
          says: choice.says || text(branch.description) || text(branch.title),
        })),
      );
  return [];
};

const QUOTED = /[`'"\u2018\u2019\u201c\u201d]([A-Za-z][\w-]{1,40})[`'"\u2018\u2019\u201c\u201d]/g;

/** The values that the description of an argument without an `enum` quotes: "'list', 'get' or 'delete'". */
const quotedChoices = (description: string): Choice[] =>
  [...new Set([...description.matchAll(QUOTED)].map((match) => match[1] ?? ""))].map((value) => ({
    value,
    says: "",
    properties: {},
  }));

/** Longest part of a description in which operations are looked for. */
const READ = 16_000;
const HEADING = /\b(?:actions?|operations?|commands?|methods?|functions?)\b[^\n]{0,60}:\s*$/i;
const ITEM = /^\s*[-*\u2022]\s*[`'"*]*([A-Za-z][\w.-]{1,63})[`'"*]*\s*(?:[:=\u2013\u2014]|-\s)\s*(\S.*)$/;

/** The operations that a description lists, a line each, under a heading that says so: "Actions:", then "- list: …". */
const listedChoices = (description: string): Choice[] => {
  const choices: Choice[] = [];
  let isOpen = false;
  for (const line of description.split("\n")) {
    const item = isOpen ? ITEM.exec(line) : null;
    if (item) choices.push({ value: item[1] ?? "", says: item[2]?.slice(0, 200) ?? "", properties: {} });
    else if (line.trim() !== "") {
      if (choices.length > 1) break;
      choices.length = 0;
      isOpen = HEADING.test(line);
    }
  }
  return choices;
};

/** What a description says of an argument on a line of its own: "operation: Operation type ("add", "remove")". */
const lineOf = (description: string, argument: string): string => {
  if (!description.includes(argument)) return "";
  const name = argument.replace(/\W/g, "\\$&");
  return (
    new RegExp(
      `(?:^|\\n)\\s*[-*\u2022]?\\s*[\`"*]*${name}[\`"*]*\\s*(?:\\([^()\\n]{0,60}\\))?\\s*[:\u2013-]([^\\n]*)`,
    ).exec(description)?.[1] ?? ""
  );
};

/** What a text says of each of the values that it lists: "'add' adds an account", "list: shows all", "- get (one item)". */
const told = (text: string, values: readonly string[]): Map<string, string> => {
  const marks: { value: string; start: number; end: number }[] = [];
  // A pattern of its own for each list is dear to compile, and most texts name none of the values.
  const named = values.filter((value) => text.includes(value));
  if (named.length === 0) return new Map();
  const words = named.map((value) => value.replace(/[^\w]/g, "\\$&")).sort((a, b) => b.length - a.length);
  const listed = new RegExp(
    `(?:[\`'"\u201c]|\\*\\*)(${words.join("|")})(?:[\`'"\u201d]|\\*\\*)\\s*(?:[:=\u2013\u2014-]|\\()?\\s*|` +
      `(?:^|[\\n,;(]|[-*\u2022])\\s*(${words.join("|")})\\s*(?:[:=\u2013\u2014]|\\s-\\s|\\()\\s*`,
    "g",
  );
  for (const match of text.matchAll(listed))
    marks.push({ value: match[1] ?? match[2] ?? "", start: match.index, end: match.index + match[0].length });
  const says = new Map<string, string>();
  marks.forEach(({ value, end }, at) => {
    const until = Math.min(marks[at + 1]?.start ?? text.length, end + 200);
    const part = text.slice(end, until).split(/[\n;]|\.\s|\)/)[0] ?? "";
    const clause = part.replace(/[\s,]+$|,?\s+(?:or|and)\s*$/gi, "").trim();
    // A mere joint between two values, or what follows the last of a list, says nothing of the value.
    if (!says.has(value) && /^[A-Za-z]+\s+\S/.test(clause) && !/^(?:or|and|is|are|if|when|to)\b/i.test(clause))
      says.set(value, clause);
  });
  return says;
};

/**
 * Every top-level argument whose name may select an operation, with the values that the schema gives it, those of `oneOf`
 * and `anyOf` branches together.
 */
const candidates = (schema: Record<string, unknown>, text: string): Map<string, Choice[]> => {
  const found = new Map<string, Choice[]>();
  const add = (argument: string, choices: readonly Choice[]): void => {
    const known = found.get(argument) ?? [];
    for (const choice of choices) if (!known.some(({ value }) => value === choice.value)) known.push(choice);
    found.set(argument, known);
  };
  const propertiesOf = (node: Record<string, unknown>): [string, Record<string, unknown>][] =>
    isObject(node.properties)
      ? Object.entries(node.properties).flatMap(([name, property]): [string, Record<string, unknown>][] => {
          const resolved = resolve(schema, property);
          return resolved ? [[name, resolved]] : [];
        })
      : [];
  const maySelect = (node: Record<string, unknown>): boolean =>
    isObject(node.properties) && Object.keys(node.properties).some(isSelector);
  for (const key of ["oneOf", "anyOf"] as const) {
    const branches = schema[key];
    if (!Array.isArray(branches)) continue;
    for (const branch of branches.slice(0, MOST)) {
      const node = resolve(schema, branch);
      if (!node || !maySelect(node)) continue;
      const own = propertiesOf(node);
      for (const [name, property] of own) {
        if (!isSelector(name)) continue;
        const [only, ...more] = choicesOf(property);
        if (!only || more.length > 0) continue;
        const said = [node.description, node.title, property.description].find((text) => typeof text === "string");
        const properties = Object.fromEntries(own.filter(([other]) => other !== name));
        add(name, [{ value: only.value, says: only.says || (typeof said === "string" ? said : ""), properties }]);
      }
    }
  }
  if (!maySelect(schema)) return found;
  for (const [name, property] of propertiesOf(schema)) {
    if (!isSelector(name)) continue;
    const choices = choicesOf(property);
    const description = typeof property.description === "string" ? property.description.slice(0, 2000) : "";
    const isText = property.type === undefined || property.type === "string";
    // Where the schema names no values, those that the prose does: of the argument, of its line, of the tool.
    const read =
      choices.length === 0 && isText && SELECTS.test(name)
        ? [quotedChoices(description), quotedChoices(lineOf(text, name)), listedChoices(text)].find(selects)
        : undefined;
    const values = (read ?? choices).slice(0, MOST);
    const says =
      values.length > 1
        ? told(
            description,
            values.map(({ value }) => value),
          )
        : new Map<string, string>();
    add(
      name,
      values.map((choice) => ({ ...choice, says: choice.says || (says.get(choice.value) ?? "") })),
    );
  }
  return found;
};

/**
 * The argument that selects an operation: one whose name says so and of whose values at least half are verbs, or one
 * whose name may say so and whose values are all verbs. Undefined where the tool does not multiplex.
 */
export const selectionOf = ({ definition }: ToolFacts): Selection | undefined => {
  if (!isObject(definition.inputSchema)) return undefined;
  const description = textOf(definition, "description").slice(0, READ);
  let best: Selection | undefined;
  let most = 0;
  for (const [argument, all] of candidates(definition.inputSchema, description)) {
    const choices = all.filter(({ value }) => value !== "" && value.length <= LONGEST).slice(0, MOST);
    if (choices.length < 2) continue;
    const strict = !SELECTS.test(argument);
    const share = choices.filter(({ value }) => isVerb(value, strict)).length / choices.length;
    if (share < (strict ? 1 : 0.5)) continue;
    const points = (strict ? 0 : 2) + share;
    if (points <= most) continue;
    most = points;
    best = { argument, choices };
  }
  if (!best) return undefined;
  const says = told(
    description,
    best.choices.map(({ value }) => value),
  );
  return {
    argument: best.argument,
    choices: best.choices.map((choice) => ({ ...choice, says: choice.says || (says.get(choice.value) ?? "") })),
  };
};
