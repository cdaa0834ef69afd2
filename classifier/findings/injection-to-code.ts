import type { StackRule } from "../finding.ts";
import { combine, exampleVerdict } from "../finding-stack.ts";

export const injectionToCode: StackRule = {
  id: "injection-to-code",
  kind: "stack",
  level: "high",
  asks: "Can one agent read what strangers write and run code or commands?",
  remedy: "Ask before every command while the agent reads foreign content, or give the two to different agents.",
  references: ["OWASP MCP05:2025 Command Injection & Execution", "OWASP ASI05:2026 Unexpected Code Execution"],
  find: (stack) =>
    combine(stack, "medium", "what strangers write can make the agent run commands", [
      ["untrusted content", ["reads-untrusted-content"]],
      ["code", ["shell", "runs-code"]],
    ]),
  examples: {
    hits: [
      {
        why: "a browser and a shell",
        stack: [
          {
            server: "dev",
            classifications: [exampleVerdict("open_page", "reads-untrusted-content"), exampleVerdict("bash", "shell")],
          },
        ],
      },
    ],
    misses: [
      {
        why: "a shell alone",
        stack: [{ server: "dev", classifications: [exampleVerdict("bash", "shell", "runs-code")] }],
      },
    ],
  },
};
