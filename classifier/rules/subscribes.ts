import { verbRule } from "../verb-rule.ts";

export const subscribes = verbRule({
  id: "subscribes",
  leans: "Write",
  means: "subscribing",
  because: "A paid subscription commits to paying; a feed does not.",
  english: ["subscribe", "unsubscribe", "renew"],
  other: ["suscribir", "assinar", "订阅", "退订"],
  examples: {
    hits: [{ name: "subscribe_plan" }, { name: "x", description: "Subscribes to a channel" }],
    misses: [{ name: "get_subscribe_link" }, { name: "x", description: "Lists who may subscribe" }],
  },
});
