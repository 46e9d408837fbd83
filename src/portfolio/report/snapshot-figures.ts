import { and, asc, eq } from "drizzle-orm";
import { positionGreeks } from "../../../db/schema/book.ts";
import { lot, snapshot, snapshotPosition } from "../../../db/schema/portfolio.ts";
import { splitWords } from "../../../db/words.ts";
import type { Orm } from "../../../db/writer.ts";
import { cents } from "../../platform/money.ts";
import { absentReturn } from "../daily-return.ts";
import { money } from "./figure.ts";
import { type GreekFigures, greekFigures } from "./greek-figures.ts";

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
  readonly interest: number | null;
  /** Of trades and of the portfolio, not above zero. */
  readonly fees: number | null;
  /** The part of daily_pnl that was realized, and the part that rates of exchange made. */
  readonly daily_realized_pnl: number | null;
  readonly currency_pnl: number | null;
  /** The part of daily_pnl that is no position's. */
  readonly unallocated: number | null;
  /** Contributions less withdrawals since the snapshot before, lots that were transferred included; no part of daily_pnl. */
  readonly daily_capital_flow: number | null;
  readonly daily_return: number | null;
  readonly daily_return_reason: string | null;
  readonly cumulative_pnl: number;
  readonly cumulative_realized_pnl: number | null;
  readonly cumulative_capital_flow: number | null;
  /** What the positions cost, and what their values are above it. */
  readonly entry_value: number;
  readonly unrealized_pnl: number;
  readonly position_count: number;
  readonly long_count: number | null;
  readonly short_count: number | null;
  /** Null where those of an option are not known. */
  readonly greeks: {
    readonly delta_dollars: number;
    readonly gamma_dollars: number;
    readonly theta: number;
    readonly vega: number;
    readonly rho: number;
  } | null;
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
  /** Null, with its reason, where there is no price. */
  readonly market_value: number | null;
  readonly reason: string | null;
  readonly entry_value: number;
  /** What its P&L counts from: the value at the inception close, or what was paid later. */
  readonly base_value: number | null;
  readonly unrealized_pnl: number | null;
  readonly realized_pnl: number | null;
  readonly currency_pnl: number | null;
  readonly fees: number | null;
  /** What a unit of the instrument's currency is; null in the portfolio's own. */
  readonly fx_rate: number | null;
  /** Of an option: what it is on, and its greeks where they are known. */
  readonly underlying?: string;
  readonly greeks?: GreekFigures;
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

/** Of snapshots of the first accounting, which did not tell all that there is now, what it did not tell is not known. */
const FIRST_METHOD = "accounting/1";
const told = <T>({ method }: { readonly method: string }, value: T): T | null =>
  method === FIRST_METHOD ? null : value;

type SnapshotRow = typeof snapshot.$inferSelect;
type PositionRow = typeof snapshotPosition.$inferSelect & {
  readonly lot: typeof lot.$inferSelect;
  readonly greeks: typeof positionGreeks.$inferSelect | null;
  /** The snapshot's. */
  readonly method: string;
};

function portfolioGreeks({
  deltaDollars,
  gammaDollars,
  theta,
  vega,
  rho,
}: SnapshotRow): SnapshotFigures["greeks"] {
  if (deltaDollars === null || gammaDollars === null || theta === null || vega === null || rho === null)
    return null;
  return { delta_dollars: deltaDollars, gamma_dollars: gammaDollars, theta, vega, rho };
}

function positionFigures(row: PositionRow): PositionFigures {
  const { price, marketValue, entryValue, greeks } = row;
  return {
    id: row.lot.publicId,
    symbol: row.lot.symbol,
    position_type: row.lot.type,
    investment_class: row.lot.assetClass,
    quantity: row.quantity,
    price,
    price_date: row.priceDate,
    price_age: row.priceAge,
    market_value: row.unvalued === null ? money(marketValue) : null,
    reason: row.unvalued,
    entry_value: money(entryValue),
    base_value: told(row, money(row.baseValue)),
    unrealized_pnl: price === null ? null : money(marketValue - entryValue),
    realized_pnl: told(row, money(row.realizedPnl)),
    currency_pnl: told(row, money(row.currencyPnl)),
    fees: told(row, money(row.fees)),
    fx_rate: row.fxRate,
    ...(row.lot.underlying === null ? {} : { underlying: row.lot.underlying }),
    ...(greeks === null ? {} : { greeks: greekFigures(greeks) }),
    daily_pnl: money(row.dailyPnl),
    revaluation: money(row.revaluation),
    dividends: money(row.dividends),
    flags: splitWords(row.flags),
  };
}

/** @param cost Of the positions that have a price, in cents. */
function snapshotFigures(row: SnapshotRow, cost: number): SnapshotFigures {
  const { longValue, shortValue } = row;
  const figures = {
    equity: cents(row.equity),
    dailyPnl: cents(row.dailyPnl),
    capitalFlow: cents(row.capitalFlow),
  };
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
    interest: told(row, money(row.interest)),
    fees: told(row, money(row.fees)),
    daily_realized_pnl: told(row, money(row.realizedPnl)),
    currency_pnl: told(row, money(row.currencyPnl)),
    unallocated: told(row, money(row.unallocated)),
    daily_capital_flow: told(row, money(row.capitalFlow)),
    daily_return: row.dailyReturn,
    daily_return_reason: row.dailyReturn === null ? absentReturn(figures) : null,
    cumulative_pnl: money(row.cumulativePnl),
    cumulative_realized_pnl: told(row, money(row.cumulativeRealizedPnl)),
    cumulative_capital_flow: told(row, money(row.cumulativeCapitalFlow)),
    entry_value: money(cost),
    unrealized_pnl: money(longValue + shortValue - cost),
    position_count: row.positionCount,
    long_count: told(row, row.longCount),
    short_count: told(row, row.shortCount),
    greeks: portfolioGreeks(row),
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
    .leftJoin(
      positionGreeks,
      and(
        eq(positionGreeks.portfolioId, snapshotPosition.portfolioId),
        eq(positionGreeks.session, snapshotPosition.session),
        eq(positionGreeks.lotId, snapshotPosition.lotId),
      ),
    )
    .where(and(eq(snapshotPosition.portfolioId, portfolioId), eq(snapshotPosition.session, session)))
    .orderBy(asc(lot.lotNo))
    .all();
  const cost = rows.reduce(
    (sum, { snapshot_position: each }) => sum + (each.price === null ? 0 : each.entryValue),
    0,
  );
  return {
    snapshot: snapshotFigures(row, cost),
    positions: rows.map(({ snapshot_position: each, lot: terms, position_greeks: greeks }) =>
      positionFigures({ ...each, lot: terms, greeks, method: row.method }),
    ),
  };
}
