import { verbRule } from "../verb-rule.ts";

export const removes = verbRule({
  id: "removes",
  leans: "Destructive",
  means: "removal",
  because: "Something is taken away from where it was.",
  english: [
    "remove",
    "detach",
    "unregister",
    "unset",
    "kick",
    "evict",
    "dismiss",
    "leave",
    "deregister",
    "disassociate",
    "strip",
    "expel",
    "pop",
    "unlink",
    "cut",
    "uninstall",
    "exclude",
    "unbind",
    "eject",
  ],
  other: ["卸载", "移出", "除去"],
  examples: {
    hits: [
      { name: "remove_member" },
      { name: "uninstall_plugin" },
      { name: "x", description: "Removes a label from an issue" },
    ],
    misses: [{ name: "list_removed_members" }, { name: "x", description: "Gets a list without removing anything" }],
  },
});
