import { and, asc, eq } from "drizzle-orm";
import { lot, snapshot, snapshotPosition } from "../../../db/schema/portfolio.ts";
import { splitWords } from "../../../db/words.ts";
import type { Orm } from "../../../db/writer.ts";
import { money } from "./figure.ts";

/** A snapshot as reports show it; money with cents, returns as decimals. */
export interface SnapshotFigures {
  readonly status: string;
  readonly equity: number;
  readonly cash_value: number;
  readonly long_value: number;
  readonly short_value: number;
  readonly gross_exposure: number;
  readonly net_exposure: number;
  readonly daily_pnl: number;
  /** The part of daily_pnl that a first close of what had stood at its entry price brought. */
  readonly revaluation: number;
  readonly dividends: number;
  readonly daily_return: number | null;
  readonly daily_return_reason: string | null;
  readonly cumulative_pnl: number;
  /** What the positions cost, and what their values are above it. */
  readonly entry_value: number;
  readonly unrealized_pnl: number;
  readonly position_count: number;
  readonly coverage: number | null;
  readonly flags: readonly string[];
  readonly reasons: readonly string[];
}

/** A position of a snapshot as reports show it: a lot, by its id. */
export interface PositionFigures {
  readonly id: string;
  readonly symbol: string;
  readonly position_type: string;
  readonly investment_class: string;
  readonly quantity: number;
  readonly price: number | null;
  readonly price_date: string | null;
  readonly price_age: number | null;
  readonly market_value: number;
  readonly entry_value: number;
  readonly unrealized_pnl: number | null;
  readonly daily_pnl: number;
  readonly revaluation: number;
  readonly dividends: number;
  readonly flags: readonly string[];
}

/** What is published of a portfolio's books at a session. */
export interface BookFigures {
  readonly snapshot: SnapshotFigures;
  readonly positions: readonly PositionFigures[];
}

type SnapshotRow = typeof snapshot.$inferSelect;
type PositionRow = typeof snapshotPosition.$inferSelect & { readonly lot: typeof lot.$inferSelect };

function positionFigures(row: PositionRow): PositionFigures {
  const { price, marketValue, entryValue } = row;
  return {
    id: row.lot.publicId,
    symbol: row.lot.symbol,
    position_type: row.lot.type,
    investment_class: row.lot.assetClass,
    quantity: row.quantity,
    price,
    price_date: row.priceDate,
    price_age: row.priceAge,
    market_value: money(marketValue),
    entry_value: money(entryValue),
    unrealized_pnl: price === null ? null : money(marketValue - entryValue),
    daily_pnl: money(row.dailyPnl),
    revaluation: money(row.revaluation),
    dividends: money(row.dividends),
    flags: splitWords(row.flags),
  };
}

/** @param cost Of the positions that have a price, in cents. */
function snapshotFigures(row: SnapshotRow, cost: number): SnapshotFigures {
  const { longValue, shortValue } = row;
  return {
    status: row.status,
    equity: money(row.equity),
    cash_value: money(row.cash),
    long_value: money(longValue),
    short_value: money(shortValue),
    gross_exposure: money(longValue - shortValue),
    net_exposure: money(longValue + shortValue),
    daily_pnl: money(row.dailyPnl),
    revaluation: money(row.revaluation),
    dividends: money(row.dividends),
    daily_return: row.dailyReturn,
    daily_return_reason: row.dailyReturn === null ? "non_positive_equity" : null,
    cumulative_pnl: money(row.cumulativePnl),
    entry_value: money(cost),
    unrealized_pnl: money(longValue + shortValue - cost),
    position_count: row.positionCount,
    coverage: row.coverage,
    flags: splitWords(row.flags),
    reasons: splitWords(row.reasons),
  };
}

/** A portfolio's books at a session as they stand now; null if there is no snapshot. */
export function readBookFigures(orm: Orm, portfolioId: number, session: string): BookFigures | null {
  const row = orm
    .select()
    .from(snapshot)
    .where(and(eq(snapshot.portfolioId, portfolioId), eq(snapshot.session, session)))
    .get();
  if (row === undefined) return null;
  const rows = orm
    .select()
    .from(snapshotPosition)
    .innerJoin(lot, eq(lot.id, snapshotPosition.lotId))
    .where(and(eq(snapshotPosition.portfolioId, portfolioId), eq(snapshotPosition.session, session)))
    .orderBy(asc(lot.lotNo))
    .all();
  const cost = rows.reduce(
    (sum, { snapshot_position: each }) => sum + (each.price === null ? 0 : each.entryValue),
    0,
  );
  return {
    snapshot: snapshotFigures(row, cost),
    positions: rows.map(({ snapshot_position: each, lot: terms }) =>
      positionFigures({ ...each, lot: terms }),
    ),
  };
}
