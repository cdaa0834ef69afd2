import { open, readdir } from "node:fs/promises";
import { join } from "node:path";
import { namesPackage } from "./runner-words.ts";
import { isSettable, type StartPlan } from "./settings.ts";
import { union } from "./told.ts";

/** The most bytes that are read of a README. */
const MAX_BYTES = 96 * 1024;
/** The most words that are taken from an example. */
const MAX_WORDS = 12;

/** The first bytes of a package's README, which lies in `folder`; null where it has none. Follows no link. */
export const readmeIn = async (folder: string): Promise<string | null> => {
  const entries = await readdir(folder, { withFileTypes: true });
  const found = entries.find(
    (entry) => entry.isFile() && /^readme(?:\.(?:md|markdown|mdx|rst|txt))?$/i.test(entry.name),
  );
  return found ? await beginningOf(join(folder, found.name)) : null;
};

/** The first bytes of a text file. */
export const beginningOf = async (path: string): Promise<string> => {
  const file = await open(path);
  try {
    const head = Buffer.alloc(MAX_BYTES);
    const { bytesRead } = await file.read(head, 0, head.length, 0);
    return head.toString("utf8", 0, bytesRead);
  } finally {
    await file.close();
  }
};

/** Variables that the configurations in a README set: `"env": {"NAME": …}`, `export NAME=…`, `-e NAME`. */
const variablesIn = (readme: string): string[] => {
  const blocks = [...readme.matchAll(/["']?\benv["']?\s*[:=]\s*\{([^{}]{1,1000})\}/g)].map((match) => match[1] ?? "");
  const keyed = blocks.flatMap((block) => [...block.matchAll(/["']?\b([A-Z][A-Z0-9_]{2,60})["']?\s*[:=]/g)]);
  const exported = [...readme.matchAll(/(?:^|\s)(?:export\s+|-e\s+|--env[= ])([A-Z][A-Z0-9_]{2,60})\b/g)];
  return [...keyed, ...exported].map((match) => match[1] ?? "").filter(isSettable);
};

/**
 * A word of an example as a plan gives it. Plans hold names and never values, and an author's example may hold a real one:
 * options, plain words and numbers stay, of all else the shape is named.
 */
const plannedWord = (word: string, before: string | undefined): string => {
  const [, option, value] = /^(--?[A-Za-z][\w-]*)(?:=(.*))?$/s.exec(word) ?? [];
  if (option) return value === undefined ? option : `${option}=${plannedWord(value, option)}`;
  if (/^(?:[a-z][a-z-]{0,19}|\d{1,5})$/.test(word)) return word;
  const own = /^[<[{$]{1,3}([\w -]+)[>\]}]{1,2}$/.exec(word)?.[1] ?? /^(?:your|my)[_-]([\w-]+)$/i.exec(word)?.[1];
  if (own) return `{${own.replace(/[ -]/g, "_")}}`;
  const scheme = /^([a-z][a-z0-9]{2,12})(?:\+\w+)?:\/\//.exec(word)?.[1];
  if (scheme) return scheme.startsWith("http") ? "{url}" : `{${scheme}_url}`;
  if (/^(?:\/|~|\.{1,2}(?:\/|$)|[A-Z]:\\|\$\{?(?:HOME|PWD))|\bpath[/_-]to\b/.test(word)) return "{directory}";
  // The word before names this one only where it is an option: else it may be a value itself.
  const asked = /^--?([A-Za-z][\w-]*)$/.exec(before ?? "")?.[1];
  return `{${asked ?? "value"}}`;
};

/** Words after the package's own name in the first `"args": […, "NAME", …]` of a README that has any. */
const wordsAfter = (readme: string, identifier: string): string[] => {
  for (const [, block = ""] of readme.matchAll(/["']?\bargs["']?\s*[:=]\s*\[([^[\]]{1,1000})\]/g)) {
    const words = [...block.matchAll(/"((?:[^"\\\n]|\\.)*)"|'([^'\n]*)'/g)].map((match) => match[1] ?? match[2] ?? "");
    const at = words.findIndex((word) => word.replace(/(?<=.)(?:@|==)[\w.-]+$/, "") === identifier);
    // `uvx --from PACKAGE COMMAND WORD…`: the command is none of the server's words.
    const after = at < 0 ? [] : words.slice(namesPackage(words[at - 1] ?? "") ? at + 2 : at + 1);
    if (after.length > 0) return after.slice(0, MAX_WORDS).map((word, index) => plannedWord(word, after[index - 1]));
  }
  return [];
};

/**
 * The plan with what the examples in a package's README start it with: the variables they set and the words they put
 * after its name. Null where they show nothing that the plan does not give already.
 */
export const planFromReadme = (
  readme: string,
  identifier: string,
  plan: StartPlan,
  given: ReadonlySet<string>,
): StartPlan | null => {
  const variables = union(
    plan.variables,
    variablesIn(readme).filter((name) => !given.has(name)),
  );
  const words = plan.commands.length > 0 || plan.options.length > 0 ? [] : wordsAfter(readme, identifier);
  const options = [...plan.options, ...words];
  const same = variables.length === plan.variables.length && words.length === 0;
  return same ? null : { ...plan, placeholders: true, variables, options };
};
