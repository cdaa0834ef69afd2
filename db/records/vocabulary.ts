/* The words of a verdict. They stand apart from their schemas, so that who only judges loads no validator. */

/** Least to most severe: where several apply, the most severe wins. */
export const CATEGORIES = ["Read", "Write", "Execute", "Destructive", "Financial"] as const;
export type Category = (typeof CATEGORIES)[number];

/** Least to most severe. */
export const RISKS = ["Low", "Medium", "High", "Critical"] as const;
export type Risk = (typeof RISKS)[number];

/** What a tool can do beyond its category, each with the sentence that the pages show. */
export const CAPABILITIES = {
  "reads-files": "reads files of the machine or account",
  "writes-files": "writes, moves or overwrites files",
  "reads-private-data": "returns personal or confidential data, such as messages, mail or records of people",
  "reads-untrusted-content": "returns content that strangers can write, such as web pages, issues or mail",
  "reads-secrets": "returns secrets or credentials",
  "deletes-data": "deletes or irreversibly overwrites data",
  "moves-money": "moves money or tradable value",
  bulk: "acts on many items in one call",
  "runs-code": "runs code that its arguments carry",
  shell: "runs shell commands that its arguments carry",
  "runs-sql": "runs database statements that its arguments carry",
  "network-egress": "sends requests to an address that the caller chooses",
  "sends-messages": "sends messages to people",
  "controls-browser": "drives a browser or desktop",
  "controls-device": "controls a physical device",
  "changes-permissions": "changes who may do what",
} as const satisfies Record<string, string>;
export type Capability = keyof typeof CAPABILITIES;
