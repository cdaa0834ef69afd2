import type { Argument, Input, Package } from "../db/records/server.ts";

/** What a server is started with besides its command: arguments in order, and environment variables. */
export interface Settings {
  args: string[];
  env: Record<string, string>;
}

/** Names that would change how the runtime itself works instead of configuring the server; a record may not set them. */
const RUNTIME_VARIABLES =
  /^(?:NODE_OPTIONS|NODE_PATH|PATH|HOME|TMPDIR|LD_\w+|DYLD_\w+|PYTHON(?:PATH|HOME|STARTUP)|BASH_ENV|ENV|TOOLRISK_\w+)$/i;

export const isSettable = (name: string): boolean =>
  /^[A-Za-z_][A-Za-z0-9_.-]*$/.test(name) && !RUNTIME_VARIABLES.test(name);

const inputsOf = (value: unknown): Record<string, Input> =>
  value !== null && typeof value === "object" ? (value as Record<string, Input>) : {};

/** The value that the record itself gives: `value`, else `default`; `{name}` in it stands for the input's own variables. */
export const givenValue = (input: Input): string | null => {
  const text = input.value ?? input.default;
  if (typeof text !== "string") return null;
  const variables = inputsOf(input.variables);
  let complete = true;
  const filled = text.replace(/\{([A-Za-z_][\w-]*)\}/g, (whole, name: string) => {
    if (!Object.hasOwn(variables, name)) return whole;
    const inner = variables[name]?.value ?? variables[name]?.default;
    if (typeof inner !== "string") complete = false;
    return typeof inner === "string" ? inner : whole;
  });
  return complete ? filled : null;
};

/** The words of one argument with its value; a named one without a value is a switch. */
export const argumentWords = (argument: Argument, value: string | null): string[] => {
  if (argument.type === "positional") return value === null ? [] : [value];
  if (!argument.name) return [];
  return value === null || value === "" ? [argument.name] : [argument.name, value];
};

const isSwitch = (argument: Argument): boolean =>
  argument.type === "named" && argument.value === undefined && argument.default === undefined && !argument.valueHint;

/**
 * What the record gives by itself: its arguments that have a value (and switches that are required), its variables that
 * have one. `runtimeArguments` and `runtimeHint` are never read. A NUL byte in any of them drops that one.
 */
export const givenSettings = (pkg: Package): Settings => {
  const settings: Settings = { args: [], env: {} };
  for (const argument of pkg.packageArguments ?? []) {
    const value = givenValue(argument);
    if (value === null && !(isSwitch(argument) && argument.isRequired)) continue;
    settings.args.push(...argumentWords(argument, value).filter((word) => !word.includes("\0")));
  }
  for (const variable of pkg.environmentVariables ?? []) {
    const value = givenValue(variable);
    if (value !== null && isSettable(variable.name) && !value.includes("\0")) settings.env[variable.name] = value;
  }
  return settings;
};
