import { phraseRule } from "../phrase-rule.ts";

export const tracksTime = phraseRule({
  id: "tracks-time",
  asks: "Is it the start or stop of a timer or to-do?",
  because: "A to-do or time entry is a record, not a process.",
  leans: "Write",
  pattern: {
    name: /\b(start|stop|end|pause) (\w+ )?(timer|focus session|focus|time entry|tracking|pomodoro|clock)\b/,
    main: /\b(working on|focus (time )?session|focus time|timers?|time entry|time tracking|pomodoro|clock (in|out))\b/,
  },
  says: "starts or stops a timer or to-do",
  examples: {
    hits: [{ name: "x", description: "Start working on a task" }, { name: "stop_timer" }],
    misses: [{ name: "x", description: "Starts a background task" }],
  },
});
