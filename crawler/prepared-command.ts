import { credentialFile, HOME } from "./placeholders.ts";
import { insideProgram } from "./sandbox-paths.ts";
import type { Settings } from "./settings.ts";
import type { Spec } from "./start-prepared.ts";
import type { Command } from "./stdio-connection.ts";

/**
 * A command with its settings: started as it is where they are arguments and variables alone, else through
 * `start-prepared`, which lays out files and backends inside the sandbox first.
 */
export const preparedCommand = (base: Command, { args, env, files, backends }: Settings): Command => {
  const whole = { ...base, args: [...base.args, ...args], env: { ...base.env, ...env } };
  const namesHome = [...args, ...Object.values(env)].some((text) => text.includes(HOME));
  if (files.length === 0 && backends.length === 0 && !namesHome) return whole;
  const program = insideProgram("./start-prepared");
  const spec: Spec = { files: Object.fromEntries(files.map((file) => [file, credentialFile()])), backends, home: HOME };
  return {
    ...whole,
    command: process.execPath,
    args: [program, JSON.stringify(spec), base.command, ...whole.args],
    readOnlyPaths: [...(base.readOnlyPaths ?? []), program],
  };
};
