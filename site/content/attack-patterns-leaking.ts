import type { AttackProse } from "./attack-pattern.ts";

/** Patterns by which something private gets out. */
export const LEAKING_PATTERNS: readonly AttackProse[] = [
  {
    id: "private-data-carried-out",
    short: "One tool reads something private, another one sends it out; each alone was allowed.",
    how: [
      "Three things have to meet in one session: access to private content, text that a stranger wrote, and a way out. The text asks for the content, the model fetches it, and the way out carries it off.",
      "The way out need not be a mail. A web request with the content in its address, a public comment or a file in a shared folder does as well.",
    ],
    seen: "In May 2025 an issue in a public repository made an agent with a GitHub server copy content of private repositories into a public pull request.",
    defence: [
      "Do not give one agent all three. A session that has read private content gets no tool that sends.",
      "Restrict the recipients and hosts that the sending tool may reach.",
      "Give the reading tool a token for what the task needs and nothing more.",
    ],
    references: [
      {
        title: "The lethal trifecta (Simon Willison)",
        url: "https://simonwillison.net/2025/Jun/16/the-lethal-trifecta/",
      },
      { title: "GitHub MCP exploited (Invariant Labs)", url: "https://invariantlabs.ai/blog/mcp-github-vulnerability" },
    ],
  },
  {
    id: "secret-in-the-context",
    short: "A key or a password that a tool returns stays in the context, in the log and in every later call.",
    how: [
      "What a tool returns becomes part of the conversation. From there it is sent to the model's provider, written to logs, summarised into memories, and offered to every other tool as a possible argument.",
      "Nobody has to attack for this to be a leak. An attacker who comes later only needs to ask.",
    ],
    seen: "Listed by OWASP as the first risk of its Top 10 for MCP (version 0.1, 2025): token mismanagement and secret exposure.",
    defence: [
      "Keep secrets on the server's side and return a handle.",
      "Redact known forms of keys at the gateway.",
      "Replace a key that an agent has seen.",
    ],
    references: [
      { title: "OWASP MCP Top 10", url: "https://owasp.org/www-project-mcp-top-10/" },
      { title: "CWE-532: sensitive information in a log", url: "https://cwe.mitre.org/data/definitions/532.html" },
    ],
  },
  {
    id: "request-to-inside",
    short: "A tool that fetches any address is pointed at one that only the server's own network can reach.",
    how: [
      "The server stands in a network with things that trust their neighbours: a metadata service that hands out credentials, an administration page, a database with a web interface. The agent is asked to fetch such an address and returns the answer.",
      "A check of the address before the request is not enough when the name resolves differently the second time, or when a redirect leads inside.",
    ],
    seen: "The class is old (server-side request forgery) and is met again wherever a tool takes a URL.",
    defence: [
      "Allow a list of hosts; deny addresses of private networks after the name was resolved.",
      "Give the server no route to the inside.",
    ],
    references: [
      { title: "CWE-918: server-side request forgery", url: "https://cwe.mitre.org/data/definitions/918.html" },
    ],
  },
  {
    id: "message-in-your-name",
    short:
      "The agent writes to people as you: to the wrong ones, with the wrong content, or as bait for the next victim.",
    how: [
      "Recipients trust the sender. A message that an agent was talked into reaches them with that trust, and a link or a request in it goes further than it would from a stranger.",
      "It is also a way out for data, and one that looks like ordinary work.",
    ],
    seen: "In March 2024 researchers showed a worm made of mail that assistants read and answered, each answer carrying the prompt to the next inbox.",
    defence: [
      "Draft instead of send, and let a person press the button.",
      "Allow a list of recipients or domains.",
      "Cap the number of messages an hour.",
    ],
    references: [{ title: "Here Comes the AI Worm (arXiv 2403.02817)", url: "https://arxiv.org/abs/2403.02817" }],
  },
];
