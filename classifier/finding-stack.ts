import type { Capability, Classification } from "../db/records/classification.ts";
import type { Combination, CombinationPart, Level, StackServer } from "./finding.ts";

/** Fewer than these parts per role are named; a server of 200 tools would bury the reader otherwise. */
const NAMED = 3;

/** Below this confidence a verdict is no positive evidence of what the tool can do. */
const SURE = 0.5;

type Role = readonly [role: string, capabilities: readonly Capability[]];

const partsOf = (server: string, classifications: readonly Classification[], [role, wanted]: Role): CombinationPart[] =>
  classifications.flatMap(({ tool, capabilities, confidence }) => {
    const because = wanted.find((capability) => capabilities.includes(capability));
    return because !== undefined && confidence >= SURE ? [{ role, server, tool, because }] : [];
  });

/**
 * Where every role is filled by a tool whose verdict says so: once for each server that fills all roles alone (level
 * `level`), and once for the stack when only several servers together do (one step lower). What a verdict does not
 * name counts for nothing: a missing annotation or an unread tool is no evidence.
 */
export const combine = (
  stack: readonly StackServer[],
  level: Level,
  says: string,
  roles: readonly Role[],
): Omit<Combination, "rule" | "remedy">[] => {
  const found: Omit<Combination, "rule" | "remedy">[] = [];
  const byRole: CombinationPart[][] = roles.map(() => []);
  let alone = false;
  for (const { server, classifications } of stack) {
    const parts = roles.map((role) => partsOf(server, classifications, role));
    for (const [role, part] of parts.entries()) byRole[role]?.push(...part.slice(0, NAMED));
    if (!parts.every((part) => part.length > 0)) continue;
    alone = true;
    found.push({
      level,
      servers: [server],
      parts: parts.flatMap((part) => part.slice(0, NAMED)),
      says: `On one server: ${says}`,
    });
  }
  if (stack.length > 1 && !alone && byRole.every((parts) => parts.length > 0)) {
    const parts = byRole.flatMap((part) => part.slice(0, NAMED));
    const servers = stack.map(({ server }) => server).filter((server) => parts.some((part) => part.server === server));
    found.push({ level: level === "high" ? "medium" : "low", servers, parts, says: `Across the stack: ${says}` });
  }
  return found;
};

/** A verdict for the rules' examples: a tool that has these capabilities. */
export const exampleVerdict = (tool: string, ...capabilities: Capability[]): Classification => ({
  server: "example",
  tool,
  fingerprint: "0".repeat(64),
  category: "Read",
  risk: "Low",
  confidence: 0.9,
  capabilities,
  evidence: [],
  rationale: "",
  findings: [],
  classifier: { method: "example", version: "1" },
});
