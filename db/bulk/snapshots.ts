import type { Sqlite, Statement } from "../driver.ts";
import { snapshot } from "../schema/portfolio.ts";
import { multiRow, ROWS_PER_INSERT } from "./multi-row.ts";
import { Rows } from "./rows.ts";

const POSITION_COLUMNS =
  "portfolio_id, session, lot_id, quantity, price, price_date, price_age, market_value, entry_value, daily_pnl, revaluation, dividends, flags";
const POSITION_ROW = "(?,?,?,?,?,?,?,?,?,?,?,?,?)";

/** A position's columns after its portfolio and session, in the order in which they are bound. */
export type PositionRow = readonly [
  lotId: number,
  quantity: number,
  price: number | null,
  priceDate: string | null,
  priceAge: number | null,
  marketValue: number,
  entryValue: number,
  dailyPnl: number,
  revaluation: number,
  dividends: number,
  flags: string,
];

/** Writes of snapshots and their positions by prepared statements, for one open connection. */
export class SnapshotStatements {
  readonly #rows: Rows<typeof snapshot>;
  readonly #clear: Statement;
  readonly #positions: (rows: number) => Statement;
  readonly #clearValues: Statement;
  readonly #putValues: Statement;

  constructor(db: Sqlite) {
    this.#rows = new Rows(db, snapshot);
    this.#clear = db.prepare("DELETE FROM snapshot_position WHERE portfolio_id = ? AND session = ?");
    this.#positions = multiRow(
      db,
      (rows) =>
        `INSERT INTO snapshot_position (${POSITION_COLUMNS}) VALUES ${Array(rows).fill(POSITION_ROW).join(",")}`,
    );
    this.#clearValues = db.prepare(
      "DELETE FROM position_value WHERE lot_id IN (SELECT id FROM lot WHERE portfolio_id = ?)",
    );
    this.#putValues = db.prepare(
      `INSERT INTO position_value (lot_id, session, last_price, price_date, market_value, unrealized_pnl)
       SELECT lot_id, session, price, price_date, market_value, iif(price IS NULL, NULL, market_value - entry_value)
       FROM snapshot_position WHERE portfolio_id = ? AND session = ? AND quantity <> 0`,
    );
  }

  /** Puts a snapshot with all of its positions in the place of what was there. */
  put(row: typeof snapshot.$inferInsert, positions: readonly PositionRow[]): void {
    const { portfolioId, session } = row;
    this.#clear.run(portfolioId, session);
    this.#rows.put(row);
    for (let from = 0; from < positions.length; from += ROWS_PER_INSERT) {
      const part = positions.slice(from, from + ROWS_PER_INSERT);
      const values: (string | number | null)[] = [];
      for (const position of part) values.push(portfolioId, session, ...position);
      this.#positions(part.length).run(values);
    }
  }

  /** Takes the values of a portfolio's positions from one of its snapshots. */
  putPositionValues(portfolioId: number, session: string): void {
    this.#clearValues.run(portfolioId);
    this.#putValues.run(portfolioId, session);
  }
}
