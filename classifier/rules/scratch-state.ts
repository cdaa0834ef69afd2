import { phraseRule } from "../phrase-rule.ts";

export const scratchState = phraseRule({
  id: "scratch-state",
  asks: "Is only the caller’s own scratch state touched?",
  because: "A note or a thought matters to nobody else.",
  step: { by: -1, of: ["Write"], reason: "it only touches the caller’s own scratch state" },
  pattern: {
    name: /\b(thought|thinking|memory|memories|remember|note|notes|journal|scratch|session|draft|todo|local|clipboard|workspace|context|knowledge|entity|entities|observation|observations|relation|relations|preference|preferences|bookmark|favorite|reminder|cache|card|cards|breakpoint|mock|demo|state|profile|index|unit|select|switch|use|log|current|set|checkpoint|mode|connection|subscribe|watch)\b/,
    main: /\b(thoughts?|memory|memories|scratch|session|in-memory|locally|local|temporary|clipboard|journal|preference|knowledge graph|your own|cache|for (later|future)|current)\b/,
  },
  says: "names notes or state of the caller’s own",
  examples: {
    hits: [{ name: "remember" }, { name: "x", description: "Stores a thought for this session" }],
    misses: [{ name: "update_record" }],
  },
});
