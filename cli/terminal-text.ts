import { withoutEscapeSequences } from "../db/records/escape-sequences.ts";

/**
 * Text of unknown origin made fit for a terminal: escape sequences are removed, other control, bidirectional, zero-width
 * and tag characters are shown as `\u{…}`, so that nothing moves the cursor, reorders or hides text. Newlines and tabs
 * stay unless `oneLine` is set, which turns them into spaces.
 */
export const terminalText = (text: string, { oneLine = false }: { oneLine?: boolean } = {}): string => {
  const plain = withoutEscapeSequences(text.toWellFormed()).replace(/\r\n?/g, "\n");
  const lines = oneLine ? plain.replace(/[\n\t]+/g, " ") : plain;
  return lines.replace(/[\p{Cc}\p{Cf}\p{Co}\p{Zl}\p{Zp}]/gu, (character) =>
    character === "\n" || character === "\t" ? character : `\\u{${character.codePointAt(0)?.toString(16)}}`,
  );
};

/** `text` on one line of at most `width` columns, cut with `…`. */
export const clip = (text: string, width: number): string => {
  const line = terminalText(text, { oneLine: true });
  const characters = [...line];
  return characters.length <= width ? line : `${characters.slice(0, Math.max(0, width - 1)).join("")}…`;
};

/** A plain table: columns padded to their widest cell, numbers right-aligned, every cell sanitised. */
export const table = (head: string[], rows: (string | number)[][]): string => {
  const cells = [head, ...rows].map((row) => row.map((cell) => terminalText(String(cell), { oneLine: true })));
  const widths = head.map((_, column) => Math.max(...cells.map((row) => [...(row[column] ?? "")].length)));
  return cells
    .map((row, line) =>
      row
        .map((cell, column) => {
          const pad = " ".repeat((widths[column] ?? 0) - [...cell].length);
          return line > 0 && typeof rows[line - 1]?.[column] === "number" ? pad + cell : cell + pad;
        })
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
};
