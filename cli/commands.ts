import type { Command } from "./command.ts";
import { listChanges } from "./commands/changes.ts";
import { checkStack } from "./commands/check.ts";
import { classify } from "./commands/classify.ts";
import { completions } from "./commands/completions.ts";
import { crawl } from "./commands/crawl.ts";
import { diffStack } from "./commands/diff.ts";
import { explain } from "./commands/explain.ts";
import { exportData } from "./commands/export.ts";
import { guard } from "./commands/guard.ts";
import { judge } from "./commands/judge.ts";
import { lockStack } from "./commands/lock.ts";
import { mcp } from "./commands/mcp.ts";
import { policy } from "./commands/policy.ts";
import { schedule } from "./commands/schedule.ts";
import { site } from "./commands/site.ts";
import { start } from "./commands/start.ts";
import { worker } from "./commands/worker.ts";

/** Every verb, in the order that the help shows them. */
export const COMMANDS: readonly Command[] = [
  start,
  checkStack,
  lockStack,
  diffStack,
  listChanges,
  crawl,
  worker,
  schedule,
  judge,
  policy,
  guard,
  mcp,
  site,
  classify,
  explain,
  exportData,
  completions,
];
