import type { StackRule } from "../finding.ts";
import { combine, exampleVerdict } from "../finding-stack.ts";

export const injectionToLoss: StackRule = {
  id: "injection-to-loss",
  kind: "stack",
  level: "medium",
  asks: "Can one agent read what strangers write and move money or delete for good?",
  remedy: "Ask before every payment and deletion while the agent reads foreign content.",
  references: ["OWASP ASI02:2026 Tool Misuse & Exploitation", "OWASP LLM06:2025 Excessive Agency"],
  find: (stack) =>
    combine(stack, "medium", "what strangers write can make the agent pay or delete", [
      ["untrusted content", ["reads-untrusted-content"]],
      ["loss", ["moves-money", "deletes-data"]],
    ]),
  examples: {
    hits: [
      {
        why: "issues and deletion",
        stack: [
          {
            server: "forge",
            classifications: [
              exampleVerdict("get_issue", "reads-untrusted-content"),
              exampleVerdict("delete_repo", "deletes-data"),
            ],
          },
        ],
      },
    ],
    misses: [
      {
        why: "deletion alone",
        stack: [{ server: "forge", classifications: [exampleVerdict("delete_repo", "deletes-data")] }],
      },
    ],
  },
};
