import type { Sqlite } from "../../db/driver.ts";
import { requirePublished } from "../../db/open.ts";
import type { ActionStatus, Basis, CalendarId, InstrumentType, OptionRight } from "../../db/schema/words.ts";
import type { IsoDate } from "../platform/iso-date.ts";
import type { Lot, LotEvent, Portfolio } from "./portfolio.ts";
import type { Dividend, PriceHistory, Split } from "./price-history.ts";

const PORTFOLIO =
  "SELECT id, public_id AS publicId, name, currency, inception, stated_equity AS statedEquity, basis_date AS basisDate FROM portfolio";

/** All portfolios, by name in code-unit order. */
export function readPortfolios(db: Sqlite): readonly Portfolio[] {
  return db.prepare(`${PORTFOLIO} ORDER BY name`).all() as Portfolio[];
}

/** A portfolio by its name or its public id; null if there is none. */
export function findPortfolio(db: Sqlite, nameOrId: string): Portfolio | null {
  const row = db.prepare(`${PORTFOLIO} WHERE public_id = ? OR name = ? ORDER BY public_id = ? DESC`);
  return (row.get(nameOrId, nameOrId, nameOrId) as Portfolio | undefined) ?? null;
}

interface LotRow extends Omit<Lot, "option" | "events"> {
  readonly underlying: string | null;
  readonly strike: number | null;
  readonly expiration: IsoDate | null;
  readonly optionRight: OptionRight | null;
}

interface EventRow extends LotEvent {
  readonly lotId: number;
}

function optionOf({ underlying, strike, expiration, optionRight }: LotRow): Lot["option"] {
  if (underlying === null || strike === null || expiration === null || optionRight === null) return null;
  return { underlying, strike, expiration, right: optionRight };
}

/** A portfolio's lots with their events, by lot number. */
export function readLots(db: Sqlite, portfolioId: number): readonly Lot[] {
  const rows = db
    .prepare(
      `SELECT id, public_id AS publicId, lot_no AS lotNo, symbol, asset_class AS assetClass, subtype, type, multiplier,
         underlying, strike, expiration, option_right AS optionRight FROM lot WHERE portfolio_id = ? ORDER BY lot_no`,
    )
    .all(portfolioId) as LotRow[];
  const events = db
    .prepare(
      `SELECT e.lot_id AS lotId, e.kind, e.trade_date AS tradeDate, e.quantity, e.price, e.cash
       FROM lot_event e JOIN lot l ON l.id = e.lot_id WHERE l.portfolio_id = ? ORDER BY e.lot_id, e.trade_date, e.seq`,
    )
    .all(portfolioId) as EventRow[];
  const byLot = new Map<number, LotEvent[]>();
  for (const { lotId, ...event } of events) byLot.set(lotId, [...(byLot.get(lotId) ?? []), event]);
  return rows.map((row) => {
    const { id, publicId, lotNo, symbol, assetClass, subtype, type, multiplier } = row;
    const terms = { id, publicId, lotNo, symbol, assetClass, subtype, type, multiplier };
    return { ...terms, option: optionOf(row), events: byLot.get(id) ?? [] };
  });
}

interface ActionRow {
  readonly exDate: IsoDate;
  readonly kind: "split" | "cash_dividend";
  readonly numerator: number;
  readonly denominator: number;
  readonly amount: number;
  readonly status: ActionStatus;
}

interface SymbolRow {
  readonly id: number;
  readonly basis: Basis;
  readonly calendar: CalendarId;
  readonly type: InstrumentType | null;
}

/**
 * What is stored of some symbols' prices through a session. A symbol that has never had a bar is not in it; one whose bars
 * all come later is, with none.
 */
export function readHistories(
  db: Sqlite,
  symbols: Iterable<string>,
  through: IsoDate,
): ReadonlyMap<string, PriceHistory> {
  requirePublished(db, db.name);
  const find = db.prepare(
    "SELECT id, basis, calendar, type FROM symbol WHERE symbol = ? AND basis IS NOT NULL",
  );
  const bars = db
    .prepare("SELECT session, close FROM price_bar WHERE symbol_id = ? AND session <= ? ORDER BY session")
    .raw();
  const actions = db.prepare(
    `SELECT ex_date AS exDate, kind, numerator, denominator, amount, status FROM corporate_action
     WHERE symbol_id = ? ORDER BY ex_date`,
  );
  const histories = new Map<string, PriceHistory>();
  for (const symbol of new Set(symbols)) {
    const row = find.get(symbol) as SymbolRow | undefined;
    if (row === undefined) continue;
    const rows = bars.all(row.id, through) as [IsoDate, number][];
    const stored = actions.all(row.id) as ActionRow[];
    const splits = stored.filter(({ kind }) => kind === "split");
    histories.set(symbol, {
      symbol,
      basis: row.basis,
      calendar: row.calendar,
      days: rows.map(([day]) => day),
      closes: rows.map(([, close]) => close),
      splits: splits
        .filter(({ status }) => status === "confirmed" || status === "stock_dividend")
        .map(({ exDate, numerator, denominator }): Split => ({ exDate, numerator, denominator })),
      isFund: row.type === "MUTUALFUND",
      unconfirmed: stored.filter(({ status }) => status === "unconfirmed").map(({ exDate }) => exDate),
      dividends: stored
        .filter(({ kind, status }) => kind === "cash_dividend" && status === "confirmed")
        .map(({ exDate, amount }): Dividend => ({ exDate, amount })),
    });
  }
  return histories;
}
