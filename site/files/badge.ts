import type { Grade } from "../../classifier/grade.ts";

/** Width of a text of the badge in its units; six each is enough for the letters that it has. */
const widthOf = (text: string): number => text.length * 6.6 + 12;

const COLOURS = { A: "#2f6b52", B: "#4d6a2a", C: "#765800", D: "#a8450a", F: "#b0133a" } as const;

/** A small SVG with a server's grade, or that it has none. Holds no text of the server. */
export const gradeBadge = (grade: Grade): string => {
  const left = "toolrisk";
  const right = grade.letter ? `grade ${grade.letter}` : "not graded";
  const [a, b] = [widthOf(left), widthOf(right)];
  const colour = grade.letter ? COLOURS[grade.letter] : "#565c68";
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${a + b}" height="20" role="img" aria-label="${left}: ${right}">`,
    `<title>${left}: ${right}</title>`,
    `<path fill="#16181d" d="M3 0H${a}V20H3A3 3 0 0 1 0 17V3A3 3 0 0 1 3 0z"/>`,
    `<path fill="${colour}" d="M${a} 0H${a + b - 3}A3 3 0 0 1 ${a + b} 3V17A3 3 0 0 1 ${a + b - 3} 20H${a}z"/>`,
    `<g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11" text-anchor="middle">`,
    `<text x="${a / 2}" y="14">${left}</text><text x="${a + b / 2}" y="14">${right}</text></g></svg>`,
  ].join("");
};
