import { verbRule } from "../verb-rule.ts";

export const resumes = verbRule({
  id: "resumes",
  leans: "Execute",
  means: "pausing, resuming or repeating",
  because: "Something that already exists runs on, or again.",
  english: [
    "resume",
    "pause",
    "restart",
    "reboot",
    "reload",
    "continue",
    "retry",
    "rerun",
    "unpause",
    "suspend",
    "replay",
    "redeploy",
    "hibernate",
    "wakeup",
  ],
  other: ["reiniciar", "reanudar", "pausar", "重启", "恢复运行", "暂停", "继续", "重试", "再起動", "재시작"],
  examples: {
    hits: [{ name: "resume_download" }, { name: "restart-service" }, { name: "x", description: "Pauses a schedule" }],
    misses: [{ name: "list_restarted_jobs" }, { name: "x", description: "Returns how often a job was restarted" }],
  },
});
