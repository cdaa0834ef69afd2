import { verbRule } from "../verb-rule.ts";

export const pushes = verbRule({
  id: "pushes",
  leans: "Write",
  means: "pushing",
  because: "A pushed message or value is added where others see it; a push of commits reaches everyone who pulls.",
  english: ["push"],
  examples: {
    hits: [{ name: "push_message" }, { name: "x", description: "Pushes a value onto a list" }],
    misses: [{ name: "list_push_targets" }, { name: "x", description: "Returns the last push" }],
  },
});
