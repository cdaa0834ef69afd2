import { argumentSpan } from "../arguments.ts";
import type { ToolFacts } from "../facts.ts";
import { needsOf } from "../needs.ts";
import { type Rule, signalAt } from "../rule.ts";

const PATH = /\b(file ?paths?|paths?|file|files|file ?names?|directory|dir|folder)$/;
const RESULT = /\b(output|out|save|dest|destination|target|export|result|download)\b/;
const VERB =
  /\b(convert|upload|transcribe|parse|extract|ocr|compress|analy[sz]e|process|scan|import|ingest|encode|decode|resize|crop|merge|split|trim|rotate|annotate|translate|summari[sz]e|load|open|inspect|index|embed|detect|recogni[sz]e|compare|validate|lint|check|test|collage|watermark|push|attach|send)(e?s|ing)?\b/;

const worksOn = ({ nameText, main, text }: ToolFacts): boolean =>
  VERB.test(nameText) || (main !== undefined && VERB.test(text.slice(main.start, main.end)));

/** A path that is worked on: what stands there is read, whether or not a result is written beside it. */
export const convertsFile: Rule = {
  id: "converts-file",
  asks: "Does it work on the content of a file whose path the caller gives?",
  because: "A file that is converted, checked or uploaded is read first.",
  capability: "reads-files",
  about: "capability",
  needs: needsOf({ argument: PATH }),
  find: (facts) => {
    const input = facts.arguments.find(
      ({ words, type }) => PATH.test(words) && !RESULT.test(words) && type !== "boolean" && type !== "object",
    );
    if (!input || !worksOn(facts)) return [];
    const beside = facts.arguments.some(({ words }) => PATH.test(words) && RESULT.test(words));
    const says = `what stands at “${input.name}” is worked on`;
    return [signalAt("converts-file", beside ? "beside" : "alone", argumentSpan(facts.definition, input), says)];
  },
  examples: {
    hits: [
      { name: "convert_to_pdf", arguments: { source_path: { type: "string" }, output_path: { type: "string" } } },
      { name: "upload", arguments: { filePath: { type: "string" } } },
    ],
    misses: [
      { name: "convert_units", arguments: { from: { type: "string" } } },
      { name: "convert", arguments: { output_path: { type: "string" } } },
    ],
  },
};
