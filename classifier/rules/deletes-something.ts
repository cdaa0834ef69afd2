import { capabilityRule } from "../capability-rule.ts";

export const deletesSomething = capabilityRule({
  id: "deletes-something",
  capability: "deletes-data",
  asks: "Does it delete or irreversibly overwrite data?",
  because: "What is deleted is gone, unless a copy exists.",
  floor: "High",
  name: /\b(delete|remove|del|drop|purge|wipe|destroy|erase|truncate|clear|uninstall|prune|reset|rm|forget|manage|discard)\b/,
  main: /\b(delet|remov|drop|purg|wip|destroy|eras|truncat|clear|uninstall|prun|reset|overwrit)(e|es|s|ing|ping)?\b|删除|삭제|削除/,
  says: "deletes data",
  examples: {
    hits: [{ name: "delete_record" }, { name: "x", description: "Removes a member" }],
    misses: [{ name: "x", description: "Lists members" }],
  },
});
