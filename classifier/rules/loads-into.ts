import { phraseRule } from "../phrase-rule.ts";

export const loadsInto = phraseRule({
  id: "loads-into",
  asks: "Does it put something into something?",
  because: "What is loaded into a scene, table or program stays there.",
  leans: "Write",
  pattern: {
    main: /\b(load|import|insert|plac|put|paste|inject|embed|read)(e|es|s|ing)? (a |an |the |all |new )*([\w-]+ ){0,5}(in)?to (a |an |the |your |current |active |working )+/,
  },
  says: "puts something into something",
  examples: {
    hits: [{ name: "x", description: "Load a sprite into a node" }],
    misses: [{ name: "x", description: "Loads a document by its id" }],
  },
});
