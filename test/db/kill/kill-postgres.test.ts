import { after, test } from "node:test";
import { startPostgres } from "../postgres-server.ts";
import { killMany } from "./kill-many.ts";

// In a file of its own, so that it need not wait for the kills on the embedded database.
const server = await startPostgres();
after(() => server.stop());

test("a crawl into PostgreSQL that is killed at 30 random moments loses, repeats and doubles nothing", async (t) =>
  killMany(t, 30, await server.database()));
