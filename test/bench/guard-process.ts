import { startGuard } from "../../policy/guard/guard.ts";

/** `guard-process.ts FOLDER COMMAND ARG…`: a guard with its files in the folder, in front of the command. */
const [folder = ".", command = "", ...args] = process.argv.slice(2);
const { ended } = await startGuard({
  policyFile: `${folder}/policy.json`,
  stateFile: `${folder}/state.sqlite`,
  log: `${folder}/log.jsonl`,
  upstream: { command, args },
});
await ended;
