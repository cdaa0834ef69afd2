import { databaseContract } from "./database.contract.ts";
import { temporarySqlite } from "./temporary.ts";

databaseContract(temporarySqlite);
