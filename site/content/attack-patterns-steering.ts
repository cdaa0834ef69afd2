import type { AttackProse } from "./attack-pattern.ts";

/** Patterns by which a stranger comes to steer the agent. */
export const STEERING_PATTERNS: readonly AttackProse[] = [
  {
    id: "instructions-in-content",
    short: "A page, an issue or a mail that the tool returns tells the model what to do next.",
    how: [
      "A model reads instructions and data in the same stream. Text that a stranger put where the agent would find it can say: before you go on, do this. White text on white, a comment in the source or a long footer is enough; the person never sees it.",
      "The tool that brought the text has done nothing wrong. The harm is done by the next tool.",
    ],
    seen: "In August 2025 a comment on a public page made a browser assistant fetch a one-time password from the user's mail and post it.",
    defence: [
      "While such content is in the context, deny the tools that send, pay, delete or run.",
      "Fetch from a list of places instead of from anywhere.",
      "Show the person what the agent is about to do, and not only what it says it did.",
    ],
    references: [
      { title: "OWASP LLM01: Prompt Injection", url: "https://genai.owasp.org/llmrisk/llm01-prompt-injection/" },
      { title: "Prompt injection in Comet (Brave)", url: "https://brave.com/blog/comet-prompt-injection/" },
    ],
  },
  {
    id: "tool-poisoning",
    short:
      "The text that describes a tool tells the model to do something else as well, and the person never reads it.",
    how: [
      "Definitions are loaded into the context before anything is called. A server can write there that a file has to be read first and passed as an argument, or that mail should go through a certain address. The tool need never be called for this to work.",
    ],
    seen: "Described and named in April 2025 by Invariant Labs; MCPTox later measured how often 20 models obeyed: 36.5% of the attempts on average.",
    defence: [
      "Read definitions before you connect, and look for text that speaks to the model. Findings on these pages quote such text.",
      "Pin the definition, and look again when its fingerprint changes.",
      "Do not connect servers that you do not trust next to servers that hold something of value.",
    ],
    references: [
      {
        title: "Tool poisoning attacks (Invariant Labs)",
        url: "https://invariantlabs.ai/blog/mcp-security-notification-tool-poisoning-attacks",
      },
      { title: "MCPTox (arXiv 2508.14925)", url: "https://arxiv.org/abs/2508.14925" },
    ],
  },
  {
    id: "changed-after-approval",
    short: "What was looked at and allowed last month is not what answers today.",
    how: [
      "A client asks for approval once and remembers it by name. A server, or a new version of its package, can change what the name means: another description, another argument, another behaviour behind the same words.",
    ],
    seen: "In September 2025 version 1.0.16 of the package postmark-mcp, harmless for fifteen releases, sent a blind copy of each mail to its author.",
    defence: [
      "Install an exact version and not the newest one.",
      "Compare fingerprints of definitions, and approve again when one differs.",
      "Hold rules at a gateway: a limit stays in force whatever the new version does.",
    ],
    references: [
      { title: "OWASP MCP Top 10, MCP04", url: "https://owasp.org/www-project-mcp-top-10/" },
      { title: "CWE-494: code without an integrity check", url: "https://cwe.mitre.org/data/definitions/494.html" },
    ],
  },
];
