import { resolve } from "node:path";

/** The folder of the database and caches: `TOOLRISK_HOME`, else `.toolrisk` in the working folder. Absolute. */
export const homeFolder = (): string => resolve(process.env.TOOLRISK_HOME || ".toolrisk");
