import { verbRule } from "../verb-rule.ts";

export const triggers = verbRule({
  id: "triggers",
  leans: "Execute",
  means: "triggering",
  because: "Work begins somewhere beyond the call.",
  english: [
    "trigger",
    "dispatch",
    "fire",
    "emit",
    "enqueue",
    "queue",
    "schedule",
    "reschedule",
    "orchestrate",
    "automate",
    "delegate",
    "handoff",
    "request",
    "signal",
    "drive",
  ],
  other: ["触发", "调度", "トリガー", "트리거"],
  examples: {
    hits: [{ name: "trigger_build" }, { name: "x", description: "Dispatches an event to a workflow" }],
    misses: [{ name: "get_schedule" }, { name: "x", description: "Lists the triggers of a project" }],
  },
});
