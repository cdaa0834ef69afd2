import { verbRule } from "../verb-rule.ts";

export const manages = verbRule({
  id: "manages",
  leans: "Write",
  means: "managing",
  because: "One tool for several operations: the worst one counts.",
  english: ["manage", "handle", "control", "action", "administer", "crud", "maintain", "operate"],
  other: ["gestionar", "gerenciar", "administrar", "管理", "操作", "控制", "management", "manager"],
  examples: {
    hits: [{ name: "manage_users" }, { name: "x", description: "Manages the rules of a project" }],
    misses: [{ name: "get_manager" }, { name: "x", description: "Returns who controls a company" }],
  },
});
