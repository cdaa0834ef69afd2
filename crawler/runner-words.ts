import { basename } from "node:path";

/** Options of the package runners that are followed by a value of their own. */
const VALUED: Record<Runner, RegExp> = {
  npm: /^(?:-p|--package|--registry|--cache|--prefix|-c|--call|-w|--workspace)$/,
  pypi: /^(?:--from|--spec|--with|--python|-p|--index|--index-url|--extra-index-url|--directory|--refresh-package)$/,
  oci: /^(?:-[epvwuhlmac]|--(?:env|env-file|volume|mount|name|network|net|publish|workdir|user|hostname|label|memory|cpus|platform|entrypoint|pull|add-host|security-opt|cap-add|cap-drop|tmpfs|device|gpus|runtime|restart|ulimit|shm-size|dns))$/,
};
export type Runner = "npm" | "pypi" | "oci";

/** Whether the word after this one names the package, so that the first word that is no option is one of its commands. */
export const namesPackage = (option: string): boolean => /^(?:-p|--package|--from|--spec)$/.test(option);

/** The words that run a package of a registry by its name, each with what it runs. */
const RUNNERS: [words: RegExp, runner: Runner][] = [
  [/^(?:npx|bunx|pnpx|npm exec|pnpm dlx|pnpm exec|yarn dlx|bun x)$/, "npm"],
  [/^(?:uvx|uv tool run|uv x|pipx run)$/, "pypi"],
  [/^(?:docker|podman) run$/, "oci"],
];

/** The runner that these words start, and what it is given; null where they start none. */
export const runnerOf = (words: readonly string[]): { runner: Runner; rest: string[] } | null => {
  const shell = /^cmd(?:\.exe)?$/i.test(words[0] ?? "") && /^\/c$/i.test(words[1] ?? "");
  const given = shell ? words.slice(2) : words;
  const named = [basename((given[0] ?? "").replaceAll("\\", "/")).replace(/\.(?:exe|cmd)$/i, ""), ...given.slice(1)];
  for (const length of [1, 2, 3]) {
    const found = RUNNERS.find(([pattern]) => pattern.test(named.slice(0, length).join(" ")));
    if (found) return { runner: found[1], rest: named.slice(length) };
  }
  return null;
};

/** The package and its arguments among a runner's words; null where none is named. */
export const packageWords = (runner: Runner, words: string[]): { name: string; args: string[] } | null => {
  let from: string | null = null;
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? "";
    if (word === "--") continue;
    if (!word.startsWith("-")) return { name: from ?? word, args: words.slice(at + 1) };
    const [, option = word, inline] = /^(--[\w-]+)=(.*)$/s.exec(word) ?? [];
    const value = inline ?? (VALUED[runner].test(option) ? words[++at] : undefined);
    if (runner !== "oci" && namesPackage(option) && value) from ??= value;
  }
  return null;
};
