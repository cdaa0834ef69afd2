import { verbRule } from "../verb-rule.ts";

export const revokes = verbRule({
  id: "revokes",
  leans: "Destructive",
  means: "taking access away",
  because: "Somebody or something can no longer do what it could.",
  english: ["revoke", "invalidate", "unshare"],
  other: ["revocar", "revogar", "吊销", "撤回", "封禁"],
  examples: {
    hits: [
      { name: "revoke_token" },
      { name: "invalidate_session" },
      { name: "x", description: "Invalidates all sessions of a user" },
    ],
    misses: [{ name: "get_block" }, { name: "x", description: "Returns the block with this number" }],
  },
});
