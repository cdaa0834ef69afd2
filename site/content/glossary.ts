/** The words that these pages use, each with one meaning. */
export const GLOSSARY: readonly { slug: string; term: string; means: string; more?: string }[] = [
  {
    slug: "agent",
    term: "Agent",
    means: "A program in which a language model decides which tool to call next, and with what.",
  },
  {
    slug: "annotation",
    term: "Annotation",
    means: "What the author of a tool claims about it in the definition, such as readOnlyHint.",
    more: "The protocol says that a client must not trust it from a server that it does not trust. A hint that is missing says nothing.",
  },
  {
    slug: "attempt",
    term: "Attempt",
    means: "One try to list a server's tools, with one outcome.",
    more: "Every attempt is kept. A failed one ages what was known and removes nothing.",
  },
  {
    slug: "capability",
    term: "Capability",
    means:
      "Something that a tool's access is good for beyond its category, such as sending messages or running a shell.",
  },
  {
    slug: "category",
    term: "Category",
    means:
      "The most severe thing that an ordinary call of the tool can do: Read, Write, Execute, Destructive or Financial.",
  },
  {
    slug: "change",
    term: "Change",
    means: "What differs between two looks at a tool, graded by meaning.",
    more: "New wording that means the same never alarms. Text that addresses the model does.",
  },
  { slug: "claim", term: "Claim", means: "An annotation, taken as what the author says and not as fact." },
  {
    slug: "confidence",
    term: "Confidence",
    means: "How likely the category is right, as a probability that was calibrated on labelled tools.",
  },
  {
    slug: "counter",
    term: "Counter",
    means: "What a limit in policy.json counts: calls of one tool within a window, for each grant.",
  },
  {
    slug: "decision",
    term: "Decision",
    means: "Allow, limit, ask or deny: what should happen to a call, before it is written in any format.",
  },
  {
    slug: "definition",
    term: "Definition",
    means: "What a server says of one tool: its name, title, description, schemas and annotations.",
  },
  { slug: "drift", term: "Drift", means: "Changes of meaning over the last 90 days that were seen on a server." },
  {
    slug: "evidence",
    term: "Evidence",
    means: "A literal piece of the definition, at its exact place, and what a rule concluded from it.",
  },
  {
    slug: "exfiltration",
    term: "Exfiltration",
    means: "Carrying private content out, for example in the address of a web request.",
  },
  {
    slug: "finding",
    term: "Finding",
    means:
      "Text that tries to manipulate a model, a claim that contradicts the verdict, or a dangerous combination of tools.",
  },
  {
    slug: "fingerprint",
    term: "Fingerprint",
    means: "The SHA-256 of a definition's canonical form. When one character changes, it does.",
  },
  {
    slug: "gateway",
    term: "Gateway",
    means: "A program between agents and servers that reads a policy on each call and refuses what the policy denies.",
  },
  {
    slug: "gated",
    term: "Gated",
    means: "A server that asks for a login before it lists its tools. It is shown as such and is not judged.",
  },
  {
    slug: "grade",
    term: "Grade",
    means: "A letter from A to F for a server, by a formula whose parts stand on its page.",
  },
  { slug: "grant", term: "Grant", means: "The access that one client was given to one server by a gateway." },
  { slug: "listing", term: "Listing", means: "The complete list of a server's tools, read at one time." },
  {
    slug: "mcp",
    term: "MCP",
    means: "The Model Context Protocol: how a client asks a server which tools it has, and calls them.",
  },
  {
    slug: "mcp-server",
    term: "MCP server",
    means: "A program that offers tools over the protocol, started on one's own machine or reached over the network.",
  },
  {
    slug: "operation",
    term: "Operation",
    means: "One of several things that a tool does, chosen by an argument. Each is judged by itself.",
  },
  { slug: "outcome", term: "Outcome", means: "How an attempt ended. Only a complete listing is judged." },
  { slug: "policy", term: "Policy", means: "Decisions written in the format of what enforces them." },
  {
    slug: "prompt-injection",
    term: "Prompt injection",
    means: "Text that a model reads as data and follows as an instruction.",
  },
  { slug: "risk", term: "Risk", means: "How bad one wrong call is: Low, Medium, High or Critical." },
  { slug: "rug-pull", term: "Rug pull", means: "A tool that changes what it means after it was approved." },
  {
    slug: "rule",
    term: "Rule",
    means: "A question that is asked of each definition. In a policy: what is allowed to one tool.",
  },
  {
    slug: "sandbox",
    term: "Sandbox",
    means: "A place to run a server in which it can reach and break nothing of value.",
  },
  {
    slug: "shadowing",
    term: "Shadowing",
    means: "A tool that speaks about, or takes the name of, a tool of another server.",
  },
  { slug: "stack", term: "Stack", means: "The servers that one agent uses together." },
  {
    slug: "tool",
    term: "Tool",
    means: "A function that a server offers to agents, with a name and a schema of what it takes.",
  },
  { slug: "tool-poisoning", term: "Tool poisoning", means: "Instructions to the model in the description of a tool." },
  {
    slug: "verdict",
    term: "Verdict",
    means: "The category, risk, capabilities and confidence that a definition got, with its evidence.",
  },
];
