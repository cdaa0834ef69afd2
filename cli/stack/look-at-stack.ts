import { createInterface } from "node:readline/promises";
import { CommandError } from "../command.ts";
import { homeFolder } from "../home.ts";
import { interruptible } from "../interrupt.ts";
import { ProgressLine } from "../progress.ts";
import { clip, terminalText } from "../terminal-text.ts";
import { cachedLook, finishedLook } from "./known-looks.ts";
import type { Look } from "./look.ts";
import type { StackOptions } from "./options.ts";
import { readTargets } from "./read-targets.ts";
import type { LiveTarget } from "./target.ts";

const startsWhat = (targets: readonly LiveTarget[], options: StackOptions): string => {
  const line = ({ name, target, own, record }: LiveTarget): string => {
    const remote = (record.remotes ?? []).length > 0;
    const how = remote ? "asks" : own && !options.sandbox ? "starts, with your own rights" : "starts, in a sandbox";
    return `  ${clip(name, 30).padEnd(30)}  ${how}: ${clip(target, 100)}`;
  };
  const own = targets.some((target) => target.own && (target.record.remotes ?? []).length === 0);
  return [
    "To see their tools, toolrisk",
    ...targets.map(line),
    ...(own && !options.sandbox
      ? [
          "Your own servers run as your client runs them, unless you say --sandbox. No tool is called, and nothing is sent elsewhere.",
        ]
      : ["No tool is called, and nothing is sent elsewhere."]),
  ].join("\n");
};

const agreed = async (question: string): Promise<boolean> => {
  if (!process.stdin.isTTY || !process.stderr.isTTY)
    throw new CommandError("this starts servers: say --yes, or answer on a terminal");
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await lines.question(question)).trim());
  } finally {
    lines.close();
  }
};

/** Starts and dials; what that takes is loaded only now, since a stack of which nothing changed needs none of it. */
const list = async (targets: LiveTarget[], home: string, options: StackOptions): Promise<Map<string, Look>> => {
  const { listStack } = await import("./list-stack.ts");
  const { signal, release } = interruptible();
  try {
    const looks = await listStack(targets, {
      home,
      deadlineMs: options.deadline === undefined ? undefined : options.deadline * 1000,
      concurrency: 4,
      sandboxOwn: options.sandbox ?? false,
      signal,
      progress: new ProgressLine(),
    });
    if (signal.aborted) throw new CommandError("interrupted", 130);
    return looks;
  } finally {
    release();
  }
};

/**
 * Looks at the servers that the command line names. Says before what it starts and asks, unless `yes` is set or nothing
 * has to be started. Throws a CommandError where the user says no, and where there is nothing to look at.
 */
export const lookAtStack = async (
  texts: readonly string[],
  command: readonly string[],
  options: StackOptions,
): Promise<Look[]> => {
  const home = homeFolder();
  const targets = await readTargets(texts, command);
  const live = targets.filter((target) => target.kind === "live");
  const known = new Map<string, Look>();
  if (!options.again)
    for (const target of live) {
      const look = cachedLook(home, target);
      if (look) known.set(target.name, look);
    }
  const toStart = live.filter(({ name }) => !known.has(name));
  if (toStart.length > 0) {
    if (!options.yes || process.stderr.isTTY) console.error(terminalText(startsWhat(toStart, options)));
    if (!options.yes && !(await agreed("Go on? [y/N] ")))
      throw new CommandError("nothing was started; saved listings can be checked without starting anything");
  }
  const listed = toStart.length > 0 ? await list(toStart, home, options) : new Map<string, Look>();
  return targets.flatMap((target) => {
    const look = known.get(target.name) ?? listed.get(target.name) ?? finishedLook(target);
    return look ? [look] : [];
  });
};
