import { classifyServer } from "../classifier/classify.ts";
import { type Grade, gradeOf } from "../classifier/grade.ts";
import type { Classification } from "../db/records/classification.ts";
import { SnapshotSchema } from "../db/records/snapshot.ts";
import listing from "./content/own-server.json" with { type: "json" };
import { claimsOf } from "./view/parameters.ts";

/** toolrisk's own MCP server, judged as any other. */
export type OwnServer = { tools: (Classification & { claims: string[] })[]; grade: Grade };

/** Judges what `toolrisk mcp` lists, as it was saved in `content/own-server.json`; a test keeps that true. */
export const ownServer = (): OwnServer => {
  const snapshot = SnapshotSchema.parse(listing);
  const tools = classifyServer(snapshot).map((classification, at) => ({
    classification,
    definition: snapshot.tools[at] ?? { name: classification.tool },
  }));
  return {
    tools: tools.map(({ classification, definition }) => ({
      ...classification,
      claims: claimsOf(definition).map(({ says }) => says),
    })),
    grade: gradeOf({ outcome: "listed", tools, posture: "local", changes: null }),
  };
};
