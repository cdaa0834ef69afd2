import { sql } from "drizzle-orm";
import { getTableConfig, SQLiteTable } from "drizzle-orm/sqlite-core";
import { type Db, reading } from "./database.ts";
import * as schema from "./schema.ts";
import { openSqlite } from "./sqlite.ts";

/** Rows that are in memory at once. */
const PAGE = 2_000;

/**
 * Writes everything that a PostgreSQL database holds at one moment to the new file `file`, as an embedded database: the
 * two have the same tables, and every column holds the same value in both.
 */
export const copyToSqlite = (db: Db, file: string): Promise<void> =>
  reading(db, async () => {
    const copy = await openSqlite(file);
    try {
      // Tables come in no order of their references; the whole is checked at its end.
      copy.client.exec("pragma foreign_keys = off; pragma synchronous = off; begin");
      for (const table of Object.values(schema)) {
        if (!(table instanceof SQLiteTable)) continue;
        const { name, columns } = getTableConfig(table);
        const names = columns.map((column) => `"${column.name}"`).join(", ");
        const marks = columns.map(() => "?").join(", ");
        const insert = copy.client.prepare(`insert into "${name}" (${names}) values (${marks})`);
        await db.orm.run(sql.raw(`declare rows_to_copy cursor for select ${names} from "${name}"`));
        for (;;) {
          const rows = await db.orm.all(sql.raw(`fetch ${PAGE} from rows_to_copy`), "arrays");
          for (const row of rows) insert.run(...(row as (string | number | null)[]));
          if (rows.length < PAGE) break;
        }
        await db.orm.run(sql.raw("close rows_to_copy"));
      }
      copy.client.exec("commit");
      const broken = copy.client.prepare("pragma foreign_key_check").all();
      if (broken.length > 0) throw new Error(`${file}: ${broken.length} copied rows lack what they refer to`);
    } finally {
      await copy.close();
    }
  });
