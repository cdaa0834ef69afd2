import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";

/*
 * Runs the composite action of this repository as GitHub's runner does, on this machine: inputs with their defaults,
 * expressions, the files that steps write to, and bash with the runner's own flags. `uses:` steps are other people's actions,
 * which need GitHub: of actions/setup-node the effect is had by putting this Node first on the PATH; any other is an error.
 */

const root = fileURLToPath(new URL("../..", import.meta.url));

interface Step {
  id?: string;
  uses?: string;
  run?: string;
  shell?: string;
  env?: Record<string, string>;
}
interface Action {
  inputs: Record<string, { default?: string }>;
  outputs: Record<string, { value: string }>;
  runs: { using: string; steps: Step[] };
}

export const readAction = (): Action => parse(readFileSync(join(root, "action.yml"), "utf8")) as Action;

/** What the workflow gives: the event, the token, and where the repository is checked out. */
export interface Workflow {
  workspace: string;
  inputs?: Record<string, string>;
  /** The payload, as it stands in GITHUB_EVENT_PATH. */
  event: object;
  eventName: string;
  repository: string;
  ref: string;
  sha: string;
  token: string;
  api: string;
  /** Further variables, such as a PATH with doubles. */
  env?: Record<string, string>;
}

export interface ActionRun {
  /** Of the first step that failed; 0 where none did. */
  code: number;
  /** What a person reads in the log. */
  log: string;
  summary: string;
  outputs: Record<string, string>;
}

/** `a.b || c.d` over contexts, which is all that this action uses; a value that is not there is empty. */
const evaluate = (expression: string, contexts: Record<string, unknown>): string => {
  for (const term of expression.split("||").map((one) => one.trim())) {
    if (!/^[\w-]+(\.[\w-]+)*$/.test(term))
      throw new Error(`the runner of the tests does not know the expression ${term}`);
    let value: unknown = contexts;
    for (const key of term.split(".")) value = (value as Record<string, unknown> | null | undefined)?.[key];
    if (value !== undefined && value !== null && value !== "") return String(value);
  }
  return "";
};

const fill = (text: string, contexts: Record<string, unknown>): string =>
  text.replace(/\$\{\{(.*?)\}\}/g, (_, expression: string) => evaluate(expression, contexts));

/** `name=value` lines and the form with a delimiter for several lines. */
const parseOutputs = (text: string): Record<string, string> => {
  const outputs: Record<string, string> = {};
  const lines = text.split("\n");
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? "";
    const block = /^([^=]+?)<<(.+)$/.exec(line);
    if (block) {
      const end = lines.indexOf(block[2] ?? "", at + 1);
      outputs[block[1] ?? ""] = lines.slice(at + 1, end).join("\n");
      at = end;
    } else if (line.includes("=")) outputs[line.slice(0, line.indexOf("="))] = line.slice(line.indexOf("=") + 1);
  }
  return outputs;
};

export const runAction = async (workflow: Workflow, temp: string): Promise<ActionRun> => {
  const action = readAction();
  if (action.runs.using !== "composite") throw new Error("the action is not composite");
  const { workspace, event, eventName, repository, ref, sha, token, api } = workflow;
  for (const name of Object.keys(workflow.inputs ?? {}))
    if (!(name in action.inputs)) throw new Error(`the action has no input ${name}`);
  const inputs = Object.fromEntries(
    Object.entries(action.inputs).map(([name, input]) => [name, workflow.inputs?.[name] ?? input.default ?? ""]),
  );
  mkdirSync(temp, { recursive: true });
  const file = (name: string, text = ""): string => {
    writeFileSync(join(temp, name), text);
    return join(temp, name);
  };
  const steps: Record<string, { outputs: Record<string, string> }> = {};
  const contexts = { inputs, steps, github: { token, event, sha, ref, repository } };
  const summary = file("summary");
  const result: ActionRun = { code: 0, log: "", summary: "", outputs: {} };
  let path = workflow.env?.PATH ?? process.env.PATH ?? "";
  for (const [at, step] of action.runs.steps.entries()) {
    if (step.uses) {
      if (!step.uses.startsWith("actions/setup-node@")) throw new Error(`${step.uses} cannot be run here`);
      path = `${path}:${dirname(process.execPath)}`;
      continue;
    }
    if (step.shell !== "bash") throw new Error(`the step ${at} is not for bash`);
    const output = file(`output-${at}`);
    const env = {
      ...Object.fromEntries(["HOME", "LANG"].map((name) => [name, process.env[name] ?? ""])),
      ...workflow.env,
      PATH: path,
      CI: "true",
      GITHUB_ACTIONS: "true",
      GITHUB_ACTION_PATH: root,
      GITHUB_API_URL: api,
      GITHUB_EVENT_NAME: eventName,
      GITHUB_EVENT_PATH: file("event.json", JSON.stringify(event)),
      GITHUB_OUTPUT: output,
      GITHUB_REF: ref,
      GITHUB_REPOSITORY: repository,
      GITHUB_SHA: sha,
      GITHUB_STEP_SUMMARY: summary,
      GITHUB_WORKSPACE: workspace,
      RUNNER_TEMP: temp,
      ...Object.fromEntries(Object.entries(step.env ?? {}).map(([name, value]) => [name, fill(value, contexts)])),
    };
    const script = file(`step-${at}.sh`, fill(step.run ?? "", contexts));
    const code = await new Promise<number>((resolve, reject) => {
      const child = spawn("bash", ["--noprofile", "--norc", "-eo", "pipefail", script], { cwd: workspace, env });
      for (const stream of [child.stdout, child.stderr])
        stream.setEncoding("utf8").on("data", (text: string) => {
          result.log += text;
        });
      child.on("error", reject).on("close", (status) => resolve(status ?? 1));
    });
    if (step.id) steps[step.id] = { outputs: parseOutputs(readFileSync(output, "utf8")) };
    if (code !== 0) {
      result.code = code;
      break;
    }
  }
  result.summary = readFileSync(summary, "utf8");
  result.outputs = Object.fromEntries(
    Object.entries(action.outputs).map(([name, { value }]) => [name, fill(value, contexts)]),
  );
  return result;
};
