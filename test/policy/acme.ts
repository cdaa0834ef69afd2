import { decideAll } from "../../policy/decide.ts";
import { classified } from "./random-calls.ts";

const TEXT = { type: "string" };
const schema = (properties: Record<string, object>, ...required: string[]): { inputSchema: object } => ({
  inputSchema: { type: "object", properties, required },
});
const operation = (value: string, category: "Read" | "Write" | "Destructive") => ({
  argument: "action",
  value,
  category,
  risk: "Low" as const,
  confidence: 0.9,
});

/** A server with one tool of each kind, as its golden files show it, decided by the recommended profile. */
export const ACME = decideAll([
  { classification: classified("list_items", "Read") },
  { classification: classified("create_item", "Write") },
  {
    classification: classified("write_file", "Write", { capabilities: ["writes-files"] }),
    definition: { name: "write_file", ...schema({ path: TEXT }, "path") },
  },
  {
    classification: classified("run_sql", "Execute", { capabilities: ["runs-sql"] }),
    definition: { name: "run_sql", ...schema({ sql: TEXT }, "sql") },
  },
  {
    classification: classified("run_command", "Execute", { capabilities: ["shell"] }),
    definition: { name: "run_command", ...schema({ command: TEXT, cwd: TEXT }) },
  },
  {
    classification: classified("manage_item", "Destructive", {
      operations: [operation("get", "Read"), operation("update", "Write"), operation("delete", "Destructive")],
    }),
  },
  { classification: classified("purge_all", "Destructive") },
  { classification: classified("refund", "Financial", { capabilities: ["moves-money"] }) },
]);

export const ACME_OPTIONS = { alias: "acme", serverName: "io.test/acme" };
