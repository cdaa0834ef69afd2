/** Opens the database of the folder that the first argument names, and closes it: for a test of several at once. */
import { closeDatabase, openDatabase } from "../../db/open.ts";

await closeDatabase(await openDatabase(process.argv[2] as string));
