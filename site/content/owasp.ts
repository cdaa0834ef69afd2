import { OWASP_CLASSES as CLASSES, type OwaspId, owaspOf, type OwaspClass as Shared } from "../../classifier/owasp.ts";
import type { Capability } from "../../db/records/classification.ts";

/** A risk class of an OWASP list with what the website says of it, in words of our own. */
export type OwaspClass = Shared & { concerns: string; guard: string };

const PROSE: Record<OwaspId, { concerns: string; guard: string }> = {
  LLM01: {
    concerns:
      "The tool brings text into the conversation that somebody else wrote, and a model may take it for an instruction.",
    guard: "Treat what comes back as data, and keep tools that act out of reach while it is being read.",
  },
  LLM02: {
    concerns:
      "The tool returns secrets or personal content, which then sits in a context that other tools can send on.",
    guard: "Give it credentials that see only what the task needs, and keep it apart from tools that send things out.",
  },
  LLM05: {
    concerns: "What a model writes is run as code, as a command or as a statement of a database, unchecked.",
    guard:
      "Allow the statements that you want instead of forbidding those that you do not, and run them with few rights.",
  },
  LLM06: {
    concerns: "The tool lets an agent do more than its task needs, and nobody is asked in between.",
    guard: "Hide what the task does not need, cap the rest, and let a person decide where there is no way back.",
  },
  MCP01: {
    concerns: "Secrets pass through the tool's answers and can end up in logs, in memory or in somebody else's hands.",
    guard: "Redact secrets where they leave, and use tokens that live for minutes and reach one service.",
  },
  MCP02: {
    concerns: "The tool changes who may do what, so one call can widen everything that comes after it.",
    guard: "Deny it to agents, or ask a person each time.",
  },
  MCP05: {
    concerns: "Its arguments reach a shell, an interpreter or a database engine.",
    guard: "Bound the arguments to a list of what is allowed, and run the server where it can break nothing.",
  },
  MCP06: {
    concerns: "Text that it returns can turn the agent from the user's task to the task of whoever wrote the text.",
    guard: "After reading such content, let the agent do nothing that sends, pays or deletes without a person.",
  },
  MCP10: {
    concerns: "It puts more into the shared context than the task needs, where other tools and users can meet it.",
    guard: "Ask for single items instead of whole collections, and start a new session for a new task.",
  },
  ASI02: {
    concerns:
      "An ordinary, permitted tool is used in a way that its author did not mean: too often, too broadly, in the wrong order.",
    guard:
      "A rule at the gateway that counts calls and looks at arguments holds even when the model is talked into it.",
  },
  ASI05: {
    concerns: "Code that a model composed runs on a real machine.",
    guard:
      "Run it in a container without network or credentials, and never with the rights of the person at the keyboard.",
  },
};

export const OWASP_CLASSES: readonly OwaspClass[] = CLASSES.map((one) => ({ ...one, ...PROSE[one.id] }));

/** The classes that concern a tool with `capabilities`, in the order of the lists. */
export const owaspFor = (capabilities: readonly Capability[]): OwaspClass[] =>
  owaspOf(capabilities).map((one) => ({ ...one, ...PROSE[one.id] }));
