import type { SnapshotGap, SnapshotStatus } from "../../db/schema/words.ts";
import type { IsoDate } from "../platform/iso-date.ts";
import type { Known } from "../platform/known.ts";
import type { Cents } from "../platform/money.ts";
import type { PositionColumns } from "./position-columns.ts";
import type { PositionFlag } from "./position-flag.ts";

/** Engine and version of the accounting: rows of another are not taken for current. */
export const SNAPSHOT_METHOD = "accounting/2";

/**
 * margin_debit: cash is below zero. large_flow: more came in or left than there was, so that a return over the equity before
 * says little. after_gap: sessions before it could not be told, so that P&L and return are of more than one. All others are
 * those of the positions.
 */
export type SnapshotFlag = PositionFlag | "margin_debit" | "large_flow" | "after_gap";
/**
 * Why a snapshot is not complete. no_price: something had no close of the session. not_priced: nothing prices an option.
 * awaiting_settlement: an option has expired and cannot be settled yet. nav_pending: a fund's value of the session is still
 * due, and nothing else is missing.
 */
export type SnapshotReason = "no_price" | "not_priced" | "awaiting_settlement" | "nav_pending";

/** Sums of the greeks of what is held, in the portfolio's currency. */
export interface PortfolioGreeks {
  /** Shares at their value, options by their delta. */
  readonly deltaDollars: number;
  /** Of the options: change of delta dollars by a move of 1 %. */
  readonly gammaDollars: number;
  /** A calendar day. */
  readonly theta: number;
  /** A point of volatility, and of the rate. */
  readonly vega: number;
  readonly rho: number;
}

/** A portfolio at the close of a session. */
export interface Snapshot {
  readonly session: IsoDate;
  readonly status: SnapshotStatus;
  readonly equity: Cents;
  readonly cash: Cents;
  readonly longValue: Cents;
  /** Not above zero. */
  readonly shortValue: Cents;
  /** Over the interval since the snapshot before, revaluation and dividends included; 0 at inception. */
  readonly dailyPnl: Cents;
  /** The part of it that comes from a first price of what had stood at its entry price, or had none. */
  readonly revaluation: Cents;
  /** The part that was realized, by the books' base. */
  readonly realizedPnl: Cents;
  /** The part that moved rates of exchange made. */
  readonly currencyPnl: Cents;
  readonly dividends: Cents;
  readonly interest: Cents;
  /** Of trades and of the portfolio, not above zero. */
  readonly fees: Cents;
  /** The part of the P&L that is no position's: interest, the portfolio's own fees, dividends of what is not held. */
  readonly unallocated: Cents;
  /** What came in over the interval less what left, lots that were transferred included; no part of the P&L. */
  readonly capitalFlow: Cents;
  /** dailyPnl over the equity before, as a decimal; not known where something of it lost its price, or found one. */
  readonly dailyReturn: Known<number>;
  readonly cumulativePnl: Cents;
  readonly cumulativeRealizedPnl: Cents;
  readonly cumulativeCapitalFlow: Cents;
  readonly positionCount: number;
  readonly longCount: number;
  readonly shortCount: number;
  /** Null if an option's are not known. */
  readonly greeks: PortfolioGreeks | null;
  /** |market value| that is valued as it should be, over all; null if there is none. */
  readonly coverage: number | null;
  readonly flags: readonly SnapshotFlag[];
  readonly reasons: readonly SnapshotReason[];
  /** A hash of all that it was computed from. */
  readonly inputs: string;
}

/** A snapshot with its positions. */
export interface Replayed {
  readonly gap: null;
  readonly snapshot: Snapshot;
  readonly positions: PositionColumns;
}

/** A session whose books cannot be told, and why. */
export interface UntoldSession {
  readonly gap: SnapshotGap;
  readonly session: IsoDate;
  /** What is missing, in words. */
  readonly detail: string;
}

export type ReplayedSession = Replayed | UntoldSession;
