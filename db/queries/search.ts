import { and, asc, desc, eq, isNotNull, isNull, or, type SQL, sql } from "drizzle-orm";
import type { SQLiteColumn } from "drizzle-orm/sqlite-core";
import { type Db, reading } from "../database.ts";
import { isPlain, MARK } from "../exact-text.ts";
import type { Category, Risk } from "../records/classification.ts";
import { isCurrent, packages, remotes, servers, tools } from "../schema.ts";

export interface FoundTool {
  server: string;
  tool: string;
  category: Category | null;
  risk: Risk | null;
}

export interface SearchAnswer {
  servers: { name: string; description: string | null; lastSeenAt: string | null }[];
  tools: FoundTool[];
}

/** The longest pattern that SQLite takes, in bytes (https://sqlite.org/limits.html). */
const LONGEST_PATTERN = 50_000;

const patternOf = (text: string): string => `%${text.replace(/[\\%_]/g, "\\$&")}%`;

/** A word of a query as it stands in stored text. */
interface Term {
  /** In text that is stored as it is; null where it cannot stand there. */
  plain: string | null;
  /** In text that is stored as JSON (`encodeText`). */
  escaped: string;
}

const contains = (column: SQLiteColumn, { plain, escaped }: Term): SQL | undefined => {
  const has = (pattern: string): SQL => sql`lower(${column}) like ${patternOf(pattern)} escape '\\'`;
  if (plain === escaped) return has(plain);
  const isEscaped = sql`${column} like ${`${MARK}%`}`;
  return or(plain === null ? undefined : has(plain), and(isEscaped, has(escaped)));
};

/** Words of a query that are looked for, at most eight; the case of ASCII letters does not matter. */
const termsOf = (query: string): Term[] =>
  query
    // Both databases lower ASCII alone.
    .replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
    .split(/\s+/)
    .filter((term) => term !== "")
    .slice(0, 8)
    .map((term) => ({
      plain: isPlain(term) ? term : null,
      escaped: JSON.stringify(term).slice(1, -1),
    }));

/**
 * Servers whose name or description, and current tools whose name or server's name, have every word of the query. By name;
 * at most `limit` of each. Nothing is found for a query without words or with one
 * that is longer than every database could look for.
 */
export const search = async (db: Db, query: string, limit = 20): Promise<SearchAnswer> =>
  reading(db, async () => {
    const terms = termsOf(query);
    const isTooLong = terms.some(({ escaped }) => Buffer.byteLength(patternOf(escaped)) > LONGEST_PATTERN);
    const [first] = terms;
    if (!first || isTooLong) return { servers: [], tools: [] };
    const foundServers = await db.orm
      .select({ name: servers.name, description: servers.description, lastSeenAt: servers.lastSeenAt })
      .from(servers)
      .where(
        and(
          isNull(servers.retiredAt),
          ...terms.map((term) => or(contains(servers.name, term), contains(servers.description, term))),
        ),
      )
      .orderBy(desc(isNotNull(servers.lastSeenAt)), asc(servers.name))
      .limit(limit)
      .all();
    const foundTools = await db.orm
      .select({ server: servers.name, tool: tools.name, category: tools.category, risk: tools.risk })
      .from(tools)
      .innerJoin(servers, eq(servers.id, tools.serverId))
      .where(
        and(
          isCurrent,
          isNull(servers.retiredAt),
          ...terms.map((term) => or(contains(tools.name, term), contains(servers.name, term))),
          contains(tools.name, first),
        ),
      )
      .orderBy(asc(servers.name), asc(tools.position))
      .limit(limit)
      .all();
    return { servers: foundServers, tools: foundTools };
  });

/** The names of the servers that a package ships or an address serves, the one seen last first. */
export const serversBehind = async (db: Db, reached: { identifier: string } | { url: string }): Promise<string[]> =>
  reading(db, async () => {
    const rows =
      "url" in reached
        ? await db.orm
            .select({ name: servers.name })
            .from(remotes)
            .innerJoin(servers, eq(servers.id, remotes.serverId))
            .where(and(eq(remotes.url, reached.url), isNull(servers.retiredAt)))
            .orderBy(desc(servers.lastSeenAt), asc(servers.name))
            .limit(5)
            .all()
        : await db.orm
            .select({ name: servers.name })
            .from(packages)
            .innerJoin(servers, eq(servers.id, packages.serverId))
            .where(and(eq(packages.identifier, reached.identifier), isNull(servers.retiredAt)))
            .orderBy(desc(servers.lastSeenAt), asc(servers.name))
            .limit(20)
            .all();
    return [...new Set(rows.map(({ name }) => name))];
  });
