import { NightdeskError } from "../src/platform/errors.ts";
import type { Sqlite } from "./driver.ts";
import { requirePublished } from "./open.ts";

/**
 * The tables of a canonical dump, each with its columns by natural keys: no surrogate ids, no instants, no run ids. A table
 * of many rows is read symbol by symbol. What only tells how the data came to be (runs, steps, logs, tokens) is not here.
 */
const TABLES = {
  symbol: { perSymbol: false, sql: "SELECT symbol, calendar, basis FROM symbol ORDER BY symbol" },
  import: {
    perSymbol: false,
    sql: "SELECT sha256, basis, status, bytes, rows_read, rows_refused FROM import ORDER BY sha256, basis",
  },
  price_bar: {
    perSymbol: true,
    sql: `SELECT s.symbol, b.session, b.close, b.open, b.high, b.low, b.volume, b.source, i.sha256 AS import
      FROM price_bar b JOIN symbol s ON s.id = b.symbol_id LEFT JOIN import i ON i.id = b.import_id WHERE b.symbol_id = ? ORDER BY b.session`,
  },
  price_revision: {
    perSymbol: true,
    sql: `SELECT s.symbol, r.session, r.seq, r.kind, r.old_close, r.old_open, r.old_high, r.old_low, r.old_volume, r.old_source,
        r.through_session, r.factor, r.old_amount, r.old_numerator, r.old_denominator, i.sha256 AS import
      FROM price_revision r JOIN symbol s ON s.id = r.symbol_id LEFT JOIN import i ON i.id = r.import_id WHERE r.symbol_id = ? ORDER BY r.session, r.seq`,
  },
  corporate_action: {
    perSymbol: true,
    sql: `SELECT s.symbol, a.ex_date, a.kind, a.numerator, a.denominator, a.amount, a.status, a.source, i.sha256 AS import
      FROM corporate_action a JOIN symbol s ON s.id = a.symbol_id LEFT JOIN import i ON i.id = a.import_id WHERE a.symbol_id = ? ORDER BY a.ex_date, a.kind`,
  },
} as const;

export type DumpTable = keyof typeof TABLES;
export const DUMP_TABLES = Object.keys(TABLES) as readonly DumpTable[];

/**
 * Reads table names as a user gave them.
 * @returns all tables if none was given.
 * @throws NightdeskError `usage` naming those that there are.
 */
export function dumpTables(names: readonly string[]): readonly DumpTable[] {
  const wrong = names.find((name) => !Object.hasOwn(TABLES, name));
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
    const symbolIds = db.prepare("SELECT id FROM symbol ORDER BY symbol").pluck().all() as number[];
    for (const table of tables) {
      const { sql, perSymbol } = TABLES[table];
      const statement = db.prepare(sql);
      const keys: readonly (readonly number[])[] = perSymbol ? symbolIds.map((id) => [id]) : [[]];
      for (const key of keys) {
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
