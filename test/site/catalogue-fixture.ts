import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { closeDatabase, openDatabase } from "../../db/open.ts";
import { saveAttempt } from "../../db/queries/save-attempt.ts";
import { saveClassifications } from "../../db/queries/save-classifications.ts";
import type { Attempt } from "../../db/records/attempt.ts";
import type { Category, Classification, Risk } from "../../db/records/classification.ts";
import { type Definition, fieldText, fingerprintOf } from "../../db/records/definition.ts";
import type { Outcome } from "../../db/records/outcome.ts";
import { type ServerRecord, ServerRecordSchema } from "../../db/records/server.ts";
import { decide } from "../../policy/decide.ts";
import { HOSTILE } from "./hostile-text.ts";

export const AT = "2026-11-20T09:30:00.000Z";

/** A tool of the fixture with the verdict that it is stored with. */
export type Judged = {
  definition: Definition;
  category: Category;
  risk: Risk;
  confidence?: number;
  capabilities?: Classification["capabilities"];
  findings?: Classification["findings"];
  operations?: Classification["operations"];
};

const spanOf = (definition: Definition, field: string, length: number) => {
  const text = fieldText(definition, field);
  const end = Math.min(length, text.length);
  return { field, start: 0, end, quote: text.slice(0, end) };
};

export const classificationOf = (server: string, tool: Judged): Classification => ({
  server,
  tool: tool.definition.name,
  fingerprint: fingerprintOf(tool.definition),
  category: tool.category,
  risk: tool.risk,
  confidence: tool.confidence ?? 0.9,
  capabilities: tool.capabilities ?? [],
  evidence: [
    { rule: "name-verb", ...spanOf(tool.definition, "name", 8), says: "the first word of the name" },
    ...(fieldText(tool.definition, "description")
      ? [{ rule: "main-clause", ...spanOf(tool.definition, "description", 14), says: "how the description begins" }]
      : []),
    ...(fieldText(tool.definition, "inputSchema")
      ? [{ rule: "argument", ...spanOf(tool.definition, "inputSchema", 12), says: "an argument that it takes" }]
      : []),
  ],
  rationale: `The words of the definition of ${JSON.stringify(tool.definition.name.slice(0, 40))} say what it does.`,
  findings: tool.findings ?? [],
  ...(tool.operations && { operations: tool.operations }),
  classifier: { method: "fixture", version: "1" },
});

export const attemptOf = (record: ServerRecord, outcome: Outcome, tools: number, at: string): Attempt => ({
  server: record.name,
  source: "records",
  launcher: "npm",
  registryType: "npm",
  identifier: record.packages?.[0]?.identifier ?? null,
  version: "1.0.0",
  integrity: null,
  startedAt: at,
  durationMs: 840,
  outcome,
  error: outcome === "listed" ? null : HOSTILE.slice(0, 12).join("\n"),
  doNext: outcome === "listed" ? null : "give it what its error names",
  protocolVersion: "2025-11-25",
  serverInfo: null,
  instructions: null,
  toolCount: tools,
});

/** A working folder with a database of its own; `remove` takes all of it away. */
export const temporaryHome = async (): Promise<{ home: string; remove: () => Promise<void> }> => {
  const home = await mkdtemp(join(tmpdir(), "toolrisk-site-"));
  return { home, remove: () => rm(home, { recursive: true, force: true }) };
};

export type Server = { record: ServerRecord; tools: Judged[]; outcome?: Outcome };

/** Stores each server as the crawler and the classifier would. */
export const fillDatabase = async (home: string, servers: readonly Server[], at = AT): Promise<void> => {
  const db = await openDatabase(home);
  try {
    for (const { record, tools, outcome = "listed" } of servers) {
      const definitions = tools.map(({ definition }) => definition);
      await saveAttempt(db, record, { attempt: attemptOf(record, outcome, tools.length, at), tools: definitions });
      if (outcome !== "listed") continue;
      const verdicts = tools.map((tool) => classificationOf(record.name, tool));
      const decisions = verdicts.map((verdict, at) => decide(verdict, definitions[at]));
      await saveClassifications(db, record.name, verdicts, decisions);
    }
  } finally {
    await closeDatabase(db);
  }
};

const record = (name: string, more: Record<string, unknown> = {}): ServerRecord =>
  ServerRecordSchema.parse({
    name,
    packages: [{ registryType: "npm", identifier: name, version: "1.0.0", transport: { type: "stdio" } }],
    ...more,
  });

const object = (properties: Record<string, unknown>, required: string[] = []) => ({
  type: "object",
  properties,
  required,
});

/** A server whose tools show one of each thing that pages can show. */
export const ORDINARY: Server = {
  record: record("harbour/berths", {
    title: "Harbour Berths",
    description: "Books and looks after berths in a harbour.",
    repository: { url: "https://example.org/harbour/berths", source: "github" },
  }),
  tools: [
    {
      definition: {
        name: "list_berths",
        description: "Lists the berths and who lies in them.",
        inputSchema: object({ pier: { type: "string", description: "the pier to look at" } }),
        annotations: { readOnlyHint: true },
      },
      category: "Read",
      risk: "Low",
      capabilities: ["reads-private-data"],
    },
    {
      definition: { name: "note_arrival", description: "Writes down that a boat came in." },
      category: "Write",
      risk: "Medium",
    },
    {
      definition: {
        name: "run_pump",
        description: "Runs the pump with the command that is given.",
        inputSchema: object({ command: { type: "string" }, mode: { enum: ["slow", "fast"] } }, ["command"]),
      },
      category: "Execute",
      risk: "High",
      capabilities: ["shell", "controls-device"],
      operations: [
        { argument: "mode", value: "slow", category: "Execute", risk: "Medium", confidence: 0.8 },
        { argument: "mode", value: "fast", category: "Execute", risk: "High", confidence: 0.85 },
      ],
    },
    {
      definition: { name: "delete_berth", description: "Deletes a berth for good." },
      category: "Destructive",
      risk: "Critical",
      capabilities: ["deletes-data"],
    },
    {
      definition: { name: "pay_fee", description: "Pays the fee of a night." },
      category: "Financial",
      risk: "Critical",
      capabilities: ["moves-money"],
    },
    {
      definition: { name: "resume_background_task", description: "" },
      category: "Execute",
      risk: "High",
      confidence: 0.72,
    },
  ],
};

/** One tool a text, with the text in every place that a server can fill. */
export const hostileServer = (name: string, texts: readonly string[]): Server => ({
  record: record(name, {
    title: texts[0],
    description: texts.slice(0, 20).join(" "),
    repository: { url: texts[14] ?? "javascript:pwned()" },
    websiteUrl: "javascript:pwned()",
    remotes: [{ type: "streamable-http", url: "javascript:pwned()" }],
  }),
  tools: texts.map((text, at) => ({
    definition: {
      name: text,
      title: text,
      description: `${text} ${text}`,
      inputSchema: object({ [text]: { type: text, description: text, enum: [text, "b"] } }, [text]),
      outputSchema: { title: text },
      annotations: { title: text, readOnlyHint: true },
    },
    category: (["Read", "Write", "Execute", "Destructive", "Financial"] as const)[at % 5] ?? "Read",
    risk: (["Low", "Medium", "High", "Critical"] as const)[at % 4] ?? "Low",
    capabilities: ["reads-untrusted-content"],
    findings: [
      {
        rule: "hidden",
        level: "high" as const,
        field: "description",
        start: 0,
        end: text.length,
        quote: `${text} ${text}`.slice(0, text.length),
        says: "text that speaks to the model",
        remedy: "take it out",
      },
    ],
    operations: [{ argument: text, value: text, category: "Execute" as const, risk: "High" as const, confidence: 0.5 }],
  })),
});

/** A small catalogue: ordinary, hostile, and two servers that could not be listed. */
export const SMALL: readonly Server[] = [
  ORDINARY,
  hostileServer("hostile/texts", HOSTILE),
  { record: record("closed/door", { description: "Asks for a login." }), tools: [], outcome: "gated" },
  { record: record("broken/start"), tools: [], outcome: "start-failed" },
];
