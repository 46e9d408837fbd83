import type { Sqlite, Statement } from "../driver.ts";
import { NEXT_CHANGE_ID } from "./change-ids.ts";

/** Writes of the marks on changed reference data by prepared statements, for one open connection. */
export class ReferenceChangeStatements {
  readonly #add: Statement;

  constructor(db: Sqlite) {
    this.#add = db.prepare(
      `INSERT INTO reference_change (id, symbol_id, from_day) VALUES (${NEXT_CHANGE_ID}, ?, ?)`,
    );
  }

  /** Metrics of a symbol from a day on are stale. */
  add(symbolId: number, fromDay: string): void {
    this.#add.run(symbolId, fromDay);
  }
}
