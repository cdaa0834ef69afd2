// What the official registry's API v0.1 says of the answers to GET /v0.1/servers: components.schemas.ServerList of
// https://github.com/modelcontextprotocol/registry/blob/145c2ec7c424d503a553a50c0efac6c48db407db/docs/reference/api/openapi.yaml
// in JSON Schema (draft 2020-12), with its limits and without its words. Used to hold the double to the document.

import { Ajv2020 } from "ajv/dist/2020.js";
import addFormatsModule from "ajv-formats";

const addFormats = addFormatsModule as unknown as (ajv: Ajv2020) => void;

const text = { type: "string" };
const uri = { type: "string", format: "uri" };
const flag = { type: "boolean" };
const each = (items: object): object => ({ type: "array", items });
const any = (name: string): object => ({ $ref: `#/$defs/${name}` });
const named = (values: object): object => ({ type: "object", additionalProperties: values });
const object = (properties: object, required: string[] = [], more = {}): object => ({
  type: "object",
  required,
  properties,
  ...more,
});

const input = {
  description: text,
  isRequired: flag,
  format: { enum: ["string", "number", "boolean", "filepath"] },
  value: text,
  isSecret: flag,
  default: text,
  placeholder: text,
  choices: each(text),
};
const withVariables = { ...input, variables: named(any("input")) };
const url = { type: "string", pattern: "^(https?://[^\\s]+|\\{[a-zA-Z_][a-zA-Z0-9_]*\\}[^\\s]*)$" };
const web = { url, headers: each(any("keyValue")) };
const remote = (more = {}): object[] =>
  ["streamable-http", "sse"].map((type) => object({ type: { const: type }, ...web, ...more }, ["type", "url"]));

const SERVER_LIST = {
  ...object({ servers: each(any("row")), metadata: object({ nextCursor: text, count: { type: "integer" } }) }, [
    "servers",
  ]),
  $defs: {
    input: object(input),
    keyValue: object({ ...withVariables, name: text }, ["name"]),
    argument: {
      anyOf: [
        object({ ...withVariables, type: { const: "positional" }, valueHint: text, isRepeated: flag }, ["type"], {
          anyOf: [{ required: ["valueHint"] }, { required: ["value"] }],
        }),
        object({ ...withVariables, type: { const: "named" }, name: text, isRepeated: flag }, ["type", "name"]),
      ],
    },
    package: object(
      {
        registryType: text,
        registryBaseUrl: uri,
        identifier: text,
        version: { type: "string", minLength: 1, not: { const: "latest" } },
        fileSha256: { type: "string", pattern: "^[a-f0-9]{64}$" },
        runtimeHint: text,
        transport: { anyOf: [object({ type: { const: "stdio" } }, ["type"]), ...remote()] },
        runtimeArguments: each(any("argument")),
        packageArguments: each(any("argument")),
        environmentVariables: each(any("keyValue")),
      },
      ["registryType", "identifier", "transport"],
    ),
    icon: object(
      {
        src: { ...uri, maxLength: 255 },
        mimeType: { enum: ["image/png", "image/jpeg", "image/jpg", "image/svg+xml", "image/webp"] },
        sizes: each({ type: "string", pattern: "^(\\d+x\\d+|any)$" }),
        theme: { enum: ["light", "dark"] },
      },
      ["src"],
    ),
    server: object(
      {
        name: { type: "string", minLength: 3, maxLength: 200, pattern: "^[a-zA-Z0-9.-]+/[a-zA-Z0-9._-]+$" },
        description: { type: "string", minLength: 1, maxLength: 100 },
        title: { type: "string", minLength: 1, maxLength: 100 },
        repository: object({ url: uri, source: text, id: text, subfolder: text }, ["url", "source"]),
        version: { type: "string", maxLength: 255 },
        websiteUrl: uri,
        icons: each(any("icon")),
        $schema: uri,
        packages: each(any("package")),
        remotes: each({ anyOf: remote({ variables: named(any("input")) }) }),
        _meta: object({ "io.modelcontextprotocol.registry/publisher-provided": { type: "object" } }),
      },
      ["name", "description", "version"],
    ),
    row: object(
      {
        server: any("server"),
        _meta: object({
          "io.modelcontextprotocol.registry/official": object(
            {
              status: { enum: ["active", "deprecated", "deleted"] },
              statusMessage: { type: "string", maxLength: 500 },
              statusChangedAt: { type: "string", format: "date-time" },
              publishedAt: { type: "string", format: "date-time" },
              updatedAt: { type: "string", format: "date-time" },
              isLatest: flag,
            },
            [],
            { additionalProperties: false },
          ),
        }),
      },
      ["server"],
    ),
  },
};

const ajv = new Ajv2020({ allErrors: true });
addFormats(ajv);
const validate = ajv.compile(SERVER_LIST);

/** What in an answer is against the document, one text each; empty where nothing is. */
export const againstDocument = (answer: unknown): string[] =>
  validate(answer) ? [] : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
