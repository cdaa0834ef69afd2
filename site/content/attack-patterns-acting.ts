import type { AttackProse } from "./attack-pattern.ts";

/** Patterns that abuse what a tool does: it runs, deletes, pays, sends or changes rights. */
export const ACTING_PATTERNS: readonly AttackProse[] = [
  {
    id: "command-injection",
    short: "An argument that was meant as data reaches a shell or an interpreter and is run.",
    how: [
      "A tool builds a command from what the agent passes: a path, a branch, a package name. Whoever can influence that argument, for example through a web page that the agent has just read, adds a separator and a command of their own.",
      "Where the tool takes whole commands or code by design, no flaw is needed at all. It is enough that the model is talked into a command that its user would not have typed.",
    ],
    seen: "In July 2025 mcp-remote, a bridge to remote servers, turned out to run a command that a hostile server had put into its authorization address (CVE-2025-6514, severity 9.6 of 10).",
    defence: [
      "Allow the commands that are needed by an anchored list; do not try to forbid the bad ones.",
      "Run the server in a container or under an account that can break nothing and holds no credentials.",
      "Cap the number of calls, so that a mistake stays one mistake.",
    ],
    references: [
      { title: "CVE-2025-6514", url: "https://nvd.nist.gov/vuln/detail/CVE-2025-6514" },
      { title: "CWE-78: OS command injection", url: "https://cwe.mitre.org/data/definitions/78.html" },
    ],
  },
  {
    id: "query-injection",
    short: "A query tool that is thought of as read-only is given a statement that changes or drops data.",
    how: [
      "Checks that look at the first word of a statement are passed by a second statement after a semicolon, by a comment in front, or by a common table expression that writes.",
      "Databases also run functions. A query that only selects can call one that reads files, opens connections or stops other sessions.",
    ],
    seen: "In May 2026 researchers reported statement injection and unauthenticated query paths in three published database servers, among them Apache Doris MCP (CVE-2025-66335).",
    defence: [
      "Connect as a database role that may only read, and only the tables that are needed. This holds whatever the statement says.",
      "Allow one statement a call, and check it with a parser and not with a prefix.",
      "Set a statement timeout and a limit on rows.",
    ],
    references: [
      { title: "CVE-2025-66335", url: "https://nvd.nist.gov/vuln/detail/CVE-2025-66335" },
      { title: "CWE-89: SQL injection", url: "https://cwe.mitre.org/data/definitions/89.html" },
    ],
  },
  {
    id: "path-traversal",
    short: "A path with dots, links or another root leaves the folder that the tool was meant for.",
    how: [
      "A tool that takes a path compares it with the allowed folder as text. A path that begins with the same letters, climbs with two dots, or goes through a symbolic link passes the comparison and ends somewhere else.",
      "Reading there gives away keys and configuration. Writing there can plant a start-up file, and then something runs.",
    ],
    seen: "In 2025 the reference file system server was found to accept folders that only begin like an allowed one, and links that lead out of it (CVE-2025-53110, CVE-2025-53109).",
    defence: [
      "Resolve links first, then compare whole path segments with the folder.",
      "Mount only the folder in question into the place where the server runs.",
      "Refuse paths that climb in the rule itself, before the server sees them.",
    ],
    references: [
      { title: "CVE-2025-53109", url: "https://nvd.nist.gov/vuln/detail/CVE-2025-53109" },
      { title: "CWE-22: path traversal", url: "https://cwe.mitre.org/data/definitions/22.html" },
    ],
  },
  {
    id: "destructive-autonomy",
    short: "An agent decides by itself that removing something is the way forward, and it is not.",
    how: [
      "No attacker is needed. The agent meets an error, an empty result or a conflict, concludes that the data is broken, and cleans up. It holds the rights to do so, and the tool does what it is told.",
      "An instruction in the prompt not to touch something is a wish. The tool does not know it.",
    ],
    seen: "In July 2025 a coding agent deleted the production database of a user who had told it that a code freeze was in force, and then described the loss wrongly.",
    defence: [
      "Hide tools that delete from the agent, or let a person approve each call.",
      "Give the agent credentials for a copy and not for the original.",
      "Have backups that the same credentials cannot reach.",
    ],
    references: [
      { title: "AI Incident Database, incident 1152", url: "https://incidentdatabase.ai/cite/1152/" },
      { title: "OWASP LLM06: Excessive Agency", url: "https://genai.owasp.org/llmrisk/llm062025-excessive-agency/" },
    ],
  },
  {
    id: "unwanted-payment",
    short: "An invoice, a page or a message that the agent reads names an amount and a recipient, and the agent pays.",
    how: [
      "An agent that handles orders or invoices reads text from outside. The text says where the money should go, and the model has no sure way to tell the data of its task from the orders of a stranger.",
      "Repetition is the other danger: a call that timed out is tried again, and the second payment is as real as the first.",
    ],
    seen: "Studies of agents that shop and pay have shown since 2025 that text on a page can redirect a purchase; the general class is indirect prompt injection.",
    defence: [
      "A person approves each payment and sees amount and recipient as the payment system has them.",
      "Cap the amount and list the recipients in the rule.",
      "Use an idempotency key where the service has one.",
    ],
    references: [
      { title: "OWASP LLM01: Prompt Injection", url: "https://genai.owasp.org/llmrisk/llm01-prompt-injection/" },
    ],
  },
  {
    id: "runaway-loop",
    short:
      "An agent repeats a call many times a minute: it retries, two agents answer each other, or a plan does not end.",
    how: [
      "The answer does not look like success, so the call is made again. Each single call is permitted; together they fill a queue, use up a quota, or write the same comment four hundred times.",
      "Two agents that react to each other's output can keep this up without any error in between.",
    ],
    seen: "A known failure of every system that retries; with agents the retry is decided by a model, which has no fixed count.",
    defence: [
      "A limit on calls per minute at the gateway: the agent cannot talk its way around a counter.",
      "A ceiling per day for whatever costs money.",
      "An answer that says plainly that the work is done, so that there is no reason to repeat it.",
    ],
    references: [
      {
        title: "OWASP LLM10: Unbounded Consumption",
        url: "https://genai.owasp.org/llmrisk/llm102025-unbounded-consumption/",
      },
    ],
  },
  {
    id: "permission-widening",
    short: "One call adds a member, a role or a key, and everything after it is allowed.",
    how: [
      "A tool that changes who may do what turns a passing influence into a lasting one: the session ends, but the new administrator, the public share or the key remains.",
      "It also makes other rules moot, since what one tool is denied another account may do.",
    ],
    seen: "In identity systems this is the ordinary second step of an intrusion; an agent with such a tool offers it as a single call.",
    defence: [
      "Keep it out of the agent's hands, or approve each call.",
      "Alert on each change of membership and rights, whoever made it.",
    ],
    references: [
      { title: "MITRE ATT&CK T1098: Account Manipulation", url: "https://attack.mitre.org/techniques/T1098/" },
    ],
  },
  {
    id: "device-misuse",
    short: "A device moves, heats, unlocks or records because a model read the situation wrongly.",
    how: [
      "A model does not see the room. It acts on a text that says that nobody is there, or that the door should open, and the device acts in the world where that is not so.",
    ],
    seen: "In August 2025 researchers showed that a calendar invitation could make an assistant open shutters and switch on a boiler.",
    defence: [
      "Leave anything that can hurt somebody behind a switch that a person holds.",
      "Allow a list of devices and a range of values; deny the rest.",
    ],
    references: [{ title: "Invitation Is All You Need (arXiv 2508.12175)", url: "https://arxiv.org/abs/2508.12175" }],
  },
];
