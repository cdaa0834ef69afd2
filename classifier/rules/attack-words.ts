import { phraseRule } from "../phrase-rule.ts";

export const attackWords = phraseRule({
  id: "attack-words",
  asks: "Is an attack or scan of a target meant?",
  because: "Traffic to a target that the caller names can harm it.",
  leans: "Execute",
  pattern: {
    name: /\b(nmap|sqlmap|nuclei|ffuf|gobuster|hydra|metasploit|msf|exploit|payload|xss|sqli|ssrf|brute|fuzz|hashcat|masscan|pentest|injection|wpscan|nikto|amass|zap)\b/,
    main: /\b(nmap|sqlmap|brute[- ]?forc\w+|exploit\w*|payloads?|fuzz\w*|penetration test\w*|sql injection|xss|vulnerability scan|authentication bypass|privilege escalation)\b/,
  },
  // What is only made attacks nobody.
  only: ({ nameText }) => !/\bgenerate\b/.test(nameText),
  says: "attacks or scans a target",
  examples: {
    hits: [{ name: "sqlmap_scan" }, { name: "x", description: "Runs a brute-force attack" }],
    misses: [
      { name: "x", description: "Explains an attack pattern to defend against" },
      { name: "generate_payload", description: "Generates an XSS payload" },
    ],
  },
});
