import type { Sqlite } from "../../db/driver.ts";
import type { OptionRight, SnapshotGap } from "../../db/schema/words.ts";
import type { IsoDate } from "../platform/iso-date.ts";
import { inCashOrder, type PortfolioEvent } from "./cash-event.ts";
import { readSplits } from "./history-source.ts";
import { inBookOrder, isConversion, type LotEvent } from "./lot-event.ts";
import type { Lot, Portfolio } from "./portfolio.ts";
import { withReceivedUnits } from "./received-units.ts";
import { withRecordedSplits } from "./recorded-actions.ts";

const PORTFOLIO = `SELECT id, public_id AS publicId, name, owner, currency, inception, stated_equity AS statedEquity,
  basis_date AS basisDate, dividends FROM portfolio WHERE deleted_at IS NULL`;
/** An event that another reverses, and the one that does, are no part of the books. */
const standing = (table: "lot_event" | "portfolio_event") =>
  `e.reverses IS NULL AND NOT EXISTS (SELECT 1 FROM ${table} r WHERE r.reverses = e.id)`;

/** All portfolios that are not deleted, by name in code-unit order. */
export function readPortfolios(db: Sqlite): readonly Portfolio[] {
  return db.prepare(`${PORTFOLIO} ORDER BY name`).all() as Portfolio[];
}

/** A portfolio by its name or its public id; null if there is none. */
export function findPortfolio(db: Sqlite, nameOrId: string): Portfolio | null {
  const row = db.prepare(`${PORTFOLIO} AND (public_id = ? OR name = ?) ORDER BY public_id = ? DESC`);
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

const LOTS = `SELECT id, public_id AS publicId, lot_no AS lotNo, symbol, asset_class AS assetClass, subtype, type, multiplier,
  underlying, strike, expiration, option_right AS optionRight, note FROM lot`;
const LOT_EVENTS = `SELECT e.lot_id AS lotId, e.kind, e.trade_date AS tradeDate, e.trade_time AS time, e.basis_date AS basisDate,
  e.quantity, e.price, e.currency, e.fees, e.counter_lot_id AS counterLotId, e.cost_share AS costShare, e.ratio
  FROM lot_event e JOIN lot l ON l.id = e.lot_id WHERE ${standing("lot_event")}`;

function lotsOf(rows: readonly LotRow[], events: readonly EventRow[]): readonly Lot[] {
  const byLot = new Map<number, LotEvent[]>();
  for (const { lotId, ...event } of events) {
    const own = byLot.get(lotId);
    if (own === undefined) byLot.set(lotId, [event]);
    else own.push(event);
  }
  return rows.map((row) => {
    const { id, publicId, lotNo, symbol, assetClass, subtype, type, multiplier, note } = row;
    const terms = { id, publicId, lotNo, symbol, assetClass, subtype, type, multiplier, note };
    return { ...terms, option: optionOf(row), events: inBookOrder(byLot.get(id) ?? [], type) };
  });
}

function recordedLots(db: Sqlite, where: string, key: object): readonly Lot[] {
  const rows = db.prepare(`${LOTS} l WHERE ${where} ORDER BY lot_no`).all(key) as LotRow[];
  return lotsOf(rows, db.prepare(`${LOT_EVENTS} AND ${where}`).all(key) as EventRow[]);
}

const hasConversion = ({ events }: Lot) => events.some(isConversion);

/** Lots with what their conversions come to, by the splits as the portfolio's own books have them. */
function converted(db: Sqlite, portfolioId: number, lots: readonly Lot[]): readonly Lot[] {
  const stored = readSplits(db, new Set(lots.map(({ symbol }) => symbol)));
  const events = inCashOrder(readPortfolioEvents(db, portfolioId));
  const own = new Map(
    [...stored].map(([symbol, splits]) => [symbol, withRecordedSplits({ symbol, splits }, events).splits]),
  );
  return withReceivedUnits(lots, ({ assetClass, symbol }) =>
    assetClass === "PUBLIC" ? (own.get(symbol) ?? []) : [],
  );
}

/** A portfolio's lots with the events that stand, by lot number; of one symbol only, if it is given. */
export function readLots(db: Sqlite, portfolioId: number, symbol: string | null = null): readonly Lot[] {
  const where = "l.portfolio_id = @portfolioId AND (@symbol IS NULL OR l.symbol = @symbol)";
  const lots = recordedLots(db, where, { portfolioId, symbol });
  if (!lots.some(hasConversion)) return lots;
  const all = symbol === null ? lots : recordedLots(db, where, { portfolioId, symbol: null });
  return converted(db, portfolioId, all).filter((lot) => symbol === null || lot.symbol === symbol);
}

/** A lot of a portfolio by its id or its public id; null if there is none. */
export function findLot(db: Sqlite, portfolioId: number, id: number | string): Lot | null {
  // A text of digits equals a number in SQLite, and nobody outside should find a lot by its own.
  const where = `l.portfolio_id = @portfolioId AND ${typeof id === "number" ? "l.id" : "l.public_id"} = @id`;
  const [lot] = recordedLots(db, where, { portfolioId, id });
  if (lot === undefined || !hasConversion(lot)) return lot ?? null;
  return readLots(db, portfolioId).find((each) => each.id === lot.id) ?? null;
}

/** Lots that came from another by a conversion, by their ids. */
export function receiversOf(db: Sqlite, portfolioId: number, lotId: number): readonly number[] {
  return readLots(db, portfolioId)
    .filter(({ events }) => {
      const [opening] = events;
      return opening !== undefined && isConversion(opening) && opening.counterLotId === lotId;
    })
    .map(({ id }) => id);
}

/** The events of a portfolio's own cash, and its recorded actions, that stand. */
export function readPortfolioEvents(db: Sqlite, portfolioId: number): readonly PortfolioEvent[] {
  return db
    .prepare(
      `SELECT e.kind, e.trade_date AS tradeDate, e.trade_time AS time, e.amount, e.currency, e.symbol, e.numerator, e.denominator
       FROM portfolio_event e WHERE e.portfolio_id = ? AND ${standing("portfolio_event")} ORDER BY e.id`,
    )
    .all(portfolioId) as PortfolioEvent[];
}

/** Why a session of a portfolio has no snapshot, and what is missing; null where nothing tells. */
export function readGap(
  db: Sqlite,
  portfolioId: number,
  session: IsoDate,
): { readonly reason: SnapshotGap; readonly detail: string } | null {
  const gap = db.prepare("SELECT reason, detail FROM snapshot_gap WHERE portfolio_id = ? AND session = ?");
  return (gap.get(portfolioId, session) as { reason: SnapshotGap; detail: string } | undefined) ?? null;
}
