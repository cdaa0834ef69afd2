import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, readFileSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { DatabaseError, type DatabaseProblem } from "../../db/database-error.ts";
import { closeDatabase, databaseFile, openDatabase } from "../../db/open.ts";
import { catalogueCounts } from "../../db/queries/catalogue.ts";
import { snapshotDatabase } from "../../db/queries/snapshot.ts";
import { list, toolOf } from "./samples.ts";
import { clientOf, temporaryFolder, temporarySqlite } from "./temporary.ts";

/** Fails unless the error names the problem and the file, and says what to do after a colon. */
const problem = (expected: DatabaseProblem, file: string) => (error: unknown) => {
  assert.ok(error instanceof DatabaseError, String(error));
  assert.equal(error.problem, expected, error.message);
  assert.ok(error.message.includes(file), error.message);
  assert.match(error.message, /: \w[^:]+$/);
  return true;
};

test("the working folder and the database are made, for their owner alone", async (t) => {
  const home = join(temporaryFolder(t), "deep", ".toolrisk");
  const db = await openDatabase(home);
  await closeDatabase(db);
  assert.equal(statSync(home).mode & 0o777, 0o700);
  assert.ok(existsSync(databaseFile(home)));
});

test("the pragmas that keep the data whole are set", async (t) => {
  const db = await temporarySqlite(t);
  const pragma = (name: string) => Object.values(clientOf(db).prepare(`pragma ${name}`).get() ?? {})[0];
  assert.equal(pragma("journal_mode"), "wal");
  assert.equal(pragma("foreign_keys"), 1);
  assert.equal(pragma("busy_timeout"), 10_000);
  assert.equal(pragma("synchronous"), 1);
});

test("a file that is no database is said to be none, and is left as it was", async (t) => {
  const home = temporaryFolder(t);
  const text = "these are notes of mine, and no database at all\n".repeat(100);
  writeFileSync(databaseFile(home), text);
  await assert.rejects(openDatabase(home), problem("not-a-database", databaseFile(home)));
  assert.equal(readFileSync(databaseFile(home), "utf8"), text);
});

test("a database that was cut in the middle is said to be damaged", async (t) => {
  const home = temporaryFolder(t);
  const db = await openDatabase(home);
  for (let n = 0; n < 40; n += 1) await list(db, `server-${n}`, n, [toolOf("a"), toolOf("b")]);
  await closeDatabase(db);
  truncateSync(databaseFile(home), 4096 * 3);
  const use = async () => {
    const cut = await openDatabase(home);
    try {
      await catalogueCounts(cut);
    } finally {
      await closeDatabase(cut);
    }
  };
  await assert.rejects(use, problem("corrupt", databaseFile(home)));
});

test("a database that another process locks is waited for, then said to be locked", async (t) => {
  const home = temporaryFolder(t);
  const db = await openDatabase(home, { busyTimeoutMs: 50 });
  t.after(() => closeDatabase(db));
  const other = new DatabaseSync(databaseFile(home));
  t.after(() => other.close());
  other.exec("begin immediate");
  await assert.rejects(list(db, "acme", 1, []), problem("locked", databaseFile(home)));
  other.exec("rollback");
  await list(db, "acme", 1, []);
});

test("a database of a newer toolrisk is refused", async (t) => {
  const home = temporaryFolder(t);
  const db = await openDatabase(home);
  clientOf(db).exec(
    "insert into __drizzle_migrations (hash, created_at, name) values ('x', 1, '29990101000000_later')",
  );
  await closeDatabase(db);
  await assert.rejects(openDatabase(home), problem("newer", databaseFile(home)));
});

test("a home that cannot be a folder is said so", async (t) => {
  const file = join(temporaryFolder(t), "file");
  writeFileSync(file, "");
  await assert.rejects(openDatabase(join(file, "home")), problem("cannot-open", join(file, "home")));
  const folder = temporaryFolder(t);
  await assert.rejects(openDatabase(folder, { file: folder }), problem("cannot-open", folder));
});

/** Runs `work` without the rights of root, which may write everywhere. */
const asNobody = async (work: () => Promise<void>): Promise<void> => {
  const root = process.geteuid?.() === 0;
  if (root) process.seteuid?.(65_534);
  try {
    await work();
  } finally {
    if (root) process.seteuid?.(0);
  }
};

test("a folder or a file that may not be written is said so", async (t) => {
  const home = temporaryFolder(t);
  const whileLocked = async (work: () => Promise<void>): Promise<void> => {
    chmodSync(home, 0o555);
    try {
      await asNobody(work);
    } finally {
      chmodSync(home, 0o755);
    }
  };
  const inside = join(home, "new");
  await whileLocked(() => assert.rejects(openDatabase(home), problem("cannot-open", databaseFile(home))));
  await whileLocked(() => assert.rejects(openDatabase(inside), problem("cannot-open", inside)));
  await closeDatabase(await openDatabase(home));
  chmodSync(databaseFile(home), 0o444);
  await whileLocked(() => assert.rejects(openDatabase(home), problem("read-only", databaseFile(home))));
});

test("a read-only handle reads, refuses to write, and makes no file", async (t) => {
  const home = temporaryFolder(t);
  await assert.rejects(openDatabase(home, { readOnly: true }), problem("cannot-open", databaseFile(home)));
  assert.equal(existsSync(databaseFile(home)), false);
  const db = await openDatabase(home);
  await list(db, "acme", 1, [toolOf("a")]);
  await closeDatabase(db);
  const reader = await openDatabase(home, { readOnly: true });
  t.after(() => closeDatabase(reader));
  assert.equal((await catalogueCounts(reader)).tools, 1);
  await assert.rejects(list(reader, "acme", 2, []), problem("read-only", databaseFile(home)));
});

test("a disk that is full is said so, and nothing half-done is kept", async (t) => {
  const db = await temporarySqlite(t);
  await list(db, "acme", 1, [toolOf("a")]);
  const { page_count } = clientOf(db).prepare("pragma page_count").get() as { page_count: number };
  clientOf(db).exec(`pragma max_page_count = ${page_count + 2}`);
  const many = Array.from({ length: 500 }, (_, n) => toolOf(`tool-${n}`, "x".repeat(500)));
  await assert.rejects(list(db, "acme", 2, many), problem("disk-full", db.file));
  clientOf(db).exec("pragma max_page_count = 1000000");
  assert.equal((await catalogueCounts(db)).tools, 1);
  await list(db, "acme", 2, many);
  assert.equal((await catalogueCounts(db)).tools, 500);
});

test("a snapshot is the whole database, replaces the one before, and does not follow the original", async (t) => {
  const db = await temporarySqlite(t);
  const file = join(temporaryFolder(t), "copies", "site.db");
  for (const n of [1, 2]) {
    await list(db, `server-${n}`, n, [toolOf("a")]);
    await snapshotDatabase(db, file);
  }
  await list(db, "server-3", 3, [toolOf("a")]);
  const copy = await openDatabase("unused", { file, readOnly: true });
  t.after(() => closeDatabase(copy));
  assert.equal((await catalogueCounts(copy)).servers, 2);
});

test("processes that open one empty database at the same time all get it whole", async (t) => {
  const home = temporaryFolder(t);
  const script = join(import.meta.dirname, "open-and-close.ts");
  const children = Array.from({ length: 4 }, () => spawn(process.execPath, [script, home], { stdio: "inherit" }));
  const codes = await Promise.all(children.map(async (child) => (await once(child, "exit"))[0]));
  assert.deepEqual(codes, [0, 0, 0, 0]);
});
