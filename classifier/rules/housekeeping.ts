import { phraseRule } from "../phrase-rule.ts";

export const housekeeping = phraseRule({
  id: "housekeeping",
  asks: "Is only a cache, console, log buffer or screen cleared?",
  because: "What is cleared fills up again; nothing of value is lost (GUIDE).",
  leans: "Execute",
  step: { by: -1, of: ["Execute"], reason: "only a cache, console or log buffer is cleared" },
  pattern: {
    name: /\b(clear|wipe|flush|reset|evict|purge|clean|invalidate|empty|delete) (\w+ ){0,3}(cache|caches|console|log|logs|screen|terminal|output|clipboard|buffer|canvas|screenshots|cookies)\b|\b(cache|console|logs?|screen|clipboard|buffer) (clear|flush|reset|evict|wipe)\b/,
    main: /\b(clear|wip|flush|reset|evict|purg|clean|invalidat|empt)(e|es|s|ies|ing|y)? (up |out )?(an? |the |all |specific |any |entire |local |in-memory )*([\w-]+ ){0,4}(cache[sd]?|console|logs?|screen|terminal|clipboard|buffers?|canvas)\b/,
  },
  says: "clears a cache, console, log or screen",
  examples: {
    hits: [{ name: "clear_cache" }, { name: "x", description: "Wipes all browser logs from memory" }],
    misses: [
      { name: "x", description: "Clears a table" },
      { name: "x", description: "Caches a page" },
    ],
  },
});
