import { isSettable, type StartPlan } from "./settings.ts";

/** The most that is taken from one text, so that a hostile one cannot make a long list of it. */
const MAX_ADDED = 12;

/** What is read of a text: its first lines, each cut. The patterns below may be slow on longer ones. */
const MAX_LINES = 400;
const MAX_LINE = 400;

const readable = (text: string): string =>
  text
    .split("\n")
    .slice(0, MAX_LINES)
    .map((line) => line.slice(0, MAX_LINE))
    .join("\n");

/** Words of errors that look like variables and are none. */
const NO_VARIABLE =
  /^(?:ERR_|UND_ERR|NODE_|NPM_|MODULE_NOT_FOUND|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO|CERT_|JSON_RPC|HTTP_)/;
const VARIABLE = /\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b/g;
const ASKS =
  /\b(?:env|environment|variables?|required|missing|must|set|unset|provide[ds]?|export|either|undefined|define[ds]?|needs?|need to|expected|specify|configure[ds]?|not found|invalid)\b/i;

/** Variables that the text names on a line that asks for something, or beside such a line. */
const variablesIn = (text: string): string[] => {
  const lines = text.split("\n");
  const asking = lines.map((line) => ASKS.test(line));
  const near = (index: number): boolean => asking.slice(Math.max(0, index - 3), index + 4).includes(true);
  return lines
    .flatMap((line, index) => (near(index) ? (line.match(VARIABLE) ?? []) : []))
    .filter((name) => isSettable(name) && !NO_VARIABLE.test(name));
};

/** Subcommands that start a server, the likeliest first, where a usage text offers them. */
const SUBCOMMANDS = ["stdio", "mcp", "serve", "server", "start", "run"];

const subcommandIn = (text: string): string[] => {
  const usage = /^[ \t]*(?:usage|commands|available (?:sub)?commands|subcommands)\b.*$/im.exec(text);
  if (!usage) return [];
  const after = text.slice(usage.index);
  // Where the commands have a list of their own, the usage above it may only repeat the program's name.
  const list = /^[ \t]*(?:available )?(?:sub)?commands\b.*$/im.exec(after);
  for (const offers of list ? [after.slice(list.index), after] : [after]) {
    const offered = SUBCOMMANDS.find((word) =>
      new RegExp(`(?:^\\s{1,8}(?:\\S+ )?${word}\\b(?!=)|[|{,(]\\s*${word}\\s*[|},)])`, "m").test(offers),
    );
    if (offered) return [offered];
  }
  return [];
};

/** Signs that the server speaks HTTP where standard input was meant. */
const SERVES_HTTP =
  /\b(?:listening|running|started|serving|available|server)\b[^\n]{0,60}(?:\bport\b|https?:\/\/(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[?::)|\bSSE\b|\bHTTP\b)/i;

const optionsIn = (text: string, plan: StartPlan): string[] => {
  if (/--stdio\b/.test(text)) return ["--stdio"];
  if (/--transport\b/.test(text) && SERVES_HTTP.test(text)) return ["--transport", "stdio"];
  // A usage text names what there is; what it says of HTTP is no sign that HTTP is served.
  if (/^\s*(?:\[\w+\] ?)?usage\b/im.test(text)) return [];
  if (SERVES_HTTP.test(text) && !plan.options.includes("--stdio")) return ["--stdio"];
  return [];
};

/** Options that the text calls missing or required, with a placeholder for their value. */
const missingOptionsIn = (text: string): string[] => {
  const patterns = [
    /(?:required|missing)[^\n]{0,60}?['"`(\s](--[a-z][a-z0-9-]{1,40})/gi,
    /(--[a-z][a-z0-9-]{1,40})[^\n]{0,60}?\b(?:is required|required|must be|missing|not (?:set|provided|specified))/gi,
    /\b(?:provide|pass|use|specify|via|with|set)\b[^\n]{0,40}?(--[a-z][a-z0-9-]{0,40}(?:token|key|secret|password|url|host))\b/gi,
  ];
  const names = patterns.flatMap((pattern) => [...text.matchAll(pattern)].map((match) => match[1] ?? ""));
  return [...new Set(names)].filter((name) => name !== "").map((name) => `${name}={${name.slice(2)}}`);
};

/** Switches that the text wants: "requires the --read-write flag". */
const switchesIn = (text: string): string[] =>
  [...text.matchAll(/\b(?:requires?|needs?|add) (?:the )?(--[a-z][a-z-]{1,40}) (?:flag|switch)\b/gi)].map(
    (match) => match[1] ?? "",
  );

/** Positional arguments between angle brackets in a usage line, where nothing else was asked for. */
const positionalsIn = (text: string): string[] => {
  const usage = /^.*\busage\b\s*:?[^\n]*(?:\n\s+\S[^\n]*)?/im.exec(text)?.[0] ?? "";
  const bare = usage.replace(/--[\w-]+[ =]<[^>]*>/g, "").replace(/\[[^\]]*\]/g, "");
  return [...bare.matchAll(/<([A-Za-z][\w -]{0,40}|https?:\/\/[^<>]{1,100})>/g)]
    .map((match) => match[1] ?? "")
    .map((name) => (name.includes("://") ? "url" : name))
    .filter((name) => !/^(?:command|subcommand|options?)$/i.test(name))
    .map((name) => `{${name.replace(/ /g, "_")}}`);
};

/** Names of credential files that the text says are not there, and the hidden folders of the home that it names for them. */
const filesIn = (text: string): string[] => {
  if (!/not found|ENOENT|no such file|missing|please place|does not exist|cannot find|required/i.test(text)) return [];
  const inHome = [...text.matchAll(/(?:~|\$HOME|<scratch>\/home|\/home\/u)\/([\w.-]+(?:\/[\w.-]+)*)/g)].map(
    (match) => match[1] ?? "",
  );
  const names = [...text.matchAll(/(?:^|[\s'"`/(])([\w.-]+\.json)\b/g)]
    .map((match) => match[1] ?? "")
    .filter(
      (name) => /key|cred|oauth|secret|token|account|auth|config/i.test(name) && !/^(?:package|tsconfig)/.test(name),
    );
  const folders = inHome.filter((path) => !/\.\w+$/.test(path.slice(1)));
  const whole = inHome.filter((path) => path.endsWith(".json"));
  return [...whole, ...names, ...folders.flatMap((folder) => names.map((name) => `${folder}/${name}`))];
};

/** Ports of this machine on which nothing answered. */
const backendsIn = (text: string): number[] =>
  [...text.matchAll(/ECONNREFUSED (?:127\.0\.0\.1|::1|localhost):(\d{2,5})\b/g)]
    .map((match) => Number(match[1]))
    .filter((port) => port >= 1_024 && port < 65_536);

/** Both lists without repeats, the second cut so that a hostile text cannot make a long one. */
export const union = <T>(old: T[], more: T[]): T[] => [...new Set([...old, ...more])].slice(0, old.length + MAX_ADDED);

/**
 * The plan with those options of a help text that an error asks for in plain words ("No Client ID provided" where the help
 * has `--client-id VALUE`), each with a placeholder. Null where there is none that the plan does not give already.
 */
export const planFromHelp = (help: string, said: string, plan: StartPlan): StartPlan | null => {
  const asking = readable(said)
    .split("\n")
    .filter((line) => ASKS.test(line) || /\bno\b/i.test(line))
    .join("\n")
    .toLowerCase()
    .replace(/[_-]/g, " ");
  const offered = [...readable(help).matchAll(/(?:^|[\s[|,])--([a-z][a-z0-9]*(?:[_-][a-z0-9]+)+)(?:[ =]<?[A-Z{<])/gm)];
  const wanted = offered
    .map((match) => match[1] ?? "")
    .filter((name) => new RegExp(`\\b${name.replace(/[_-]/g, " ")}\\b`).test(asking))
    .map((name) => `--${name}={${name}}`);
  const options = union(plan.options, wanted);
  return options.length > plan.options.length ? { ...plan, placeholders: true, options } : null;
};

/**
 * The next plan that a server's own words lead to: missing variables, options, subcommands, files and backends by name.
 * Null where the text asks for nothing that the plan does not already give.
 */
export const planFromWords = (said: string, plan: StartPlan, given: ReadonlySet<string>): StartPlan | null => {
  const text = readable(said);
  const variables = variablesIn(text).filter((name) => !given.has(name));
  const wanted: StartPlan = {
    placeholders: true,
    variables: union(plan.variables, variables),
    commands: plan.commands.length > 0 ? plan.commands : subcommandIn(text),
    options: union(plan.options, [...optionsIn(text, plan), ...switchesIn(text), ...missingOptionsIn(text)]),
    files: union(plan.files, filesIn(text)),
    backends: union(plan.backends, backendsIn(text)),
  };
  const same = JSON.stringify({ ...wanted, placeholders: plan.placeholders }) === JSON.stringify(plan);
  if (!same) return wanted;
  const positionals = positionalsIn(text).filter((word) => !plan.options.includes(word));
  return positionals.length > 0 ? { ...wanted, options: union(plan.options, positionals) } : null;
};
