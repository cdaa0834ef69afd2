import { verbRule } from "../verb-rule.ts";

export const maintains = verbRule({
  id: "maintains",
  leans: "Execute",
  means: "maintenance work",
  because: "Rebuilding, repairing or retraining sets off work that outlives the call.",
  english: [
    "repair",
    "rebuild",
    "reindex",
    "recycle",
    "reprocess",
    "rebalance",
    "train",
    "retrain",
    "finetune",
    "defrag",
    "compact",
    "cordon",
    "uncordon",
    "drain",
    "failover",
    "bypass",
    "step",
    "advance",
  ],
  other: ["重建", "修复"],
  examples: {
    hits: [{ name: "rebuild_index" }, { name: "x", description: "Repairs a damaged table" }],
    misses: [{ name: "list_train_stations" }, { name: "x", description: "Returns the next step" }],
  },
});
