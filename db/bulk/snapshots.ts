import type { Sqlite, Statement } from "../driver.ts";
import { positionGreeks } from "../schema/book.ts";
import { snapshot } from "../schema/portfolio.ts";
import type { RiskEngine, SnapshotGap } from "../schema/words.ts";
import { multiRow, ROWS_PER_INSERT } from "./multi-row.ts";
import { Rows } from "./rows.ts";

const POSITION_COLUMNS =
  "portfolio_id, session, lot_id, quantity, price, price_date, price_age, market_value, entry_value, daily_pnl, revaluation, dividends, flags, fees, realized_pnl, currency_pnl, base_value, fx_rate, unvalued";
const POSITION_ROW = "(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)";
/** What was made of a snapshot, which goes with it. */
const MADE_OF_IT = [
  "portfolio_risk",
  "portfolio_beta",
  "portfolio_volatility",
  "portfolio_concentration",
] as const;

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
  fees: number,
  realizedPnl: number,
  currencyPnl: number,
  baseValue: number,
  fxRate: number | null,
  unvalued: string | null,
];

/** An option's numbers in a snapshot. */
export type GreeksRow = Omit<typeof positionGreeks.$inferInsert, "portfolioId" | "session">;

/** Writes of snapshots and their positions by prepared statements, for one open connection. */
export class SnapshotStatements {
  readonly #rows: Rows<typeof snapshot>;
  readonly #greeks: Rows<typeof positionGreeks>;
  readonly #clear: Statement;
  readonly #clearGreeks: Statement;
  readonly #clearGap: Statement;
  readonly #putGap: Statement;
  readonly #remove: readonly Statement[];
  readonly #engines: Statement;
  readonly #positions: (rows: number) => Statement;
  readonly #clearValues: Statement;
  readonly #newest: Statement;
  readonly #putValues: Statement;

  constructor(db: Sqlite) {
    this.#rows = new Rows(db, snapshot);
    this.#greeks = new Rows(db, positionGreeks);
    const remove = (table: string) =>
      db.prepare(`DELETE FROM "${table}" WHERE portfolio_id = ? AND session = ?`);
    this.#clear = remove("snapshot_position");
    this.#clearGreeks = remove("position_greeks");
    this.#clearGap = remove("snapshot_gap");
    this.#putGap = db.prepare(
      `INSERT OR REPLACE INTO snapshot_gap (portfolio_id, session, reason, detail, method, seen) VALUES (?, ?, ?, ?, ?, ?)`,
    );
    this.#remove = [remove("snapshot"), this.#clear, this.#clearGreeks, ...MADE_OF_IT.map(remove)];
    this.#engines = db
      .prepare("SELECT engine FROM portfolio_risk WHERE portfolio_id = ? AND session = ? ORDER BY engine")
      .pluck();
    this.#positions = multiRow(
      db,
      (rows) =>
        `INSERT INTO snapshot_position (${POSITION_COLUMNS}) VALUES ${Array(rows).fill(POSITION_ROW).join(",")}`,
    );
    this.#newest = db.prepare("SELECT max(session) FROM snapshot WHERE portfolio_id = ?").pluck();
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
  put(
    row: typeof snapshot.$inferInsert,
    positions: readonly PositionRow[],
    greeks: readonly GreeksRow[],
  ): void {
    const { portfolioId, session } = row;
    this.#clear.run(portfolioId, session);
    this.#clearGreeks.run(portfolioId, session);
    this.#clearGap.run(portfolioId, session);
    this.#rows.put(row);
    for (const each of greeks) this.#greeks.put({ ...each, portfolioId, session });
    for (let from = 0; from < positions.length; from += ROWS_PER_INSERT) {
      const part = positions.slice(from, from + ROWS_PER_INSERT);
      const values: (string | number | null)[] = [];
      for (const position of part) values.push(portfolioId, session, ...position);
      this.#positions(part.length).run(values);
    }
  }

  /** The engines that have published numbers of a portfolio and session. */
  enginesOf(portfolioId: number, session: string): readonly RiskEngine[] {
    return this.#engines.all(portfolioId, session) as RiskEngine[];
  }

  /** Notes why a session has no snapshot, in the place of one and of all that was made of it. */
  putGap(
    portfolioId: number,
    session: string,
    { gap, detail, method, seen }: { gap: SnapshotGap; detail: string; method: string; seen: number },
  ): void {
    for (const statement of this.#remove) statement.run(portfolioId, session);
    this.#putGap.run(portfolioId, session, gap, detail, method, seen);
  }

  /** Takes the values of a portfolio's positions from its newest snapshot; without one there are none. */
  putNewestPositionValues(portfolioId: number): void {
    this.putPositionValues(portfolioId, (this.#newest.get(portfolioId) as string | null) ?? "");
  }

  /** Takes the values of a portfolio's positions from one of its snapshots. */
  putPositionValues(portfolioId: number, session: string): void {
    this.#clearValues.run(portfolioId);
    this.#putValues.run(portfolioId, session);
  }
}
