import { phraseRule } from "../phrase-rule.ts";

export const arbitrary = phraseRule({
  id: "arbitrary",
  asks: "Does the text say that anything can be run?",
  because: "Arbitrary code or commands have no bound but the machine.",
  floor: "High",
  leans: "Execute",
  step: { by: 1, of: ["Execute"], reason: "it runs arbitrary code or commands" },
  pattern: {
    name: /\b(shell|bash|terminal|powershell|cmd|exec|ssh|eval|repl|sandbox|python|javascript)\b/,
    main: /\barbitrary\b|\b(run|call|execute|invoke)s? any\b|\bany (shell |terminal |bash |system |python |js |javascript )*(command|code|script|quer|sql)\w*|\b(shell|bash|terminal|powershell|command[- ]line|cli|operating system) (command|script|process|session)s?|\b(execut|run|evaluat)(e|es|s|ning|ing)? (a |an |the |some |custom |user |provided |inline |multiple |async |raw )*(\w+ )?(command|code|script|javascript|python|program|shell|expression)s?\b|执行.{0,8}(命令|代码|脚本)|コードを?実行/,
  },
  says: "says that anything can be run",
  examples: {
    hits: [
      { name: "x", description: "Executes arbitrary code" },
      { name: "x", description: "Run any shell command" },
    ],
    misses: [{ name: "x", description: "Searches a command by name" }],
  },
});
