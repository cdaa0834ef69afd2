import { verbRule } from "../verb-rule.ts";

export const lists = verbRule({
  id: "lists",
  leans: "Read",
  means: "listing",
  because: "A list is a read of many things.",
  english: ["list", "enumerate", "ls", "browse", "count", "discover", "catalog", "catalogue"],
  other: ["listar", "lista", "listele", "列出", "列表", "一覧", "목록", "список", "auflisten", "lister"],
  examples: {
    hits: [{ name: "list_projects" }, { name: "repoList" }, { name: "x", description: "Lists every open ticket" }],
    misses: [{ name: "create_list" }, { name: "add_to", description: "Adds a song to the list" }],
  },
});
