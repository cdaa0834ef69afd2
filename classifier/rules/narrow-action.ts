import { phraseRule } from "../phrase-rule.ts";

export const narrowAction = phraseRule({
  id: "narrow-action",
  asks: "Is the action narrow and easily undone?",
  because: "A pause, a click in a page or a cleared cache is a step less bad.",
  step: { by: -1, of: ["Execute"], reason: "the action is narrow and easily undone" },
  pattern: {
    name: /\b(pause|resume|play|next|previous|skip|volume|mute|scroll|hover|click|type|press|key|tab|tabs|close|back|forward|focus|cache|console|log|logs|screen|test|tests|lint|session|breakpoint|step|stop|cancel|select|fill|drag|resize|zoom|reload|refresh|camera|playback|music|screenshot|window|login|logout|connect|disconnect|scan|watch|search|build|open|dialog|upload|switch|navigate|reset)\b/,
    main: /\b(playback|music|media|song|hover|scroll|cache|console|tests?|lint|tab|debug|breakpoint|session|element|keyboard|mouse|screen|simulator|local)\b/,
  },
  says: "names a narrow action",
  examples: { hits: [{ name: "pause_playback" }, { name: "clear_cache" }], misses: [{ name: "run_shell" }] },
});
