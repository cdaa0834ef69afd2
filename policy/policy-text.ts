import {
  findNodeAtLocation,
  type JSONPath,
  type Node,
  type ParseError,
  parseTree,
  printParseErrorCode,
} from "jsonc-parser";

/** A place in a text, both counted from 1; columns in UTF-16 code units. */
export type Place = { line: number; column: number };

/** Far more than a policy has; the parser is recursive. */
const MAX_NESTING = 100;

const nestsTooDeep = (text: string): boolean => {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (char === '"') inString = !inString;
    else if (inString) at += char === "\\" ? 1 : 0;
    else if (char === "{" || char === "[") depth++;
    else if (char === "}" || char === "]") depth--;
    if (depth > MAX_NESTING) return true;
  }
  return false;
};

/** JSON with the places of its parts, and what is wrong with it as JSON: strict, and no key twice in one object. */
export class PolicyText {
  readonly problems: { place: Place; says: string }[] = [];
  readonly #root: Node | undefined;
  readonly #starts: number[] = [0];

  constructor(text: string) {
    for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) this.#starts.push(at + 1);
    if (nestsTooDeep(text)) {
      this.problems.push({ place: { line: 1, column: 1 }, says: `nests deeper than ${MAX_NESTING}` });
      return;
    }
    const errors: ParseError[] = [];
    this.#root = parseTree(text, errors, { disallowComments: true, allowTrailingComma: false });
    for (const { error, offset } of errors)
      this.problems.push({ place: this.#placeOf(offset), says: `not JSON: ${printParseErrorCode(error)}` });
    if (!this.#root && errors.length === 0)
      this.problems.push({ place: { line: 1, column: 1 }, says: "not JSON: empty" });
    if (this.#root) this.#findTwins(this.#root);
  }

  /** The place of the value at a path; of the nearest part around it that exists. */
  placeOf(path: JSONPath): Place {
    for (let length = path.length; length >= 0; length--) {
      const node = this.#root && findNodeAtLocation(this.#root, path.slice(0, length));
      // A property's key says more than its value, which may begin on another line.
      if (node) return this.#placeOf(node.parent?.type === "property" ? node.parent.offset : node.offset);
    }
    return { line: 1, column: 1 };
  }

  #placeOf(offset: number): Place {
    const next = this.#starts.findIndex((start) => start > offset);
    const line = next < 0 ? this.#starts.length : next;
    return { line, column: offset - (this.#starts[line - 1] ?? 0) + 1 };
  }

  #findTwins(node: Node): void {
    if (node.type === "object") {
      const seen = new Set<unknown>();
      for (const property of node.children ?? []) {
        const key: unknown = property.children?.[0]?.value;
        if (seen.has(key))
          this.problems.push({
            place: this.#placeOf(property.offset),
            says: `the key ${JSON.stringify(key)} stands twice`,
          });
        seen.add(key);
      }
    }
    for (const child of node.children ?? []) this.#findTwins(child);
  }
}
