import { verbRule } from "../verb-rule.ts";

export const blocks = verbRule({
  id: "blocks",
  leans: "Write",
  means: "blocking",
  because: "Who is blocked or banned loses something, but can be let in again.",
  english: [
    "block",
    "ban",
    "unban",
    "unblock",
    "blacklist",
    "blocklist",
    "denylist",
    "whitelist",
    "allowlist",
    "quarantine",
    "expire",
    "isolate",
    "contain",
  ],
  examples: {
    hits: [{ name: "ban_user" }, { name: "x", description: "Blocks a sender" }],
    misses: [{ name: "get_block" }, { name: "x", description: "Returns the block with this number" }],
  },
});
