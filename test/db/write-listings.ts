/**
 * Saves one listing after the other until it is killed or `COUNT` are saved, and writes the number of each once it is
 * saved. Arguments: HOME FIRST COUNT NAME. Listing n is of the server NAME-(n mod 5), and its tools say which it is.
 */
import { writeSync } from "node:fs";
import { closeDatabase, openDatabase } from "../../db/open.ts";
import { list, toolOf } from "./samples.ts";

const [home, first, count, name] = process.argv.slice(2) as [string, string, string, string];

/** How many tools listing `n` has. */
const sizeOf = (n: number): number => 1 + ((n * 7) % 30);

const db = await openDatabase(home);
for (let n = Number(first); n < Number(first) + Number(count); n += 1) {
  const tools = Array.from({ length: sizeOf(n) }, (_, at) => toolOf(`tool-${at}`, `as of ${n}`));
  await list(db, `${name}-${n % 5}`, n, tools);
  writeSync(1, `${n}\n`);
}
await closeDatabase(db);
