import { hash } from "node:crypto";
import type { Finding } from "../../db/records/classification.ts";
import type { Report, ReportServer } from "../../db/records/report.ts";
import type { ReportFormat } from "../report.ts";
import { findingsIn, realChanges } from "../report-words.ts";
import { terminalText } from "../terminal-text.ts";

/*
 * SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/). One result a finding, combination, change of meaning and
 * tool of High or Critical risk; the last is what a tool can do, not a defect, so its kind is "review".
 */

type Level = "none" | "note" | "warning" | "error";

interface Result {
  ruleId: string;
  level: Level;
  kind: "fail" | "review";
  message: { text: string };
  locations: unknown[];
  partialFingerprints: Record<string, string>;
  properties: Record<string, unknown>;
}

interface Rule {
  id: string;
  shortDescription: { text: string };
  /** Without it GitHub takes no rule. */
  fullDescription: { text: string };
  help: { text: string };
  helpUri: string;
  defaultConfiguration: { level: Level };
}

const DOCS = "https://github.com/toolrisk/toolrisk/blob/main/docs";
const LEVELS: Record<Finding["level"], Level> = { info: "note", low: "note", medium: "warning", high: "error" };

/** Readable text of any origin: no control characters, and no braces or links that SARIF's messages would interpret. */
const message = (text: string): { text: string } => ({ text: terminalText(text, { oneLine: true }).slice(0, 1000) });

/** Stays the same while the same is found, wherever it moves in the file: nothing of lines or versions is in it. */
const fingerprints = (parts: unknown[]): Record<string, string> => ({
  "toolrisk/v1": hash("sha256", JSON.stringify(parts)),
});

const locationOf = (server: ReportServer | undefined, fullName: string): unknown[] => {
  const logicalLocations = [{ fullyQualifiedName: terminalText(fullName, { oneLine: true }), kind: "function" }];
  if (!server?.place) return [{ logicalLocations }];
  const { file, line, column } = server.place;
  const home = file.startsWith("~/");
  const encoded = (home ? file.slice(2) : file).split(/[\\/]/).map(encodeURIComponent).join("/");
  const artifactLocation = { uri: encoded, ...(home ? { uriBaseId: "HOME" } : {}) };
  return [
    { physicalLocation: { artifactLocation, region: { startLine: line, startColumn: column } }, logicalLocations },
  ];
};

const ofFindings = (server: ReportServer): Result[] =>
  findingsIn(server).map(
    ({ tool, rule, level, field, quote, says, remedy }): Result => ({
      ruleId: `finding/${rule}`,
      level: LEVELS[level],
      kind: "fail",
      message: message(`${server.name}/${tool}: ${says}: “${quote.slice(0, 300)}” in its ${field}. ${remedy}`),
      locations: locationOf(server, `${server.name}/${tool}`),
      partialFingerprints: fingerprints(["finding", server.name, tool, rule, says, quote]),
      properties: { server: server.name, tool, quote, remedy },
    }),
  );

const ofChanges = (server: ReportServer): Result[] =>
  realChanges(server).map(({ tool, kinds, level, says, before, after }): Result => {
    const grave = level === "critical" || level === "high";
    const name = tool === null ? server.name : `${server.name}/${tool}`;
    return {
      ruleId: `change/${kinds[0]}`,
      level: grave ? "error" : level === "medium" ? "warning" : "note",
      kind: "fail",
      message: message(`${name} changed since the lock file: ${says.join("; ")}`),
      locations: locationOf(server, name),
      partialFingerprints: fingerprints(["change", server.name, tool, before, after]),
      properties: { server: server.name, tool, kinds, before, after },
    };
  });

const ofRisks = (server: ReportServer): Result[] =>
  server.tools
    .filter(({ risk }) => risk === "Critical" || risk === "High")
    .map(
      ({ tool, risk, category, confidence, capabilities, rationale }): Result => ({
        ruleId: `risk/${risk.toLowerCase()}`,
        level: "none",
        kind: "review",
        message: message(`${server.name}/${tool} is a ${category} tool of ${risk} risk. ${rationale}`),
        locations: locationOf(server, `${server.name}/${tool}`),
        partialFingerprints: fingerprints(["risk", server.name, tool, risk]),
        properties: { server: server.name, tool, category, risk, confidence, capabilities },
      }),
    );

const ofCombinations = ({ combinations, servers }: Report): Result[] =>
  combinations.map(
    ({ rule, level, says, parts, remedy, servers: names }): Result => ({
      ruleId: `combination/${rule}`,
      level: LEVELS[level],
      kind: "fail",
      message: message(
        `${says} ${parts.map(({ role, server, tool }) => `${role}: ${server}/${tool}`).join("; ")}. ${remedy}`,
      ),
      locations: locationOf(
        servers.find(({ name }) => name === names[0]),
        names.join(" + "),
      ),
      partialFingerprints: fingerprints(["combination", rule, names]),
      properties: { servers: names, parts, remedy },
    }),
  );

const HELP: Record<string, { page: string; text: string }> = {
  finding: { page: "findings.md", text: "Text that tries to manipulate a model, or a claim that does not hold." },
  combination: { page: "findings.md", text: "Tools that are dangerous together." },
  change: { page: "check.md", text: "A tool that is no longer what stands in mcp-lock.json." },
  risk: { page: "check.md", text: "What a tool can do. A capability, not a defect." },
};

const rulesOf = (results: readonly Result[]): Rule[] =>
  [...Map.groupBy(results, ({ ruleId }) => ruleId)].map(([id, some]) => {
    const [kind = "", name = ""] = id.split("/");
    const { page, text } = HELP[kind] ?? { page: "check.md", text: "" };
    const remedy = some[0]?.properties.remedy;
    return {
      id,
      shortDescription: { text: `${kind}: ${name.replaceAll("-", " ")}` },
      fullDescription: { text },
      help: { text: typeof remedy === "string" ? `${text} ${remedy}` : text },
      helpUri: `${DOCS}/${page}`,
      defaultConfiguration: { level: some[0]?.level ?? "note" },
    };
  });

/** A look that could not tell is a notification of the run, never a result. */
const notifications = ({ servers }: Report): unknown[] =>
  servers
    .filter(({ outcome }) => outcome !== "listed")
    .map((server) => ({
      level: "warning",
      message: message(`${server.name} was not judged: ${server.outcome}${server.error ? `: ${server.error}` : ""}`),
      locations: locationOf(server, server.name),
    }));

/** For code scanning: GitHub's Security tab, editors, and whatever else reads SARIF. */
export const sarif: ReportFormat = {
  id: "sarif",
  says: "SARIF 2.1.0, for code scanning",
  render: (report) => {
    const results = [
      ...report.servers.flatMap((server) => [...ofFindings(server), ...ofChanges(server), ...ofRisks(server)]),
      ...ofCombinations(report),
    ];
    const rules = rulesOf(results);
    const log = {
      $schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
      version: "2.1.0",
      runs: [
        {
          tool: {
            driver: {
              name: "toolrisk",
              semanticVersion: report.toolrisk,
              informationUri: "https://github.com/toolrisk/toolrisk",
              rules,
            },
          },
          columnKind: "utf16CodeUnits",
          originalUriBaseIds: { HOME: { description: { text: "the user's home folder" } } },
          invocations: [
            {
              executionSuccessful: report.servers.every(({ outcome }) => outcome === "listed"),
              endTimeUtc: report.at,
              toolExecutionNotifications: notifications(report),
            },
          ],
          results: results.map((result) => ({
            ...result,
            ruleIndex: rules.findIndex(({ id }) => id === result.ruleId),
          })),
        },
      ],
    };
    // Surrogates without their other half are escaped by JSON.stringify, so the file is always UTF-8.
    return `${JSON.stringify(log, null, 2)}\n`;
  },
};
