import { gradeHistory } from "../classifier/change-history.ts";
import type { Db } from "../db/open.ts";
import { saveChanges, ungradedHistories } from "../db/queries/changes.ts";

/** Grades what was looked at since the last time, so that every reader sees the same changes in the same order. Gives their number. */
export const gradeChanges = async (db: Db): Promise<number> => {
  let graded = 0;
  for await (const { server, marks, ...history } of ungradedHistories(db)) {
    const found = gradeHistory(server, history);
    await saveChanges(db, server.name, marks, found);
    graded += found.length;
  }
  return graded;
};
