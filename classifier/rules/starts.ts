import { verbRule } from "../verb-rule.ts";

export const starts = verbRule({
  id: "starts",
  leans: "Execute",
  means: "starting",
  because: "Something begins to run that outlives the call.",
  english: ["start", "launch", "boot", "spawn", "begin", "initiate", "wake", "open", "kickoff", "relaunch"],
  other: ["iniciar", "inicia", "démarrer", "starten", "başlat", "启动", "开始", "打开", "起動", "開始", "시작"],
  examples: {
    hits: [{ name: "start_instance" }, { name: "x", description: "Launches an emulator" }],
    misses: [{ name: "get_start_time" }, { name: "x", description: "Returns the date of the next launch" }],
  },
});
