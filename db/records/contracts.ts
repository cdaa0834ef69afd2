import type { z } from "zod";
import { AttemptSchema } from "./attempt.ts";
import { ChangeSchema } from "./change.ts";
import { ClassificationSchema } from "./classification.ts";
import { LockSchema } from "./lock.ts";
import { PolicySchema } from "./policy.ts";
import { ReportSchema } from "./report.ts";
import { SnapshotSchema } from "./snapshot.ts";

/** Raised when a contract below changes so that an old reader would misread it. */
export const CONTRACTS_VERSION = 1;

/** The contracts that others may rely on; a JSON Schema of each ships with the package and the site, generated from these. */
export const CONTRACTS: Record<string, z.ZodType> = {
  snapshot: SnapshotSchema.describe("one MCP server with its tools as the server sent them; one a line of JSONL"),
  classification: ClassificationSchema.describe("the verdict on one tool; one a line of JSONL"),
  attempt: AttemptSchema.describe("one try to list a server's tools"),
  policy: PolicySchema.describe("policy.json: what a gateway enforces"),
  change: ChangeSchema.describe("what differs between two looks at a tool, graded by meaning"),
  report: ReportSchema.describe("what toolrisk check found"),
  lock: LockSchema.describe("mcp-lock.json: what the tools of a stack were when somebody looked at them"),
};
