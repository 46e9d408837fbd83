import type { SnapshotStatus } from "../../db/schema/words.ts";
import { calendarOf } from "../market/calendar/calendar.ts";
import { hashOfBytes } from "../platform/hash.ts";
import type { IsoDate } from "../platform/iso-date.ts";
import { addCents, type Cents, cents, ZERO_CENTS } from "../platform/money.ts";
import type { Account, Holding } from "./account.ts";
import type { CashMovement } from "./cash-book.ts";
import { dailyReturn, isLargeFlow } from "./daily-return.ts";
import type { Interval } from "./interval.ts";
import type { Mark } from "./mark.ts";
import type { Portfolio } from "./portfolio.ts";
import { ColumnBuilder, type PositionColumns } from "./position-columns.ts";
import { flagsOf } from "./position-flag.ts";
import type { Amounts } from "./running-totals.ts";
import {
  type PortfolioGreeks,
  type Replayed,
  SNAPSHOT_METHOD,
  type SnapshotFlag,
  type SnapshotReason,
} from "./snapshot.ts";

/** What a snapshot is closed from, beside its lots. */
export interface CloseTerms {
  readonly portfolio: Portfolio;
  /** The session of the snapshot before; null at inception. */
  readonly before: IsoDate | null;
  readonly session: IsoDate;
  /** What moved cash that is of no lot, over the interval. */
  readonly moved: Omit<CashMovement, "session">;
  readonly cash: Cents;
  /** Since inception. */
  readonly totals: Amounts;
}

/**
 * A portfolio at the close of a session: equity = cash + market values, and equity before + P&L + flows. Lots are added in
 * their natural order, those that are held, were held before, or moved in between.
 */
export class Closing {
  readonly #terms: CloseTerms;
  readonly #builder: ColumnBuilder;
  readonly #keys: string[] = [];
  readonly #trades: number[] = [];
  readonly #greeks = { deltaDollars: 0, gammaDollars: 0, theta: 0, vega: 0, rho: 0 };
  readonly #reasons = new Set<SnapshotReason>();
  #external = ZERO_CENTS;
  #held = 0;
  #size = 0;
  #covered = 0;
  #isMeasured = true;
  #isUnpriced = false;

  /** @param most As many lots as there may be. */
  constructor(terms: CloseTerms, most: number) {
    this.#terms = terms;
    this.#builder = new ColumnBuilder(most);
  }

  add(interval: Interval): void {
    const { account, before, now, pnl, trade, external } = interval;
    this.#builder.add(interval);
    this.#keys.push(account.key);
    this.#trades.push(trade);
    this.#external = cents(this.#external + external);
    const isUnvalued = (now?.mark.unvalued ?? null) !== null || (before?.mark.unvalued ?? null) !== null;
    if (isUnvalued && pnl !== 0) this.#isUnpriced = true;
    if (now === null) return;
    const { mark } = now;
    this.#held += 1;
    const size = sizeOf(now);
    this.#size += size;
    if (mark.isCovered) this.#covered += size;
    const reason = reasonOf(mark);
    if (reason !== null) this.#reasons.add(reason);
    if (account.lot.assetClass !== "PRIVATE" && !addGreeks(this.#greeks, account, now))
      this.#isMeasured = false;
  }

  close(): Replayed {
    const { portfolio, before, session, moved, cash, totals } = this.#terms;
    const positions = this.#builder.columns();
    const { longValue, shortValue, longCount, shortCount, flags: bits } = sidesOf(positions);
    const equity = addCents(cash, longValue, shortValue);
    const unallocated = addCents(moved.interest, moved.fees, moved.dividend);
    const dailyPnl = addCents(sumOf(positions.dailyPnls), unallocated);
    const capitalFlow = addCents(this.#external, moved.flow);
    const figures = { equity, dailyPnl, capitalFlow };
    const reasons = REASONS.filter((reason) => this.#reasons.has(reason));
    const flags = new Set<SnapshotFlag>(flagsOf(bits));
    if (cash < 0) flags.add("margin_debit");
    if (isLargeFlow(figures)) flags.add("large_flow");
    if (before !== null && calendarOf("XNYS").nextSession(before) !== session) flags.add("after_gap");
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
        dailyReturn: dailyReturn(figures, this.#isUnpriced),
        cumulativePnl: cents(equity - portfolio.statedEquity - totals.flow),
        cumulativeRealizedPnl: totals.realized,
        cumulativeCapitalFlow: totals.flow,
        ...{ positionCount: this.#held, longCount, shortCount },
        greeks: this.#isMeasured ? this.#greeks : null,
        coverage: this.#size === 0 ? null : this.#covered / this.#size,
        flags: [...flags].sort(),
        inputs: this.#inputs(positions),
      },
      positions,
    };
  }

  /** A hash of the terms, of what each lot is, and of every number of it; lots have no names here that an import gives them. */
  #inputs({ lotIds: _, ...numbers }: PositionColumns): string {
    const { portfolio, before, session, moved, cash, totals } = this.#terms;
    const { currency, statedEquity } = portfolio;
    const terms = [SNAPSHOT_METHOD, currency, statedEquity, before, session, cash, moved, totals];
    const trades = Float64Array.from(this.#trades);
    const columns = [trades, ...Object.values(numbers)] as readonly ArrayBufferView[];
    const bytes = columns.map(
      ({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength),
    );
    return hashOfBytes([JSON.stringify([terms, this.#keys]), ...bytes]);
  }
}

/** How much of a portfolio a position is: its value, or, of what has none, what it cost. */
function sizeOf({ value, mark, state }: Holding): number {
  if (mark.unvalued === null) return Math.abs(value);
  return Math.abs(state.tranches.reduce((sum, { base, entry }) => sum + (base === 0 ? entry : base), 0));
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
