import type { Sqlite, Statement } from "../driver.ts";
import type { PriceChangeKind } from "../schema/words.ts";
import { NEXT_CHANGE_ID } from "./change-ids.ts";

/** Bars of one symbol that changed together, and the first bar after them. */
export interface ChangedRun {
  readonly from: string;
  readonly through: string;
  /** Null if no bar follows. */
  readonly until: string | null;
}

/** Reads and writes of the marks on changed prices by prepared statements, for one open connection. */
export class PriceChangeStatements {
  readonly #newestDerived: Statement;
  readonly #sessions: Statement;
  readonly #add: Statement;

  constructor(db: Sqlite) {
    this.#newestDerived = db
      .prepare(
        `SELECT max(session) FROM (
           SELECT (SELECT max(session) FROM snapshot s WHERE s.portfolio_id = p.id) AS session FROM portfolio p
           UNION ALL SELECT max(session) FROM snapshot_gap
           UNION ALL SELECT max(session) FROM beta_prior
           UNION ALL SELECT max(session) FROM symbol_metric)`,
      )
      .pluck();
    this.#sessions = db.prepare("SELECT session FROM price_bar WHERE symbol_id = ? ORDER BY session").pluck();
    this.#add = db.prepare(
      `INSERT INTO price_change (id, symbol_id, kind, from_session, through_session, until_session)
       VALUES (${NEXT_CHANGE_ID}, ?, ?, ?, ?, ?)`,
    );
  }

  /** The newest session of which anything has been derived from prices; null if nothing has. */
  newestDerived(): string | null {
    return this.#newestDerived.get() as string | null;
  }

  /** The days of all of a symbol's bars, ascending. */
  sessions(symbolId: number): readonly string[] {
    return this.#sessions.all(symbolId) as string[];
  }

  add(symbolId: number, kind: PriceChangeKind, { from, through, until }: ChangedRun): void {
    this.#add.run(symbolId, kind, from, through, until);
  }
}
