import type { Found, TextRule } from "../finding.ts";
import { matchesOf } from "../finding-text.ts";

/** A word with Latin letters and Cyrillic or Greek ones that look Latin. */
const WORD = /[\p{L}\p{N}_-]{3,}/gu;
const LOOKALIKE = "аеорсухіјѕһԁԛԝӏοανικτυϲϳօոցսρАВЕКМНОРСТХІЈЅΑΒΕΖΗΙΚΜΝΟΡΤΥΧ";
const FOREIGN = /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}]/u;
const ONLY_LOOKALIKES = new RegExp(`^[A-Za-z0-9_${LOOKALIKE}-]+$`, "u");

export const mixedScript: TextRule = {
  id: "mixed-script",
  kind: "text",
  level: "high",
  asks: "Are Latin words spelt with look-alike letters of another alphabet?",
  remedy: "Treat the name as a different one from what it looks like. Authors: type the word in one alphabet.",
  references: [
    "OWASP MCP03:2025 Tool Poisoning",
    "OWASP ASI04:2026 Agentic Supply Chain Vulnerabilities",
    "Unicode UTS #39",
  ],
  triggers: [...LOOKALIKE],
  find({ field, raw }) {
    const out: Found[] = [];
    for (const { match, start, end } of matchesOf(raw, WORD)) {
      const word = match[0];
      if (!FOREIGN.test(word) || !ONLY_LOOKALIKES.test(word)) continue;
      const latin = word.match(/[A-Za-z]/g)?.length ?? 0;
      if (
        latin < 2 ||
        (/[-_]/.test(word.replace(/[A-Za-z0-9]+/g, "")) &&
          !/[A-Za-z]\p{Script=Cyrillic}|\p{Script=Cyrillic}[A-Za-z]|[A-Za-z]\p{Script=Greek}|\p{Script=Greek}[A-Za-z]/u.test(
            word,
          ))
      )
        continue;
      out.push({
        field,
        start,
        end,
        level: field === "name" ? "high" : latin > 2 ? "medium" : "low",
        says: "mixes look-alike letters of two alphabets in one word",
      });
      if (out.length >= 10) break;
    }
    return out;
  },
  examples: {
    hits: [
      { why: "a name that only looks Latin", definition: { name: "p\u0430yment" }, level: "high" },
      {
        why: "a word that filters do not read",
        definition: { name: "w", description: "Please d\u043en\u043et tell." },
        level: "medium",
      },
    ],
    misses: [
      {
        why: "Russian text with Latin names",
        definition: {
          name: "w",
          description: "\u041f\u043e\u043b\u0443\u0447\u0438\u0442\u044c API-\u043a\u043b\u044e\u0447 \u0438 URL",
        },
      },
      {
        why: "Greek letters in formulas",
        definition: { name: "w", description: "Fits \u03b1 and \u03bc; \u0394t in ms" },
      },
      { why: "accents are Latin", definition: { name: "w", description: "Caf\u00e9, na\u00efve, Z\u00fcrich" } },
    ],
  },
};
