import type { Argument, Input, Package } from "../db/records/server.ts";
import { CREDENTIAL_FILE, HOME, placeholderFor } from "./placeholders.ts";

/** What a server is started with besides its command: arguments in order, and environment variables. */
export interface Settings {
  args: string[];
  env: Record<string, string>;
  /** Credential files that lie in the home folder, by their path below it. */
  files: string[];
  /** Ports of the loopback address on which a stub answers anything. */
  backends: number[];
}

/**
 * How one rung of the ladder starts a server, in names alone: it can be stored with an attempt and tried first the next
 * time. `{NAME}` in a word stands for a placeholder of the shape that NAME asks for.
 */
export interface StartPlan {
  /** Whether what the record requires without giving a value gets a placeholder. */
  placeholders: boolean;
  /** Variables that the server asked for by name; each gets a placeholder. */
  variables: string[];
  /** Words before the record's own arguments: a subcommand. */
  commands: string[];
  /** Words after them: options and positional arguments. */
  options: string[];
  /** Paths below the home folder at which the server looked for a credential file. */
  files: string[];
  /** Ports of this machine where the server expects a backend: a stub that answers anything stands in. */
  backends: number[];
}

/** The first rung: what the record itself gives, and nothing else. */
export const AS_GIVEN: StartPlan = {
  placeholders: false,
  variables: [],
  commands: [],
  options: [],
  files: [],
  backends: [],
};

/** Names that would change how the runtime itself works instead of configuring the server; nobody may set them. */
const RUNTIME_VARIABLES =
  /^(?:NODE_OPTIONS|NODE_PATH|PATH|HOME|TMPDIR|LD_\w+|DYLD_\w+|PYTHON(?!UNBUFFERED$|UTF8$|IOENCODING$)\w*|BASH_ENV|ENV|XDG_\w+|TOOLRISK_\w+)$/i;

export const isSettable = (name: string): boolean =>
  /^[A-Za-z_][A-Za-z0-9_.-]*$/.test(name) && !RUNTIME_VARIABLES.test(name);

const inputsOf = (value: unknown): Record<string, Input> =>
  value !== null && typeof value === "object" ? (value as Record<string, Input>) : {};

/** The value that the record itself gives: `value`, else `default`; `{name}` in it stands for the input's own variables. */
export const givenValue = (input: Input): string | null => {
  const text = input.value ?? input.default;
  if (typeof text !== "string" || text.includes("\0")) return null;
  const variables = inputsOf(input.variables);
  let complete = true;
  const filled = text.replace(/\{([A-Za-z_][\w-]*)\}/g, (whole, name: string) => {
    if (!Object.hasOwn(variables, name)) return whole;
    const inner = variables[name]?.value ?? variables[name]?.default;
    if (typeof inner !== "string" || inner.includes("\0")) complete = false;
    return typeof inner === "string" ? inner : whole;
  });
  return complete ? filled : null;
};

const isSwitch = (argument: Argument): boolean =>
  argument.type === "named" &&
  argument.value === undefined &&
  argument.default === undefined &&
  !argument.valueHint &&
  !argument.isSecret &&
  (argument.format === undefined || argument.format === "boolean");

/** The words of one argument; none where it has no value and needs none. */
const argumentWords = (argument: Argument, placeholders: boolean): string[] => {
  const name = argument.name?.includes("\0") ? undefined : argument.name;
  const given = givenValue(argument);
  if (argument.type === "named" && name && isSwitch(argument)) return argument.isRequired ? [name] : [];
  const wanted = placeholders && (argument.isRequired || argument.isSecret);
  const value = given ?? (wanted ? placeholderFor(argument.valueHint ?? name ?? "", argument) : null);
  if (value === null) return [];
  if (argument.type === "positional") return [value];
  return name === undefined ? [] : value === "" ? [name] : [name, value];
};

const fill = (word: string): string => word.replace(/\{([^{}]+)\}/g, (_, name: string) => placeholderFor(name));

/**
 * What a package is started with by a plan: the record's arguments and variables that have a value, then what the plan
 * adds. `runtimeArguments` and `runtimeHint` are never read.
 */
export const settingsFor = (pkg: Package, plan: StartPlan): Settings => {
  const given = (pkg.packageArguments ?? []).flatMap((argument) => argumentWords(argument, plan.placeholders));
  const args = [...plan.commands.map(fill), ...given, ...plan.options.map(fill)];
  const env: Record<string, string> = {};
  const declared = pkg.environmentVariables ?? [];
  for (const variable of declared) {
    if (!isSettable(variable.name)) continue;
    const wanted = plan.placeholders && (variable.isRequired || variable.isSecret);
    const value = givenValue(variable) ?? (wanted ? placeholderFor(variable.name, variable) : null);
    if (value !== null) env[variable.name] = value;
  }
  for (const name of plan.variables) {
    const input = declared.find((variable) => variable.name === name);
    if (isSettable(name)) env[name] ??= placeholderFor(name, input);
  }
  const wantsFile = [...args, ...Object.values(env)].some((text) => text.includes(`${HOME}/${CREDENTIAL_FILE}`));
  const files = [...plan.files, ...(wantsFile ? [CREDENTIAL_FILE] : [])];
  return { args, env, files, backends: plan.backends };
};
