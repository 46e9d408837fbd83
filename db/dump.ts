import { NightdeskError } from "../src/platform/errors.ts";
import type { Sqlite } from "./driver.ts";
import type { DumpSource } from "./dump-source.ts";
import { DUMP_SOURCES } from "./dump-tables.ts";
import { requirePublished } from "./open.ts";

export type DumpTable = keyof typeof DUMP_SOURCES;
const SESSIONS = `SELECT session FROM symbol_estimate UNION SELECT session FROM symbol_beta
  UNION SELECT session FROM symbol_volatility ORDER BY session`;
export const DUMP_TABLES = Object.keys(DUMP_SOURCES) as readonly DumpTable[];

/**
 * Reads table names as a user gave them.
 * @returns all tables if none was given.
 * @throws NightdeskError `usage` naming those that there are.
 */
export function dumpTables(names: readonly string[]): readonly DumpTable[] {
  const wrong = names.find((name) => !Object.hasOwn(DUMP_SOURCES, name));
  if (wrong !== undefined) {
    throw new NightdeskError(
      "usage",
      `There is no table "${wrong}" to dump; there are ${DUMP_TABLES.join(", ")}.`,
    );
  }
  return names.length === 0 ? DUMP_TABLES : DUMP_TABLES.filter((table) => names.includes(table));
}

/**
 * The database as lines of JSON that depend on nothing but its contents: two databases with the same data give the same
 * bytes, whatever order it came in. Yields blocks of lines, each ending in a newline, out of one read snapshot.
 */
export function* canonicalDump(db: Sqlite, path: string, tables: readonly DumpTable[]): Generator<string> {
  db.exec("BEGIN");
  try {
    requirePublished(db, path);
    const keys = (sql: string) => (db.prepare(sql).pluck().all() as (number | string)[]).map((key) => [key]);
    const keysPer = {
      symbol: keys("SELECT id FROM symbol ORDER BY symbol"),
      portfolio: keys(
        "SELECT id FROM portfolio ORDER BY name, deleted_at IS NOT NULL, inception, stated_equity",
      ),
      session: keys(SESSIONS),
    };
    for (const table of tables) {
      const { sql, per }: DumpSource = DUMP_SOURCES[table];
      const statement = db.prepare(sql);
      for (const key of per === null ? [[]] : keysPer[per]) {
        const lines = statement
          .all(...key)
          .map((row) => `${JSON.stringify({ table, ...(row as object) })}\n`);
        if (lines.length > 0) yield lines.join("");
      }
    }
  } finally {
    db.exec("COMMIT");
  }
}
