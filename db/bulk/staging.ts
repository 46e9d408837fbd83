import type { Sqlite, Statement } from "../driver.ts";
import { multiRow, ROWS_PER_INSERT } from "./multi-row.ts";

const ROW = "(?,?,?,?,?,?,?,?,?,?,?,?)";

/** A staged row's columns in the order in which they are bound, after its import and symbol. */
export type StagedColumns = readonly [
  day: number,
  line: number,
  close: number,
  open: number | null,
  high: number | null,
  low: number | null,
  volume: number | null,
  dividend: number | null,
  numerator: number | null,
  denominator: number | null,
];

/** Reads and writes of price_staging by prepared statements, for one open connection. */
export class StagingStatements {
  readonly #insert: (rows: number) => Statement;
  readonly #importIds: Statement;
  readonly #symbols: Statement;
  readonly #read: Statement;
  readonly #clear: Statement;

  constructor(db: Sqlite) {
    this.#insert = multiRow(
      db,
      (rows) => `INSERT INTO price_staging VALUES ${Array(rows).fill(ROW).join(",")}`,
    );
    this.#importIds = db.prepare("SELECT DISTINCT import_id FROM price_staging ORDER BY import_id").pluck();
    this.#symbols = db
      .prepare("SELECT DISTINCT symbol FROM price_staging WHERE import_id = ? ORDER BY symbol")
      .pluck();
    this.#read = db
      .prepare(
        "SELECT day, line, close, open, high, low, volume, dividend, numerator, denominator FROM price_staging WHERE import_id = ? AND symbol = ? ORDER BY day, line",
      )
      .raw();
    this.#clear = db.prepare("DELETE FROM price_staging WHERE import_id = ? AND symbol = ?");
  }

  insert(importId: number, symbol: string, rows: readonly StagedColumns[]): void {
    for (let from = 0; from < rows.length; from += ROWS_PER_INSERT) {
      const part = rows.slice(from, from + ROWS_PER_INSERT);
      this.#insert(part.length).run(part.flatMap((row) => [importId, symbol, ...row]));
    }
  }

  importIds(): readonly number[] {
    return this.#importIds.all() as number[];
  }

  symbols(importId: number): readonly string[] {
    return this.#symbols.all(importId) as string[];
  }

  rows(importId: number, symbol: string): readonly StagedColumns[] {
    return this.#read.all(importId, symbol) as unknown as StagedColumns[];
  }

  clear(importId: number, symbol: string): void {
    this.#clear.run(importId, symbol);
  }
}
