import { argumentRule } from "../argument-rule.ts";

export const attachesFiles = argumentRule({
  id: "attaches-files",
  asks: "Does it take local files to attach or upload?",
  because: "What is attached or uploaded is read from the disk first.",
  capability: "reads-files",
  about: "capability",
  words:
    /^(attachments?|attachment (file )?paths?|attached files?|media paths?|files to (upload|attach)|upload files?|local (file )?paths?|local files?|(app|apk|ipa|test suite|values|manifest|zip|bundle|artifact) (file|path|file path))$/,
  // What lies inside a request's body is content, not a file of the disk.
  only: ({ type, nested }) => !nested && type !== "boolean" && type !== "number" && type !== "integer",
  says: "takes files from the disk",
  examples: {
    hits: [
      { name: "x", arguments: { attachments: { type: "array" } } },
      { name: "x", arguments: { valuesFile: { type: "string" } } },
    ],
    misses: [
      { name: "x", arguments: { attachment_id: { type: "string" } } },
      { name: "x", arguments: { body: { type: "object", properties: { attachments: { type: "array" } } } } },
    ],
  },
});
