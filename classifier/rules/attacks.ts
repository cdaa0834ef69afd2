import { verbRule } from "../verb-rule.ts";

export const attacks = verbRule({
  id: "attacks",
  leans: "Execute",
  means: "probing or attacking a system",
  because: "Traffic goes to a target that the caller names.",
  english: ["exploit", "attack", "bruteforce", "fuzz", "inject", "crack", "spoof", "sniff", "hack", "ddos", "flood"],
  other: ["攻击"],
  examples: {
    hits: [{ name: "exploit_target" }, { name: "x", description: "Injects a payload into a parameter" }],
    misses: [{ name: "list_attacker_patterns" }, { name: "x", description: "Explains how an attack works" }],
  },
});
