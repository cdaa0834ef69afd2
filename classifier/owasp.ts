import type { Capability } from "../db/records/classification.ts";

/**
 * A risk class of an OWASP list that a definition can tell something about. It concerns a tool by what the tool can do,
 * not by its category: a search of the web and a lookup of the time are both reads.
 */
export interface OwaspClass {
  id: string;
  /** The id and title as they stand in addresses. */
  slug: string;
  list: "LLM Top 10 (2025)" | "MCP Top 10 (v0.1, 2025)" | "Agentic Top 10 (2026)";
  title: string;
  url: string;
  /** It concerns tools that can do one of these. */
  capabilities: readonly Capability[];
}

const MCP = "https://owasp.org/www-project-mcp-top-10/";
const AGENTIC = "https://genai.owasp.org/resource/owasp-top-10-for-agentic-applications-for-2026/";

export const OWASP_CLASSES = [
  {
    id: "LLM01",
    slug: "llm01-prompt-injection",
    list: "LLM Top 10 (2025)",
    title: "Prompt Injection",
    url: "https://genai.owasp.org/llmrisk/llm01-prompt-injection/",
    capabilities: ["reads-untrusted-content"],
  },
  {
    id: "LLM02",
    slug: "llm02-sensitive-information-disclosure",
    list: "LLM Top 10 (2025)",
    title: "Sensitive Information Disclosure",
    url: "https://genai.owasp.org/llmrisk/llm022025-sensitive-information-disclosure/",
    capabilities: ["reads-secrets", "reads-private-data"],
  },
  {
    id: "LLM05",
    slug: "llm05-improper-output-handling",
    list: "LLM Top 10 (2025)",
    title: "Improper Output Handling",
    url: "https://genai.owasp.org/llmrisk/llm052025-improper-output-handling/",
    capabilities: ["runs-code", "shell", "runs-sql"],
  },
  {
    id: "LLM06",
    slug: "llm06-excessive-agency",
    list: "LLM Top 10 (2025)",
    title: "Excessive Agency",
    url: "https://genai.owasp.org/llmrisk/llm062025-excessive-agency/",
    capabilities: [
      "bulk",
      "deletes-data",
      "moves-money",
      "changes-permissions",
      "controls-device",
      "controls-browser",
      "runs-code",
      "shell",
      "sends-messages",
    ],
  },
  {
    id: "MCP01",
    slug: "mcp01-token-mismanagement-and-secret-exposure",
    list: "MCP Top 10 (v0.1, 2025)",
    title: "Token Mismanagement and Secret Exposure",
    url: MCP,
    capabilities: ["reads-secrets"],
  },
  {
    id: "MCP02",
    slug: "mcp02-privilege-escalation-via-scope-creep",
    list: "MCP Top 10 (v0.1, 2025)",
    title: "Privilege Escalation via Scope Creep",
    url: MCP,
    capabilities: ["changes-permissions"],
  },
  {
    id: "MCP05",
    slug: "mcp05-command-injection-and-execution",
    list: "MCP Top 10 (v0.1, 2025)",
    title: "Command Injection and Execution",
    url: MCP,
    capabilities: ["runs-code", "shell", "runs-sql"],
  },
  {
    id: "MCP06",
    slug: "mcp06-intent-flow-subversion",
    list: "MCP Top 10 (v0.1, 2025)",
    title: "Intent Flow Subversion",
    url: MCP,
    capabilities: ["reads-untrusted-content", "controls-browser"],
  },
  {
    id: "MCP10",
    slug: "mcp10-context-injection-and-over-sharing",
    list: "MCP Top 10 (v0.1, 2025)",
    title: "Context Injection and Over-Sharing",
    url: MCP,
    capabilities: ["reads-private-data", "reads-files"],
  },
  {
    id: "ASI02",
    slug: "asi02-tool-misuse-and-exploitation",
    list: "Agentic Top 10 (2026)",
    title: "Tool Misuse and Exploitation",
    url: AGENTIC,
    capabilities: [
      "bulk",
      "deletes-data",
      "moves-money",
      "sends-messages",
      "network-egress",
      "writes-files",
      "runs-sql",
      "controls-browser",
      "controls-device",
    ],
  },
  {
    id: "ASI05",
    slug: "asi05-unexpected-code-execution",
    list: "Agentic Top 10 (2026)",
    title: "Unexpected Code Execution",
    url: AGENTIC,
    capabilities: ["runs-code", "shell"],
  },
] as const satisfies readonly OwaspClass[];
export type OwaspId = (typeof OWASP_CLASSES)[number]["id"];

/** The classes that concern a tool with `capabilities`, in the order of the lists; none for a tool without any. */
export const owaspOf = (capabilities: readonly Capability[]): (typeof OWASP_CLASSES)[number][] =>
  OWASP_CLASSES.filter((one) => (one.capabilities as readonly Capability[]).some((id) => capabilities.includes(id)));
