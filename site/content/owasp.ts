import type { Capability, Category } from "../../db/records/classification.ts";

/** A risk class of an OWASP list, and which tools it concerns: those with one of the capabilities or categories. */
export type OwaspClass = {
  id: string;
  slug: string;
  list: "LLM Top 10 (2025)" | "MCP Top 10 (v0.1, 2025)" | "Agentic Top 10 (2026)";
  title: string;
  concerns: string;
  guard: string;
  url: string;
  capabilities: readonly Capability[];
  categories: readonly Category[];
};

const MCP = "https://owasp.org/www-project-mcp-top-10/";
const AGENTIC = "https://genai.owasp.org/resource/owasp-top-10-for-agentic-applications-for-2026/";

export const OWASP_CLASSES: readonly OwaspClass[] = [
  {
    id: "LLM01",
    slug: "llm01-prompt-injection",
    list: "LLM Top 10 (2025)",
    title: "Prompt Injection",
    concerns:
      "The tool brings text into the conversation that somebody else wrote, and a model may take it for an instruction.",
    guard: "Treat what comes back as data, and keep tools that act out of reach while it is being read.",
    url: "https://genai.owasp.org/llmrisk/llm01-prompt-injection/",
    capabilities: ["reads-untrusted-content"],
    categories: [],
  },
  {
    id: "LLM02",
    slug: "llm02-sensitive-information-disclosure",
    list: "LLM Top 10 (2025)",
    title: "Sensitive Information Disclosure",
    concerns:
      "The tool returns secrets or personal content, which then sits in a context that other tools can send on.",
    guard: "Give it credentials that see only what the task needs, and keep it apart from tools that send things out.",
    url: "https://genai.owasp.org/llmrisk/llm022025-sensitive-information-disclosure/",
    capabilities: ["reads-secrets", "reads-private-data"],
    categories: [],
  },
  {
    id: "LLM05",
    slug: "llm05-improper-output-handling",
    list: "LLM Top 10 (2025)",
    title: "Improper Output Handling",
    concerns: "What a model writes is run as code, as a command or as a statement of a database, unchecked.",
    guard:
      "Allow the statements that you want instead of forbidding those that you do not, and run them with few rights.",
    url: "https://genai.owasp.org/llmrisk/llm052025-improper-output-handling/",
    capabilities: ["runs-code", "shell", "runs-sql"],
    categories: [],
  },
  {
    id: "LLM06",
    slug: "llm06-excessive-agency",
    list: "LLM Top 10 (2025)",
    title: "Excessive Agency",
    concerns: "The tool lets an agent do more than its task needs, and nobody is asked in between.",
    guard: "Hide what the task does not need, cap the rest, and let a person decide where there is no way back.",
    url: "https://genai.owasp.org/llmrisk/llm062025-excessive-agency/",
    capabilities: ["bulk", "deletes-data", "moves-money", "changes-permissions", "controls-device"],
    categories: ["Execute", "Destructive", "Financial"],
  },
  {
    id: "MCP01",
    slug: "mcp01-token-mismanagement-and-secret-exposure",
    list: "MCP Top 10 (v0.1, 2025)",
    title: "Token Mismanagement and Secret Exposure",
    concerns: "Secrets pass through the tool's answers and can end up in logs, in memory or in somebody else's hands.",
    guard: "Redact secrets where they leave, and use tokens that live for minutes and reach one service.",
    url: MCP,
    capabilities: ["reads-secrets"],
    categories: [],
  },
  {
    id: "MCP02",
    slug: "mcp02-privilege-escalation-via-scope-creep",
    list: "MCP Top 10 (v0.1, 2025)",
    title: "Privilege Escalation via Scope Creep",
    concerns: "The tool changes who may do what, so one call can widen everything that comes after it.",
    guard: "Deny it to agents, or ask a person each time.",
    url: MCP,
    capabilities: ["changes-permissions"],
    categories: [],
  },
  {
    id: "MCP05",
    slug: "mcp05-command-injection-and-execution",
    list: "MCP Top 10 (v0.1, 2025)",
    title: "Command Injection and Execution",
    concerns: "Its arguments reach a shell, an interpreter or a database engine.",
    guard: "Bound the arguments to a list of what is allowed, and run the server where it can break nothing.",
    url: MCP,
    capabilities: ["runs-code", "shell", "runs-sql"],
    categories: [],
  },
  {
    id: "MCP06",
    slug: "mcp06-intent-flow-subversion",
    list: "MCP Top 10 (v0.1, 2025)",
    title: "Intent Flow Subversion",
    concerns: "Text that it returns can turn the agent from the user's task to the task of whoever wrote the text.",
    guard: "After reading such content, let the agent do nothing that sends, pays or deletes without a person.",
    url: MCP,
    capabilities: ["reads-untrusted-content", "controls-browser"],
    categories: [],
  },
  {
    id: "MCP10",
    slug: "mcp10-context-injection-and-over-sharing",
    list: "MCP Top 10 (v0.1, 2025)",
    title: "Context Injection and Over-Sharing",
    concerns: "It puts more into the shared context than the task needs, where other tools and users can meet it.",
    guard: "Ask for single items instead of whole collections, and start a new session for a new task.",
    url: MCP,
    capabilities: ["reads-private-data", "reads-files"],
    categories: [],
  },
  {
    id: "ASI02",
    slug: "asi02-tool-misuse-and-exploitation",
    list: "Agentic Top 10 (2026)",
    title: "Tool Misuse and Exploitation",
    concerns:
      "An ordinary, permitted tool is used in a way that its author did not mean: too often, too broadly, in the wrong order.",
    guard:
      "A rule at the gateway that counts calls and looks at arguments holds even when the model is talked into it.",
    url: AGENTIC,
    capabilities: ["bulk", "sends-messages", "network-egress", "writes-files"],
    categories: ["Write", "Execute", "Destructive", "Financial"],
  },
  {
    id: "ASI05",
    slug: "asi05-unexpected-code-execution",
    list: "Agentic Top 10 (2026)",
    title: "Unexpected Code Execution",
    concerns: "Code that a model composed runs on a real machine.",
    guard:
      "Run it in a container without network or credentials, and never with the rights of the person at the keyboard.",
    url: AGENTIC,
    capabilities: ["runs-code", "shell"],
    categories: [],
  },
];

/** The classes that concern a tool of `category` with `capabilities`, in the order of the list. */
export const owaspFor = (category: Category, capabilities: readonly Capability[]): OwaspClass[] =>
  OWASP_CLASSES.filter(
    (item) => item.categories.includes(category) || item.capabilities.some((one) => capabilities.includes(one)),
  );
