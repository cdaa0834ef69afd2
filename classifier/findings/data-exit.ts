import type { StackRule } from "../finding.ts";
import { combine, exampleVerdict } from "../finding-stack.ts";

export const dataExit: StackRule = {
  id: "data-exit",
  kind: "stack",
  level: "high",
  asks: "Can one agent read private data, read what strangers write, and send something out?",
  remedy: "Split the three over agents, or ask before every call of the way out while the other two are allowed.",
  references: [
    "OWASP ASI01:2026 Agent Goal Hijack",
    "OWASP LLM02:2025 Sensitive Information Disclosure",
    "Willison, the lethal trifecta, June 2025",
    "toxic flows over 5,121 servers",
  ],
  find: (stack) =>
    combine(stack, "high", "what strangers write can make the agent send private data out", [
      ["private data", ["reads-private-data", "reads-secrets", "reads-files"]],
      ["untrusted content", ["reads-untrusted-content"]],
      ["way out", ["sends-messages", "network-egress"]],
    ]),
  examples: {
    hits: [
      {
        why: "all three on one server",
        stack: [
          {
            server: "mail",
            classifications: [
              exampleVerdict("read_mail", "reads-private-data", "reads-untrusted-content"),
              exampleVerdict("send_mail", "sends-messages"),
            ],
          },
        ],
      },
      {
        why: "three servers together",
        stack: [
          { server: "files", classifications: [exampleVerdict("read_file", "reads-files")] },
          { server: "web", classifications: [exampleVerdict("search", "reads-untrusted-content")] },
          { server: "chat", classifications: [exampleVerdict("post", "sends-messages")] },
        ],
      },
    ],
    misses: [
      {
        why: "no way out",
        stack: [
          {
            server: "mail",
            classifications: [exampleVerdict("read_mail", "reads-private-data", "reads-untrusted-content")],
          },
        ],
      },
      {
        why: "nothing known counts for nothing",
        stack: [{ server: "mail", classifications: [exampleVerdict("read_mail"), exampleVerdict("send_mail")] }],
      },
    ],
  },
};
