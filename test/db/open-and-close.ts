/**
 * Opens a database and closes it: for tests of several at once, and of one that is killed. Arguments: HOME [MIGRATIONS];
 * TOOLRISK_DATABASE names another database than the one of HOME.
 */
import { closeDatabase, openDatabase } from "../../db/open.ts";

const [home, migrationsFolder] = process.argv.slice(2) as [string, string | undefined];
await closeDatabase(await openDatabase(home, migrationsFolder === undefined ? {} : { migrationsFolder }));
