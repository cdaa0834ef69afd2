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
    "migrate",
    "ship",
    "package",
    "bundle",
    "rollforward",
    "transpile",
    "scale",
    "autoscale",
  ],
  other: ["desplegar", "implantar", "部署", "构建", "编译", "推送", "デプロイ", "배포", "빌드", "deployment"],
  examples: {
    hits: [{ name: "deploy_site" }, { name: "project_build" }, { name: "x", description: "Builds a bundle" }],
    misses: [{ name: "get_release" }, { name: "x", description: "Shows the newest release" }],
  },
});
