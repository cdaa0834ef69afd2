import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate } from "node:timers/promises";
import { eq } from "drizzle-orm";
import { reading, writing } from "../../db/database.ts";
import { definitions } from "../../db/schema.ts";
import { rowsOf, type TemporaryDatabase } from "./temporary.ts";

/** What every database does with transactions whose work waits in between. */
export const transactionsContract = (temporaryDatabase: TemporaryDatabase): void => {
  test("a transaction that fails after it waited leaves nothing", async (t) => {
    const db = await temporaryDatabase(t);
    const failing = writing(db, async () => {
      await db.orm.insert(definitions).values({ fingerprint: "a", raw: "{}" }).run();
      await setImmediate();
      await db.orm.insert(definitions).values({ fingerprint: "b", raw: "{}" }).run();
      throw new Error("changed our mind");
    });
    await assert.rejects(failing, /changed our mind/);
    assert.equal(await rowsOf(db, definitions), 0);
  });

  test("transactions of one handle that are asked for at once run one after the other", async (t) => {
    const db = await temporaryDatabase(t);
    await writing(db, async () => {
      await db.orm.insert(definitions).values({ fingerprint: "n", raw: "0" }).run();
    });
    const add = () =>
      writing(db, async () => {
        const row = await db.orm.select().from(definitions).where(eq(definitions.fingerprint, "n")).get();
        await setImmediate();
        const raw = String(Number(row?.raw) + 1);
        await db.orm.update(definitions).set({ raw }).where(eq(definitions.fingerprint, "n")).run();
      });
    const failing = writing(db, async () => {
      await db.orm.update(definitions).set({ raw: "-100" }).run();
      throw new Error("not this one");
    });
    await Promise.all([add(), add(), assert.rejects(failing), add(), add()]);
    const rows = await reading(db, async () => db.orm.select().from(definitions).all());
    assert.deepEqual(rows, [{ fingerprint: "n", raw: "4" }]);
  });
};
