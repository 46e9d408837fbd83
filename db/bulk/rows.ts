import { getTableColumns, getTableName, type InferInsertModel } from "drizzle-orm";
import type { SQLiteTable } from "drizzle-orm/sqlite-core";
import type { Sqlite, Statement } from "../driver.ts";

/** Puts whole rows of one table by a prepared statement, for one open connection: drizzle's own is five times as slow. */
export class Rows<T extends SQLiteTable> {
  readonly #put: Statement;
  readonly #empty: Readonly<Record<string, null>>;

  constructor(db: Sqlite, table: T) {
    const columns = Object.entries(getTableColumns(table));
    const names = columns.map(([, column]) => `"${column.name}"`);
    const values = columns.map(([key]) => `@${key}`);
    this.#empty = Object.fromEntries(columns.map(([key]) => [key, null]));
    this.#put = db.prepare(
      `INSERT OR REPLACE INTO "${getTableName(table)}" (${names.join(", ")}) VALUES (${values.join(", ")})`,
    );
  }

  /** Inserts the row, or replaces the one with its key. A column that is not given is null. */
  put(row: InferInsertModel<T>): void {
    this.#put.run({ ...this.#empty, ...row });
  }
}
