import { type IsoDate, isoDate } from "../../src/platform/iso-date.ts";
import type { Portfolio } from "../../src/portfolio/portfolio.ts";
import { Desk } from "../support/desk.ts";

export const SESSION = isoDate("2026-05-29");
const HEADER =
  "Symbol,Quantity,Entry Price Per Share,Entry Date,Investment Class,Underlying Symbol,Strike Price,Expiration Date,Option Type";

/** A lot as a snapshot has it; its quantity is 1 and its price 10, unless said. */
export interface Position {
  readonly symbol: string;
  /** Which of the symbol's lots, from 0. */
  readonly at?: number;
  readonly quantity?: number;
  readonly price?: number | null;
  readonly priceDate?: string;
  readonly rate?: number | null;
  readonly flags?: string;
  readonly unvalued?: "not_priced" | "awaiting_settlement";
}

/** A row of a position file: shares, a private asset, or an option by its OCC symbol. */
export const rowOf = (symbol: string, quantity = 1, assetClass = ""): string =>
  `${symbol},${quantity},10,2026-05-01,${assetClass},,,,`;

/** A desk on which no night has been run: snapshots are written as they are told, in a moment. */
export class HeldBook implements AsyncDisposable {
  readonly desk = new Desk();

  open(name: string, rows: readonly string[]): Promise<Portfolio> {
    return this.desk.open(name, [HEADER, ...rows, ""].join("\n"), { equity: "1000" });
  }

  /** Whose a portfolio is. */
  own(portfolio: Portfolio, owner: string | null): Portfolio {
    this.run("UPDATE portfolio SET owner = ? WHERE id = ?", owner, portfolio.id);
    return { ...portfolio, owner };
  }

  /** Makes a snapshot of what is held at a session. */
  hold(
    { id }: Portfolio,
    positions: readonly Position[],
    session: IsoDate = SESSION,
    equity = 100_000,
  ): void {
    this.run(
      `INSERT INTO snapshot (portfolio_id, session, status, equity, cash, long_value, short_value, daily_pnl, revaluation, dividends,
         daily_return, cumulative_pnl, position_count, coverage, flags, reasons, method, inputs, seen, published_at)
       VALUES (?, ?, 'complete', ?, ?, 0, 0, 0, 0, 0, NULL, 0, 0, NULL, '', '', 'made', '', 0, '')`,
      id,
      session,
      equity,
      equity,
    );
    for (const each of positions) {
      const { symbol, quantity = 1, price = 10, priceDate = session, rate = null, flags = "" } = each;
      this.run(
        `INSERT INTO snapshot_position (portfolio_id, session, lot_id, quantity, price, price_date, price_age, market_value,
           entry_value, daily_pnl, revaluation, dividends, flags, fx_rate, unvalued) VALUES (?, ?, ?, ?, ?, ?, 0, 0, 0, 0, 0, 0, ?, ?, ?)`,
        id,
        session,
        this.lot(id, symbol, each.at),
        quantity,
        price,
        price === null ? null : priceDate,
        flags,
        rate,
        each.unvalued ?? null,
      );
    }
  }

  /** The id of a symbol's lot. */
  lot(portfolioId: number, symbol: string, at = 0): number {
    const sql = "SELECT id FROM lot WHERE portfolio_id = ? AND symbol = ? ORDER BY lot_no LIMIT 1 OFFSET ?";
    const found = this.desk.base.rows<{ id: number }>(sql, portfolioId, symbol, at)[0];
    if (found === undefined) throw new Error(`there is no lot ${at} of ${symbol}`);
    return found.id;
  }

  /** Takes a lot out of the books, as its deletion does. */
  delete(lotId: number): void {
    this.run(
      `INSERT INTO lot_event (public_id, lot_id, kind, trade_date, basis_date, quantity, price, fees, source, actor, recorded_at, reverses)
       SELECT 'undone ' || id, lot_id, kind, trade_date, basis_date, quantity, price, fees, source, actor, recorded_at, id
       FROM lot_event WHERE lot_id = ?`,
      lotId,
    );
  }

  sector(symbol: string, sector: string, asOf = "2026-01-02"): void {
    this.run("INSERT OR REPLACE INTO symbol_sector VALUES (?, ?, ?, 'test')", symbol, asOf, sector);
  }

  /** Makes a tag, as a user or an earlier night did. @returns its id. */
  tag(kind: string, name: string, archivedAt: string | null = null): number {
    this.run(
      "INSERT INTO tag (public_id, owner, kind, name, color, archived_at) VALUES (?, '', ?, ?, '#123456', ?)",
      `${kind} ${name}`,
      kind,
      name,
      archivedAt,
    );
    return Number(this.desk.base.rows("SELECT max(id) AS id FROM tag")[0]?.id);
  }

  give(lotId: number, tagId: number): void {
    this.run("INSERT INTO position_tag (lot_id, tag_id) VALUES (?, ?)", lotId, tagId);
  }

  run(sql: string, ...values: readonly (string | number | null)[]): void {
    this.desk.base.writer.db.prepare(sql).run(...values);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.desk[Symbol.asyncDispose]();
  }
}
