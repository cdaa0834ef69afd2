import { Document, isScalar, visit } from "yaml";
import { visible } from "./visible.ts";

/** Keys of the formats themselves, which no reader takes for anything but a text; other keys are quoted. */
const PLAIN_KEY = /^(?!(?:y|n|yes|no|on|off|true|false|null)$)[a-z][a-zA-Z_]*$/;

/**
 * YAML that means the same to readers of version 1.1 and 1.2: all texts and all keys from servers in double quotes, so
 * that `yes`, `007` or `# x` stay texts; nothing folded, no aliases, no final newline. Keys that look like a format's own
 * are plain.
 */
export const yamlText = (value: unknown): string => {
  const document = new Document(value, { version: "1.1", aliasDuplicateObjects: false });
  visit(document, {
    Pair(_, { key }) {
      if (isScalar(key) && typeof key.value === "string" && PLAIN_KEY.test(key.value)) key.type = "PLAIN";
    },
  });
  const text = document.toString({
    defaultStringType: "QUOTE_DOUBLE",
    defaultKeyType: null,
    lineWidth: 0,
    // The library's own way breaks lines inside a text, and of a line that is one space it makes a backslash and a space:
    // a name that is written so is another name.
    doubleQuotedAsJSON: true,
    directives: false,
  });
  return visible(text.trimEnd(), "long");
};
