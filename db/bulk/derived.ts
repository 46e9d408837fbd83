import type { Sqlite, Statement } from "../driver.ts";

/** Engine and version that made a row, and a hash of what it was made from. */
export interface Provenance {
  readonly method: string;
  readonly inputs: string;
}

/** The currency of one table's derived rows, by prepared statements: what a row was made from, and by which price change it holds. */
export class DerivedRows {
  readonly #find: Statement;
  readonly #confirm: Statement;

  /** @param key The columns of the table's key. */
  constructor(db: Sqlite, table: string, key: readonly string[]) {
    const where = key.map((column) => `"${column}" = ?`).join(" AND ");
    this.#find = db.prepare(`SELECT method, inputs FROM "${table}" WHERE ${where}`);
    this.#confirm = db.prepare(`UPDATE "${table}" SET seen = ? WHERE ${where}`);
  }

  /** Null if there is no row of the key. */
  find(...key: readonly (string | number)[]): Provenance | null {
    return (this.#find.get(...key) as Provenance | undefined) ?? null;
  }

  /** Notes that a row has been found unchanged by everything up to a price change. */
  confirm(seen: number, ...key: readonly (string | number)[]): void {
    this.#confirm.run(seen, ...key);
  }
}
