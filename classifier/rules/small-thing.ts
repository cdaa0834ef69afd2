import { phraseRule } from "../phrase-rule.ts";

export const smallThing = phraseRule({
  id: "small-thing",
  asks: "Is what goes one small thing?",
  because: "One small thing that can be put back or made again is a step less bad.",
  step: { by: -1, of: ["Destructive"], reason: "one small thing goes that can be put back or made again" },
  pattern: {
    name: /\b(label|tag|comment|reaction|item|cell|row|column|key|draft|todo|task|note|entry|observation|relation|reminder|bookmark|favorite|star|layer|paragraph|element|block|slide|member|participant|user from|role|webhook|rule|filter|field|value|session|cache|tab|attachment|link|worklog|subscription|watch|watcher|vote|like|pin|category|alias|shape|node|edge|annotation|card|track|song|step|breakpoint|marker|temp|log|logs|message|job|schedule|trigger|state|memory|preference|setting|config|property|permission|follower|connection|line|text|variable|placeholder|relations|observations|tags|labels|items|prompt|template|event|habit|menu|component|program|source|assignment|need|thought|thoughts|documentation|reply|section|list|object|point|option|answer|topic|goal|vector|embedding|record|content|time|map|channel|thread|filter profile|book|recipe|contact|expense|constraint|segment|view|chart|favorites|placeholders|items)s?\b/,
    main: /\b(label|tag|comment|reaction|cell|row|key|draft|todo|task|note|observation|relation|reminder|bookmark|layer|paragraph|cache|member|participant|webhook|session|item)s?\b/,
  },
  says: "names a small thing that can be put back or made again",
  examples: { hits: [{ name: "remove_label" }, { name: "delete_comment" }], misses: [{ name: "delete_database" }] },
});
