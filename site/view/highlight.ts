/** A stretch of text, with the labels of the spans that cover it (none: not marked). */
export type Segment = { text: string; labels: string[] };

export type Span = { start: number; end: number; label: string };

/** Cuts `text` at the borders of `spans`, which may overlap; those that lie outside are left out. */
export const highlight = (text: string, spans: readonly Span[]): Segment[] => {
  const inside = spans.filter(({ start, end }) => start >= 0 && end > start && end <= text.length);
  const borders = [...new Set([0, text.length, ...inside.flatMap(({ start, end }) => [start, end])])].sort(
    (a, b) => a - b,
  );
  return borders.slice(0, -1).map((start, index) => {
    const end = borders[index + 1] ?? text.length;
    const labels = inside.filter((span) => span.start <= start && span.end >= end).map(({ label }) => label);
    return { text: text.slice(start, end), labels: [...new Set(labels)] };
  });
};

/** Nesting past which a definition is shown without further indentation. */
const DEEPEST = 24;

/**
 * Compact JSON with line breaks and indentation, and `at(offset)`: where a UTF-16 offset of the compact text stands in
 * the new one. Evidence counts in compact JSON, people read indented JSON.
 */
export const indentJson = (compact: string): { text: string; at: (offset: number) => number } => {
  const places = new Uint32Array(compact.length + 1);
  const out: string[] = [];
  let length = 0;
  const put = (text: string): void => {
    out.push(text);
    length += text.length;
  };
  let depth = 0;
  let inString = false;
  const breakLine = (): void => put(`\n${"  ".repeat(Math.min(depth, DEEPEST))}`);
  for (let at = 0; at < compact.length; at++) {
    const char = compact.charAt(at);
    const next = compact.charAt(at + 1);
    if (inString) {
      places[at] = length;
      put(char);
      if (char === "\\") {
        at++;
        places[at] = length;
        put(compact.charAt(at));
      } else if (char === '"') inString = false;
      continue;
    }
    if (char === "}" || char === "]") {
      depth--;
      if (compact.charAt(at - 1) !== "{" && compact.charAt(at - 1) !== "[") breakLine();
    }
    places[at] = length;
    put(char);
    if (char === '"') inString = true;
    else if (char === "{" || char === "[") {
      depth++;
      if (next !== "}" && next !== "]") breakLine();
    } else if (char === ",") breakLine();
    else if (char === ":") put(" ");
  }
  places[compact.length] = length;
  return { text: out.join(""), at: (offset) => places[Math.min(Math.max(offset, 0), compact.length)] ?? length };
};
