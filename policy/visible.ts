/** What every terminal shows. */
const PLAIN = /^[\n\t -~]*$/;

/**
 * Text of a file in which every character that a terminal or an editor would not show, or would let reorder the line, is
 * written as an escape. For languages in which such a character can stand only inside a quoted string that knows `\uXXXX`
 * (JSON, Rego) or also `\UXXXXXXXX` (YAML in double quotes, TOML).
 */
export const visible = (text: string, astral: "surrogates" | "long"): string => {
  // Nearly all text is this, and the pattern below takes many times as long.
  if (PLAIN.test(text)) return text;
  return text.replace(/[\p{Cf}\u007f-\u009f\u2028\u2029\ufeff]/gu, (char) => {
    const code = char.codePointAt(0) ?? 0;
    if (code > 0xffff && astral === "long") return `\\U${code.toString(16).padStart(8, "0")}`;
    return [...Array(char.length).keys()]
      .map((index) => `\\u${char.charCodeAt(index).toString(16).padStart(4, "0")}`)
      .join("");
  });
};
