import { verbRule } from "../verb-rule.ts";

export const deploys = verbRule({
  id: "deploys",
  leans: "Execute",
  means: "building or deploying",
  because: "Software is changed where others use it.",
  english: [
    "deploy",
    "build",
    "compile",
    "release",
    "rollout",
    "promote",
    "push",
    "migrate",
    "ship",
    "package",
    "bundle",
    "rollforward",
    "transpile",
  ],
  other: ["desplegar", "implantar", "部署", "构建", "编译", "推送", "デプロイ", "배포", "빌드"],
  examples: {
    hits: [
      { name: "deploy_site" },
      { name: "project_build" },
      { name: "x", description: "Pushes commits to the remote" },
    ],
    misses: [{ name: "get_release" }, { name: "x", description: "Shows the newest release" }],
  },
});
