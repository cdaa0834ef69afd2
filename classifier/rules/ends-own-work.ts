import { phraseRule } from "../phrase-rule.ts";

export const endsOwnWork = phraseRule({
  id: "ends-own-work",
  asks: "Is what ends a session, search or forwarding that was begun through the same server?",
  because: "What the caller began can be begun again.",
  step: { by: -1, of: ["Execute"], reason: "it only ends what the caller began" },
  pattern: {
    name: /\b(stop|end|close|terminate|cancel|abort|kill|quit|exit|disconnect|detach)( \w+){0,3} (search|session|sessions|port forward|forward|app|application|debug|debugger|recording|stream|watch|watcher|monitoring|tail|preview|capture|trace|profiler|profiling|subscription|timer|scan|crawl|tunnel|connection|interact|simulator)\b|\b(session|search|app|debugger|recording|stream|interact|preview|capture|timer|tunnel) (stop|end|close|terminate|cancel|abort)\b/,
  },
  says: "ends what was begun here",
  examples: {
    hits: [{ name: "stop_search" }, { name: "debugger_stop_session" }, { name: "terminate_app" }],
    misses: [{ name: "stop_instance" }, { name: "close_position" }],
  },
});
