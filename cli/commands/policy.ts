import { readFileSync } from "node:fs";
import type { Command as Commander } from "commander";
import type { Db } from "../../db/open.ts";
import type { Definition } from "../../db/records/definition.ts";
import type { Policy } from "../../db/records/policy.ts";
import { FORMATS } from "../../policy/formats.ts";
import { PROFILES, type Profile } from "../../policy/profile.ts";
import type { StackServer } from "../../policy/stack.ts";
import { collect } from "../arguments.ts";
import { type Command, CommandError, EXIT, examples } from "../command.ts";
import { homeFolder } from "../home.ts";
import { terminalText } from "../terminal-text.ts";
import { writeOutput } from "../write-output.ts";

interface PolicyOptions {
  format: string;
  profile: string;
  alias?: string[];
  config?: string[];
  yes?: boolean;
  out?: string;
}

export const policy: Command = {
  id: "policy",
  define(verb) {
    verb
      .usage("[options] <server[/tool]…> | check <file> | test <file> <calls> | diff <old> <new>")
      .description(
        "Print the recommended policy of servers or of single tools, in the format of what enforces it; or check, test and\n" +
          "compare policy.json files.\n" +
          "A target is the server's name as its record has it, then perhaps a slash and the tool's name; where several\n" +
          "servers match, the longest name wins.",
      )
      .argument("[targets...]", "what the policy is for")
      .option("--format <id>", "format of the policy (see below)", "policy-json")
      .option("--profile <name|file>", `how strict: ${Object.keys(PROFILES).join(", ")}, or a file`, "recommended")
      .option("--alias <key>", "the server's key in your configuration; once per server, in order", collect)
      .option("--config <file>", "all servers of a client configuration, under its own keys; several times", collect)
      .option("-y, --yes", "with --config: start what has to be started to see its tools, without asking")
      .option("--out <file>", "write it there instead of printing it")
      .addHelpText(
        "after",
        `\nFormats:\n${FORMATS.map(({ id, product }) => `  ${id.padEnd(22)}  ${product}`).join("\n")}`,
      )
      .addHelpText(
        "after",
        examples([
          ["toolrisk policy npm/@acme/mcp", "the policy.json of a whole server"],
          ["toolrisk policy npm/@acme/mcp/delete_item", "of one tool"],
          ["toolrisk policy npm/@acme/mcp --format claude-code --alias acme", "the rules of a client"],
          ["toolrisk policy --config .mcp.json --format claude-code", "of a whole stack, under the keys it has there"],
          ["toolrisk policy check policy.json --server npm/@acme/mcp", "is it valid, does it name real tools?"],
          ["toolrisk policy test policy.json calls.jsonl", "what each call would get, and why"],
          ["toolrisk policy diff old.json new.json", "what becomes possible, what stops"],
        ]),
      )
      .action(async (targets: string[], options: PolicyOptions) => {
        if (targets.length === 0 && !options.config)
          throw new CommandError("name a server, a tool or a --config (see toolrisk policy --help)");
        await writePolicy(targets, options);
      });
    defineCheck(verb.command("check").exitOverride());
    defineTest(verb.command("test").exitOverride());
    defineDiff(verb.command("diff").exitOverride());
  },
};

/** What was not found, with the names that are near. */
const notFound = ({ message, near }: { message: string; near: string[] }): string =>
  near.length > 0 ? `${message}; did you mean ${near.map((name) => JSON.stringify(name)).join(" or ")}?` : message;

const readText = (file: string): string => {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw new CommandError(`${file} cannot be read: ${(cause as Error).message}`, EXIT.usage, { cause });
  }
};

const profileOf = async (name: string): Promise<Profile> => {
  if (Object.hasOwn(PROFILES, name)) return PROFILES[name as keyof typeof PROFILES];
  const text = readText(name);
  const { readProfile } = await import("../../policy/profile.ts");
  try {
    return readProfile(text);
  } catch (cause) {
    throw new CommandError(`${name} is no profile: ${(cause as Error).message}`, EXIT.usage, { cause });
  }
};

/** The servers of the targets, each with the decisions on the tools that are wanted of it. */
const stackOf = async (db: Db, targets: string[], profile: Profile, aliases: string[]): Promise<StackServer[]> => {
  const { findTarget } = await import("../../db/queries/find-target.ts");
  const { listTools } = await import("../../db/queries/catalogue.ts");
  const { decideAll } = await import("../../policy/decide.ts");
  const { aliasOf } = await import("../../policy/format.ts");
  const wanted = new Map<string, Set<string> | "all">();
  for (const target of targets) {
    const found = await findTarget(db, target);
    if (!found.found) throw new CommandError(notFound(found));
    const before = wanted.get(found.server);
    if (found.tool === undefined || before === "all") wanted.set(found.server, "all");
    else wanted.set(found.server, new Set([...(before ?? []), found.tool]));
  }
  if (aliases.length > wanted.size)
    throw new CommandError(`${aliases.length} aliases for ${wanted.size} servers: give one for each server, in order`);
  const servers: StackServer[] = [];
  for (const [serverName, tools] of wanted) {
    const all = (await listTools(db, serverName)).flatMap(({ classification, definition }) =>
      classification ? [{ classification, definition }] : [],
    );
    const decisions = decideAll(all, profile).filter(({ tool }) => tools === "all" || tools.has(tool));
    if (decisions.length === 0) throw new CommandError(`${serverName} has no tools in its latest complete listing`);
    servers.push({ alias: aliases[servers.length] ?? aliasOf(serverName), serverName, decisions });
  }
  return servers;
};

/** The servers of client configurations, under their own keys. One whose tools cannot be seen is left out, and said so. */
const configured = async (files: string[], profile: Profile, yes: boolean): Promise<StackServer[]> => {
  const { lookAtStack } = await import("../stack/look-at-stack.ts");
  const { verdictsOn } = await import("../stack/verdicts.ts");
  const { decideAll } = await import("../../policy/decide.ts");
  const { aliasOf, isAlias } = await import("../../policy/format.ts");
  const servers: StackServer[] = [];
  const looks = await lookAtStack(files, [], { yes });
  const classify = await verdictsOn(homeFolder(), looks);
  for (const look of looks) {
    if (look.outcome !== "listed") {
      note(`${look.name} is left out: ${look.outcome}${look.error ? `: ${look.error}` : ""}`);
      process.exitCode = EXIT.partial;
      continue;
    }
    const verdicts = classify(look);
    const tools = verdicts.map((classification, at) => ({ classification, definition: look.definitions[at] }));
    servers.push({
      alias: isAlias(look.name) ? look.name : aliasOf(look.name),
      serverName: look.name,
      decisions: decideAll(tools, profile),
    });
  }
  return servers;
};

const writePolicy = async (targets: string[], options: PolicyOptions): Promise<void> => {
  const { closeDatabase, openDatabase } = await import("../../db/open.ts");
  const { renderStack } = await import("../../policy/stack.ts");
  const { judgeStale } = await import("./judge.ts");
  const format = FORMATS.find((candidate) => candidate.id === options.format);
  if (!format)
    throw new CommandError(
      `no format "${options.format}": it is one of ${FORMATS.map((known) => known.id).join(", ")}`,
    );
  const profile = await profileOf(options.profile);
  const db = await openDatabase(homeFolder());
  try {
    await judgeStale(db);
    const servers = await stackOf(db, targets, profile, options.alias ?? []);
    if (options.config) servers.push(...(await configured(options.config, profile, options.yes ?? false)));
    const files = renderStack(format, servers);
    for (const { alias, decisions } of servers)
      for (const { tool, warnings, rules } of decisions) {
        for (const says of warnings) note(`${alias}/${tool}: ${says}`);
        for (const rule of rules) if (rule.fill) note(`${alias}/${tool}: fill in ${rule.fill}`);
      }
    for (const { cannotExpress } of files)
      for (const { alias, says } of cannotExpress) note(`not expressed in ${format.id}: ${alias}: ${says}`);
    const [only] = files;
    if (files.length === 1 && only) {
      if (options.out === undefined) process.stdout.write(`${only.text}\n`);
      else writeOutput(options.out, `${only.text}\n`);
    } else if (options.out === undefined) {
      for (const { fileName, text } of files) process.stdout.write(`--- ${fileName}\n${text}\n`);
    } else {
      throw new CommandError(
        `${format.id} has a file for each server: leave out --out, or ask for one server at a time`,
      );
    }
  } catch (error) {
    // A format refuses a name or key that its product cannot hold.
    if (error instanceof RangeError) throw new CommandError(error.message, EXIT.usage, { cause: error });
    throw error;
  } finally {
    await closeDatabase(db);
  }
};

const note = (text: string): void => console.error(terminalText(text, { oneLine: true }));

/** The definitions of the tools that a server lists, or undefined where none is named. */
const definitionsOf = async (server: string | undefined): Promise<Definition[] | undefined> => {
  if (server === undefined) return undefined;
  const { closeDatabase, openDatabase } = await import("../../db/open.ts");
  const { findTarget } = await import("../../db/queries/find-target.ts");
  const { listTools } = await import("../../db/queries/catalogue.ts");
  const db = await openDatabase(homeFolder());
  try {
    const found = await findTarget(db, server);
    if (!found.found) throw new CommandError(notFound(found));
    return (await listTools(db, found.server)).map(({ definition }) => definition);
  } finally {
    await closeDatabase(db);
  }
};

const defineCheck = (verb: Commander): void => {
  verb
    .description("Say whether a policy.json is valid, names tools that exist, and has no dead or shadowed rule.")
    .argument("<file>", "the policy.json")
    .option("--server <name>", "the server whose tools it should name, as the database has it")
    .action(async (file: string, options: { server?: string }) => {
      const { checkPolicyText } = await import("../../policy/check.ts");
      const { problems } = checkPolicyText(readText(file), await definitionsOf(options.server));
      for (const { line, column, level, says } of problems)
        console.log(terminalText(`${file}:${line}:${column} ${level}: ${says}`, { oneLine: true }));
      const errors = problems.filter(({ level }) => level === "error").length;
      console.log(`${errors} errors, ${problems.length - errors} warnings`);
      if (errors > 0) process.exitCode = EXIT.findings;
    });
};

/** A policy.json that can be enforced; throws where it cannot. */
const enforceable = async (file: string): Promise<Policy> => {
  const { checkPolicyText } = await import("../../policy/check.ts");
  const { policy: read, problems } = checkPolicyText(readText(file));
  if (read) return read;
  const first = problems.find(({ level }) => level === "error");
  throw new CommandError(
    first ? `${file}:${first.line}:${first.column} ${first.says}` : `${file} is no policy that can be enforced`,
  );
};

const defineTest = (verb: Commander): void => {
  verb
    .description(
      'Say what each call of a JSONL file would get, and why. A line: {"tool", "arguments"?, "at"?, "expect"?: "allow"\n' +
        'or "deny"}; limits are counted in the order of the lines.',
    )
    .argument("<file>", "the policy.json")
    .argument("<calls>", "the calls, JSONL")
    .action(async (file: string, calls: string) => {
      const { testCalls } = await import("../../policy/test-calls.ts");
      const results = testCalls(await enforceable(file), readText(calls));
      for (const { line, tool, verdict, rule, text, asExpected } of results) {
        const parts = [`${calls}:${line}`, verdict, tool, rule, text, asExpected ? "" : "NOT AS EXPECTED"];
        console.log(terminalText(parts.filter((part) => part !== "").join("  "), { oneLine: true }));
      }
      const wrong = results.filter(({ asExpected }) => !asExpected).length;
      console.log(`${results.length} calls, ${wrong} not as expected`);
      if (wrong > 0) process.exitCode = EXIT.findings;
    });
};

const DIFF_WORDS = { possible: "becomes possible", stops: "stops", text: "only the text changes" } as const;

const defineDiff = (verb: Commander): void => {
  verb
    .description(
      "Say what becomes possible and what stops between two policy.json files. Exits with 1 where they differ.",
    )
    .argument("<old>", "the policy.json before")
    .argument("<new>", "the policy.json after")
    .action(async (old: string, now: string) => {
      const { diffPolicies } = await import("../../policy/diff.ts");
      const changes = diffPolicies(await enforceable(old), await enforceable(now));
      for (const kind of ["possible", "stops", "text"] as const)
        for (const { tool, says, example } of changes.filter((change) => change.kind === kind)) {
          const call = example ? ` (for example with ${JSON.stringify(example)})` : "";
          console.log(
            terminalText(`${DIFF_WORDS[kind]}: ${tool ?? "every other tool"}: ${says}${call}`, { oneLine: true }),
          );
        }
      if (changes.length === 0) console.log("no difference in what the policies let through");
      else process.exitCode = EXIT.findings;
    });
};
