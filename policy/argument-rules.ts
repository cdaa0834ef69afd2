import type { Capability, Classification } from "../db/records/classification.ts";
import type { Definition } from "../db/records/definition.ts";
import type { ArgumentRule, Check } from "../db/records/policy.ts";
import type { Profile, Values } from "./profile.ts";

/** Where a kind of rule applies: a capability (any of), a name and a type of the argument. */
type Kind = {
  check: Check;
  capabilities: Capability[];
  name: RegExp;
  type: "string" | "number";
  /** The entry of the profile's values that this rule waits for; absent where it needs none. */
  from?: keyof Values;
  /** Values that nothing passes, for a profile that wants the rule in force before it is filled in. */
  placeholder?: (string | number)[];
  fill?: string;
  /** Whether a call must name the argument: true where leaving it out would leave the choice to the server. */
  alwaysRequired: boolean;
  onDeny: (argument: string) => string;
  leaves: string;
};

/** Names of arguments, tested on the name in snake_case. No nested repeat: the names are the server's. */
const PATH = /(?:^|_)(?:(?:file|dir|output|input|project)?path|file|file_?name|dir|directory|folder|root)$/;
const FILES: Capability[] = ["reads-files", "writes-files"];

/** Every kind of rule; of the kinds that share a check's ground, the one with the user's values comes first. */
const KINDS: Kind[] = [
  {
    check: "under",
    capabilities: FILES,
    name: PATH,
    type: "string",
    from: "paths",
    placeholder: ["/fill-in/folder"],
    fill: "the folders that this tool may touch, as absolute paths",
    alwaysRequired: true,
    onDeny: (argument) => `${argument} must name a path inside an allowed folder.`,
    leaves: "links inside an allowed folder that lead out of it, and encodings that the server decodes later",
  },
  {
    check: "no-traversal",
    // Of a tool that only reads, climbing is stopped by `under` or by nothing: absolute paths would do as well.
    capabilities: ["writes-files"],
    name: PATH,
    type: "string",
    alwaysRequired: false,
    onDeny: (argument) => `${argument} must not climb out of a folder with "..".`,
    leaves: "absolute paths, links, and encodings that the server decodes later",
  },
  {
    check: "hosts",
    capabilities: ["network-egress", "controls-browser", "reads-untrusted-content"],
    name: /(?:^|_)(?:url|uri|href|link|endpoint|webhook)$/,
    type: "string",
    from: "hosts",
    placeholder: ["fill-in.invalid"],
    fill: "the hosts that this tool may call, each exact and in lower case, with a port where there is one",
    alwaysRequired: true,
    onDeny: (argument) => `${argument} must be an address on an allowed host.`,
    leaves: "redirects from an allowed host, and a host name that resolves to another machine",
  },
  {
    check: "read-only-sql",
    capabilities: ["runs-sql"],
    name: /(?:^|_)(?:sql|query|statement)$/,
    type: "string",
    alwaysRequired: true,
    onDeny: (argument) => `${argument} must be one statement that only reads.`,
    leaves:
      "functions with side effects, and tables that should not be read; it also refuses a query that merely names a " +
      "writing word. A database role without write rights is the real barrier",
  },
  {
    check: "commands",
    capabilities: ["shell"],
    name: /(?:^|_)(?:command|cmd|commandline|command_line|shell)$/,
    type: "string",
    from: "commands",
    placeholder: ["fill-in-command"],
    fill: "the commands that may run, each as the line begins, such as git status",
    alwaysRequired: true,
    onDeny: (argument) => `${argument} must be one allowed command, without chaining or redirection.`,
    leaves: "whatever an allowed command can do with its own arguments",
  },
  {
    check: "no-metacharacters",
    capabilities: ["shell"],
    name: /(?:^|_)(?:command|cmd|commandline|command_line|args|arguments)$/,
    type: "string",
    alwaysRequired: false,
    onDeny: (argument) => `${argument} must be one command, without chaining, expansion or redirection.`,
    leaves: "any single command: what it deletes or sends is not looked at",
  },
  {
    check: "at-most",
    capabilities: ["moves-money"],
    name: /(?:^|_)(?:amount|price|quantity|value|total|sum)(?:_(?:cents|usd|eur|minor))?$/,
    type: "number",
    from: "amount",
    placeholder: [0],
    fill: "the most that one call may move, in the unit that the argument has",
    alwaysRequired: true,
    onDeny: (argument) => `${argument} is above the cap for one call.`,
    leaves: "many calls below the cap, and an argument in another unit",
  },
  {
    check: "one-of",
    capabilities: ["moves-money"],
    name: /(?:^|_)currency(?:_?code)?$/,
    type: "string",
    from: "currencies",
    placeholder: ["FILL-IN"],
    fill: "the currencies that may be moved",
    alwaysRequired: false,
    onDeny: (argument) => `${argument} is not an allowed currency.`,
    leaves: "the server's own default where the argument is left out",
  },
  {
    check: "one-of",
    capabilities: ["sends-messages"],
    name: /^(?:to|recipient|recipients|email|email_?address|phone|phone_?number|channel|(?:channel|chat)_?id|chat_?jid)$/,
    type: "string",
    from: "recipients",
    placeholder: ["fill-in@recipient.invalid"],
    fill: "the recipients or channels that messages may go to",
    alwaysRequired: true,
    onDeny: (argument) => `${argument} is not an allowed recipient.`,
    leaves: "other arguments that name recipients, such as copies, and who reads the channel",
  },
  {
    check: "one-of",
    capabilities: [],
    name: /^(?:branch|branch_?name|(?:target|destination|base)_?branch|base)$/,
    type: "string",
    from: "branches",
    placeholder: ["fill-in-branch"],
    fill: "the branches that may be changed",
    alwaysRequired: true,
    onDeny: (argument) => `${argument} is not an allowed branch.`,
    leaves: "changes that reach a protected branch by a later merge",
  },
];

/** An input schema's own properties with their types; nothing where the schema is not an object with such. */
const argumentsOf = (definition: Definition): { name: string; types: unknown[]; required: boolean }[] => {
  const schema = definition.inputSchema;
  if (!schema || typeof schema !== "object") return [];
  const { properties, required } = schema as { properties?: unknown; required?: unknown };
  if (!properties || typeof properties !== "object" || Array.isArray(properties)) return [];
  const needed = Array.isArray(required) ? required : [];
  return Object.entries(properties).map(([name, property]) => {
    const type = property && typeof property === "object" ? (property as { type?: unknown }).type : undefined;
    return { name, types: Array.isArray(type) ? type : [type], required: needed.includes(name) };
  });
};

/** camelCase, kebab-case and dotted names as snake_case, so that one pattern reads all. */
const snake = (name: string): string =>
  name
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replace(/[-. ]/g, "_")
    .toLowerCase();

const given = (from: keyof Values, values: Values | undefined): (string | number)[] | undefined => {
  const value = values?.[from];
  if (value === undefined) return undefined;
  return typeof value === "number" ? [value] : value.length > 0 ? value : undefined;
};

export type ArgumentRules = { rules: ArgumentRule[]; suggestions: ArgumentRule[]; warnings: string[] };

/**
 * The rules on a tool's arguments that its input schema and capabilities call for. A rule that needs a value of the
 * user's is in force when the profile has it, in force with a placeholder that nothing passes when the profile says
 * `required`, else a suggestion. An argument with a dot in its name gets none: paths in policies are split at dots.
 */
export const argumentRules = (
  { category, capabilities }: Classification,
  definition: Definition,
  profile: Profile,
): ArgumentRules => {
  const found: ArgumentRules = { rules: [], suggestions: [], warnings: [] };
  if (profile.arguments === "none") return found;
  for (const { name, types, required } of argumentsOf(definition)) {
    const plain = snake(name);
    const kinds = KINDS.filter(
      (kind) =>
        kind.name.test(plain) &&
        (kind.capabilities.length > 0
          ? kind.capabilities.some((capability) => capabilities.includes(capability))
          : category !== "Read"),
    );
    let covered = false;
    for (const kind of kinds) {
      const fits = types.some((type) =>
        kind.type === "number" ? type === "number" || type === "integer" : type === "string",
      );
      const label = JSON.stringify(name.slice(0, 80));
      if (!fits || name.includes(".")) {
        const why = name.includes(".") ? "its name holds a dot" : `its type is not a plain ${kind.type}`;
        const warning = `No rule on ${label}: ${why}.`;
        if (!found.warnings.includes(warning)) found.warnings.push(warning);
        continue;
      }
      if (covered) continue;
      const filled = kind.from && given(kind.from, profile.values);
      const waits = kind.from !== undefined && filled === undefined;
      const rule: ArgumentRule = {
        argument: name,
        required: kind.alwaysRequired || required,
        check: kind.check,
        values: filled ?? kind.placeholder ?? [],
        onDeny: kind.onDeny(name),
        leaves: kind.leaves,
        ...(waits && kind.fill !== undefined && { fill: kind.fill }),
      };
      if (waits && profile.arguments !== "required") found.suggestions.push(rule);
      else {
        found.rules.push(rule);
        covered = true;
      }
    }
  }
  return found;
};
