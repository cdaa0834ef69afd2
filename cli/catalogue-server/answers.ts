import type { Grade } from "../../db/records/grade.ts";
import { riskiestFirst } from "../stack/judge-stack.ts";
import { clip } from "../terminal-text.ts";
import type { BriefVerdict, KnownServer, KnownTool } from "./source.ts";

/* What the tools of the catalogue's server answer. Everything of a server is quoted data, cut and without control characters. */

/** Tools named in an answer about a server; an agent's context is no place for all of 500. */
const NAMED = 30;

const quote = (text: string): string => clip(text, 200);

const gradeAnswer = (grade: Grade): Record<string, unknown> =>
  grade.letter === null
    ? { letter: null, reason: grade.reason }
    : {
        letter: grade.letter,
        points: grade.points,
        parts: grade.parts.map(({ id, points, says }) => ({ id, points, says })),
      };

export const verdictAnswer = ({ tool, category, risk, confidence, capabilities, findings }: BriefVerdict) => ({
  tool: clip(tool, 128),
  category,
  risk,
  confidence,
  capabilities,
  findings: findings.map(({ rule, level }) => `${level}: ${rule}`),
});

/** A server: how it was looked at, its grade, and its riskiest tools. */
export const serverAnswer = (server: KnownServer): Record<string, unknown> => {
  const ranked = riskiestFirst(server.tools);
  return {
    server: clip(server.name, 300),
    outcome: server.outcome,
    listedAt: server.lastSeenAt,
    version: server.version === null ? null : clip(server.version, 100),
    protocolVersion: server.protocolVersion === null ? null : clip(server.protocolVersion, 40),
    grade: gradeAnswer(server.grade),
    toolCount: server.tools.length + server.unjudged,
    tools: ranked.slice(0, NAMED).map(verdictAnswer),
    toolsLeftOut: Math.max(0, ranked.length - NAMED),
    combinations: server.combinations.map(({ rule, level, says, parts }) => ({
      rule,
      level,
      says: clip(says, 500),
      tools: parts.slice(0, NAMED).map(({ role, tool }) => `${role}: ${clip(tool, 128)}`),
    })),
  };
};

/** One tool with its evidence and what is recommended. */
export const toolAnswer = ({
  classification,
  decision,
  firstSeenAt,
  lastSeenAt,
}: KnownTool): Record<string, unknown> => ({
  server: clip(classification.server, 300),
  ...verdictAnswer(classification),
  rationale: clip(classification.rationale, 800),
  evidence: classification.evidence
    .slice(0, 10)
    .map((one) => ({ field: one.field, quote: quote(one.quote), says: clip(one.says, 300) })),
  findings: classification.findings.slice(0, 10).map((one) => ({
    rule: one.rule,
    level: one.level,
    says: clip(one.says, 300),
    quote: quote(one.quote),
    remedy: clip(one.remedy, 300),
  })),
  recommended: {
    action: decision.action,
    limit: decision.limit ?? null,
    reason: clip(decision.reason, 500),
    warnings: decision.warnings.map((one) => clip(one, 300)),
  },
  fingerprint: classification.fingerprint,
  firstSeenAt,
  lastSeenAt,
});
