import { verbRule } from "../verb-rule.ts";

export const links = verbRule({
  id: "links",
  leans: "Write",
  means: "linking or assigning",
  because: "A link or an assignment can be undone.",
  english: [
    "assign",
    "unassign",
    "link",
    "attach",
    "associate",
    "bind",
    "map",
    "group",
    "join",
    "relate",
    "pair",
    "apply",
    "mention",
    "hook",
  ],
  other: ["asignar", "atribuir", "分配", "关联", "绑定"],
  examples: {
    hits: [{ name: "assign_reviewer" }, { name: "x", description: "Attaches a policy to a role" }],
    misses: [{ name: "get_mapping" }, { name: "x", description: "Lists the map of a level" }],
  },
});
