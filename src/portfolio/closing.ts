import type { SnapshotStatus } from "../../db/schema/words.ts";
import { hashOfBytes } from "../platform/hash.ts";
import type { IsoDate } from "../platform/iso-date.ts";
import { addCents, type Cents, cents, ZERO_CENTS } from "../platform/money.ts";
import type { Account, Holding } from "./account.ts";
import type { CashMovement } from "./cash-book.ts";
import { dailyReturn, isLargeFlow } from "./daily-return.ts";
import type { Interval } from "./interval.ts";
import type { Mark } from "./mark.ts";
import type { Portfolio } from "./portfolio.ts";
import { columnsOf, type PositionColumns } from "./position-columns.ts";
import { flagsOf } from "./position-flag.ts";
import type { Amounts } from "./running-totals.ts";
import {
  type PortfolioGreeks,
  type Replayed,
  SNAPSHOT_METHOD,
  type SnapshotFlag,
  type SnapshotReason,
} from "./snapshot.ts";

/** What a snapshot is closed from. */
export interface Close {
  readonly portfolio: Portfolio;
  /** The session of the snapshot before; null at inception. */
  readonly before: IsoDate | null;
  readonly session: IsoDate;
  /** Of the lots that are held, were held before, or moved in between, in natural order. */
  readonly intervals: readonly Interval[];
  /** What moved cash that is of no lot, over the interval. */
  readonly moved: Omit<CashMovement, "session">;
  readonly cash: Cents;
  /** Since inception. */
  readonly totals: Amounts;
}

/** A portfolio at the close of a session: equity = cash + market values, and equity before + P&L + flows. */
export function closed(close: Close): Replayed {
  const { portfolio, session, intervals, moved, cash, totals } = close;
  const positions = columnsOf(intervals);
  const { longValue, shortValue, longCount, shortCount, flags: bits } = sidesOf(positions);
  const { held, external, reasons, coverage, greeks } = tally(intervals);
  const equity = addCents(cash, longValue, shortValue);
  const unallocated = addCents(moved.interest, moved.fees, moved.dividend);
  const dailyPnl = addCents(sumOf(positions.dailyPnls), unallocated);
  const capitalFlow = addCents(external, moved.flow);
  const figures = { equity, dailyPnl, capitalFlow };
  const isUnpriced = intervals.some(
    ({ before, now, pnl }) =>
      pnl !== 0 && [before, now].some((each) => (each?.mark.unvalued ?? null) !== null),
  );
  const flags = new Set<SnapshotFlag>(flagsOf(bits));
  if (cash < 0) flags.add("margin_debit");
  if (isLargeFlow(figures)) flags.add("large_flow");
  return {
    gap: null,
    snapshot: {
      ...{ session, equity, cash, longValue, shortValue, dailyPnl, unallocated, capitalFlow, reasons },
      status: statusOf(reasons),
      revaluation: sumOf(positions.revaluations),
      realizedPnl: sumOf(positions.realizedPnls),
      currencyPnl: sumOf(positions.currencyPnls),
      dividends: addCents(sumOf(positions.dividends), moved.dividend),
      interest: moved.interest,
      fees: addCents(sumOf(positions.fees), moved.fees),
      dailyReturn: dailyReturn(figures, isUnpriced),
      cumulativePnl: cents(equity - portfolio.statedEquity - totals.flow),
      cumulativeRealizedPnl: totals.realized,
      cumulativeCapitalFlow: totals.flow,
      ...{ positionCount: held, longCount, shortCount, greeks, coverage },
      flags: [...flags].sort(),
      inputs: inputsOf(close, positions),
    },
    positions,
  };
}

/** The sum of a column of whole cents. */
function sumOf(column: Float64Array): Cents {
  let sum = ZERO_CENTS;
  for (const amount of column) sum = cents(sum + amount);
  return sum;
}

/** What is on either side. Columns are read one after the other: thousands of positions go through a cache that way. */
function sidesOf({ marketValues, quantities, flags }: PositionColumns) {
  let [longValue, shortValue] = [ZERO_CENTS, ZERO_CENTS];
  let [longCount, shortCount, bits] = [0, 0, 0];
  for (const value of marketValues) {
    if (value > 0) longValue = cents(longValue + value);
    else shortValue = cents(shortValue + value);
  }
  for (const quantity of quantities) {
    if (quantity > 0) longCount += 1;
    else if (quantity < 0) shortCount += 1;
  }
  for (const each of flags) bits |= each;
  return { longValue, shortValue, longCount, shortCount, flags: bits };
}

function statusOf(reasons: readonly SnapshotReason[]): SnapshotStatus {
  if (reasons.length === 0) return "complete";
  return reasons.every((reason) => reason === "nav_pending") ? "provisional" : "partial";
}

/** Why a snapshot is not complete, in the order in which reasons are told. */
const REASONS = ["no_price", "not_priced", "awaiting_settlement", "nav_pending"] as const;

function reasonOf({ isMissing, unvalued, isDue }: Mark): SnapshotReason | null {
  if (unvalued !== null) return unvalued;
  if (isMissing) return "no_price";
  return isDue ? "nav_pending" : null;
}

/** All that the columns do not tell, in one pass in the order of the lots, which is the same whatever order they were recorded in. */
function tally(intervals: readonly Interval[]) {
  const sums = { deltaDollars: 0, gammaDollars: 0, theta: 0, vega: 0, rho: 0 };
  const found = new Set<SnapshotReason>();
  let external = ZERO_CENTS;
  let [held, total, covered, isMeasured] = [0, 0, 0, true];
  for (const { account, now, external: own } of intervals) {
    external = cents(external + own);
    if (now === null) continue;
    const { mark, value } = now;
    held += 1;
    total += Math.abs(value);
    if (mark.isCovered) covered += Math.abs(value);
    const reason = reasonOf(mark);
    if (reason !== null) found.add(reason);
    if (account.lot.assetClass !== "PRIVATE" && !addGreeks(sums, account, now)) isMeasured = false;
  }
  const greeks: PortfolioGreeks | null = isMeasured ? sums : null;
  const reasons = REASONS.filter((reason) => found.has(reason));
  return { held, external, reasons, coverage: total === 0 ? null : covered / total, greeks };
}

/** @returns false if they are not known. */
function addGreeks(
  sums: { -readonly [K in keyof PortfolioGreeks]: PortfolioGreeks[K] },
  { lot }: Account,
  { mark, rate }: Holding,
): boolean {
  if (lot.option === null) {
    sums.deltaDollars += mark.quantity * lot.multiplier * (mark.price ?? 0) * rate.value;
    return true;
  }
  if (mark.greeks === null) return false;
  const { deltaDollars, gammaDollars, theta, vega, rho } = mark.greeks;
  sums.deltaDollars += deltaDollars * rate.value;
  sums.gammaDollars += gammaDollars * rate.value;
  sums.theta += theta * rate.value;
  sums.vega += vega * rate.value;
  sums.rho += rho * rate.value;
  return true;
}

/** A hash of the terms, of what each lot is, and of every number of it; lots have no names here that an import gives them. */
function inputsOf(
  { portfolio, before, session, intervals, moved, cash, totals }: Close,
  { lotIds: _, ...numbers }: PositionColumns,
): string {
  const { currency, statedEquity } = portfolio;
  const terms = [SNAPSHOT_METHOD, currency, statedEquity, before, session, cash, moved, totals];
  const keys = intervals.map(({ account }) => account.key);
  const flows = Float64Array.from(intervals, ({ trade }) => trade);
  const columns = [flows, ...Object.values(numbers)] as readonly ArrayBufferView[];
  const bytes = columns.map(
    ({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength),
  );
  return hashOfBytes([JSON.stringify([terms, keys]), ...bytes]);
}
