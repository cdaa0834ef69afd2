import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { Ajv } from "ajv";
import { default as formats } from "ajv-formats";

/*
 * The schema of the standard, as Microsoft's matchers for SARIF bring it: that of OASIS (sarif-schema-2.1.0.json) under its
 * name at the schema store, 2.1.0-rtm.5. What only the prose of the standard says is checked beside it
 * (https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/sarif-v2.1.0-errata01-os-complete.html).
 */

const require = createRequire(import.meta.url);
const folder = dirname(require.resolve("@microsoft/jest-sarif/package.json"));
const {
  $schema: _draft,
  id: _id,
  ...schema
} = JSON.parse(readFileSync(join(folder, "lib/schemas/sarif-2.1.0-rtm.5.json"), "utf8")) as Record<string, unknown>;

// Of draft 4 the schema uses nothing that means something else in the draft that this validator reads.
const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
(formats as unknown as (ajv: Ajv) => void)(ajv);
const validate = ajv.compile(schema);

/** What the tests read of a log. */
export interface SarifLog {
  $schema: string;
  runs: {
    tool: { driver: { rules: { id: string; helpUri: string }[] } };
    originalUriBaseIds: Record<string, unknown>;
    invocations: { toolExecutionNotifications: { message: { text: string } }[] }[];
    results: {
      ruleId: string;
      ruleIndex: number;
      kind: string;
      level: string;
      locations: { physicalLocation?: { artifactLocation: { uri: string; uriBaseId?: string }; region: object } }[];
      partialFingerprints: Record<string, string>;
    }[];
  }[];
}

/** Rules of the prose that a schema cannot say; one sentence for each that is broken. */
const againstProse = ({ runs }: SarifLog): string[] =>
  runs.flatMap(({ tool, results, originalUriBaseIds }) => {
    const { rules } = tool.driver;
    const places = results.flatMap(({ locations }) =>
      locations.flatMap(({ physicalLocation }) => (physicalLocation ? [physicalLocation.artifactLocation] : [])),
    );
    return [
      ...results
        .filter(({ ruleId, ruleIndex }) => rules[ruleIndex]?.id !== ruleId)
        .map(({ ruleId }) => `3.27.6: the ruleIndex of ${ruleId}`),
      ...results
        .filter(({ kind, level }) => kind !== "fail" && level !== "none")
        .map(({ ruleId }) => `3.27.9: only what fails has a level: ${ruleId}`),
      ...results
        .flatMap(({ partialFingerprints }) => Object.keys(partialFingerprints))
        .filter((name) => !/\/v\d+$/.test(name))
        .map((name) => `3.27.17: the name ${name} has no version`),
      ...places
        .filter(({ uriBaseId }) => uriBaseId !== undefined && !(uriBaseId in originalUriBaseIds))
        .map(({ uriBaseId }) => `3.4.4: ${uriBaseId} is not defined`),
      ...places
        .filter(({ uri }) => /^[/\\]|[\s\\]/.test(uri))
        .map(({ uri }) => `3.4.3: ${uri} is no relative reference`),
      ...(new Set(rules.map(({ id }) => id)).size === rules.length ? [] : ["3.49.3: a rule stands twice"]),
    ];
  });

/** The log of a text. Throws an Error that names every place where it is not SARIF 2.1.0. */
export const parseSarif = (text: string): SarifLog => {
  const log = JSON.parse(text) as SarifLog;
  const wrong = validate(log)
    ? againstProse(log)
    : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath}: ${message}`);
  if (wrong.length > 0) throw new Error(wrong.join("\n"));
  return log;
};
