import { changesContract } from "./changes.contract.ts";
import { historyContract } from "./history.contract.ts";
import { hostileTextContract } from "./hostile-text.contract.ts";
import { jobsContract } from "./jobs.contract.ts";
import { planContract } from "./plan.contract.ts";
import { queriesContract } from "./queries.contract.ts";
import { questionsContract } from "./questions.contract.ts";
import { relatedContract } from "./related.contract.ts";
import { scheduleContract } from "./schedule.contract.ts";
import { sightingsContract } from "./sightings.contract.ts";
import type { TemporaryDatabase } from "./temporary.ts";
import { transactionsContract } from "./transactions.contract.ts";

/** All that every database must do, the embedded one and the one of many workers alike. */
export const databaseContract = (temporaryDatabase: TemporaryDatabase): void => {
  transactionsContract(temporaryDatabase);
  scheduleContract(temporaryDatabase);
  sightingsContract(temporaryDatabase);
  jobsContract(temporaryDatabase);
  planContract(temporaryDatabase);
  historyContract(temporaryDatabase);
  changesContract(temporaryDatabase);
  queriesContract(temporaryDatabase);
  relatedContract(temporaryDatabase);
  hostileTextContract(temporaryDatabase);
  questionsContract(temporaryDatabase);
};
