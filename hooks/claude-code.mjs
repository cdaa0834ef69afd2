#!/usr/bin/env node
/*
 * A Claude Code hook (PreToolUse, matcher "Bash") that looks at an MCP server before it is added: on `claude mcp add` and
 * its like with an npm package or an address it runs `toolrisk check` and asks the user with what was found. It never
 * allows anything by itself; every other command passes untouched.
 *
 *   {"hooks": {"PreToolUse": [{"matcher": "Bash", "hooks": [{"type": "command",
 *     "command": "node node_modules/toolrisk/hooks/claude-code.mjs", "timeout": 120}]}]}}
 */
import { spawnSync } from "node:child_process";
import { realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";

const ADDS = /\b(?:claude|codex|gemini|copilot)\s+mcp\s+add(?:-json)?\b|\bcode\s+--add-mcp\b/;

/** The npm package or address that a command line would add; null where it adds none that can be told. */
export const addedTarget = (command) => {
  if (!ADDS.test(command)) return null;
  const words = [...command.matchAll(/"([^"]*)"|'([^']*)'|([^\s"']+)/g)].map(
    (match) => match[1] ?? match[2] ?? match[3] ?? "",
  );
  const address = words.find((word) => /^https?:\/\/[^\s]+$/.test(word));
  if (address) return address;
  const runner = words.findIndex((word) => /(?:^|\/)(?:npx|bunx)$/.test(word));
  const name = runner < 0 ? undefined : words.slice(runner + 1).find((word) => !word.startsWith("-"));
  return name && /^(?:@[\w.~-]+\/)?[\w.~-]+(?:@[\w.+-]+)?$/.test(name) ? `npm:${name}` : null;
};

/** What the user is told, from a report; plain text of one paragraph a server. */
export const reasonOf = (report) =>
  report.servers
    .map(({ name, outcome, error, grade, tools }) => {
      if (outcome !== "listed") return `${name} could not be looked at (${outcome}${error ? `: ${error}` : ""}).`;
      const risky = tools
        .filter(({ risk }) => risk === "Critical" || risk === "High")
        .map(({ tool, risk }) => `${tool} (${risk})`);
      const found = tools.flatMap(({ tool, findings }) =>
        findings.filter(({ level }) => level === "medium" || level === "high").map(({ rule }) => `${tool}: ${rule}`),
      );
      return [
        `${name}: ${tools.length} tools, grade ${grade.letter}.`,
        ...(risky.length > 0 ? [`Riskiest: ${risky.slice(0, 8).join(", ")}.`] : []),
        ...(found.length > 0 ? [`Text that tries to manipulate: ${found.slice(0, 8).join(", ")}.`] : []),
      ].join(" ");
    })
    .join("\n")
    .replace(/[\p{Cc}\p{Cf}]/gu, (character) => (character === "\n" ? character : ""));

const ask = (reason) => ({
  hookSpecificOutput: {
    hookEventName: "PreToolUse",
    permissionDecision: "ask",
    permissionDecisionReason: `toolrisk: ${reason}`,
  },
});

/** The hook's answer to what Claude Code sends; null: nothing to say. */
export const answer = (event, check) => {
  const command = event?.tool_input?.command;
  if (event?.tool_name !== "Bash" || typeof command !== "string" || !ADDS.test(command)) return null;
  const target = addedTarget(command);
  if (!target)
    return ask("this adds an MCP server that could not be looked at from its command line; run toolrisk check first.");
  try {
    return ask(reasonOf(check(target)));
  } catch (error) {
    return ask(`the server could not be looked at: ${error.message}`);
  }
};

const check = (target) => {
  const own = process.env.TOOLRISK_BIN;
  const [program, ...before] = own ? [process.execPath, own] : ["npx", "--yes", "toolrisk"];
  const { stdout, stderr, error } = spawnSync(program, [...before, "check", target, "--yes", "--json"], {
    encoding: "utf8",
    timeout: 110_000,
  });
  if (error) throw error;
  if (!stdout) throw new Error(stderr.trim().slice(0, 300) || "toolrisk said nothing");
  return JSON.parse(stdout);
};

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  let text = "";
  for await (const chunk of process.stdin) text += chunk;
  const result = answer(JSON.parse(text), check);
  if (result) console.log(JSON.stringify(result));
}
