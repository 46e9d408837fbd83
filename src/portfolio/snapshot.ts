import type { SnapshotStatus } from "../../db/schema/words.ts";
import type { IsoDate } from "../platform/iso-date.ts";
import type { Known } from "../platform/known.ts";
import type { Cents } from "../platform/money.ts";
import type { PositionFlag } from "./position-flag.ts";

/** Engine and version of the accounting: rows of another are not taken for current. */
export const SNAPSHOT_METHOD = "accounting/1";

/** margin_debit: cash is below zero. All others are those of the positions. */
export type SnapshotFlag = PositionFlag | "margin_debit";
/**
 * Why a snapshot is not complete. no_price: something had no close of the session. not_priced: there are options.
 * nav_pending: a fund's value of the session is still due, and nothing else is missing.
 */
export type SnapshotReason = "no_price" | "not_priced" | "nav_pending";

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
  /** The part of it that comes from a first close of what had stood at its entry price. */
  readonly revaluation: Cents;
  readonly dividends: Cents;
  /** dailyPnl over the equity before, as a decimal. */
  readonly dailyReturn: Known<number>;
  readonly cumulativePnl: Cents;
  readonly positionCount: number;
  /** |market value| that is valued as it should be, over all; null if there is none. */
  readonly coverage: number | null;
  readonly flags: readonly SnapshotFlag[];
  readonly reasons: readonly SnapshotReason[];
  /** A hash of all that it was computed from. */
  readonly inputs: string;
}

/** In columns of whole numbers, what stands for none. Days before 1970 are below zero. */
export const NO_DAY = -(2 ** 31);
export const NO_AGE = -1;

/** The positions of a snapshot in columns, an element a lot, by lot number: they cross threads without being copied one by one. */
export interface PositionColumns {
  readonly lotIds: Int32Array;
  /** On the basis of the price beside it. */
  readonly quantities: Float64Array;
  /** NaN where there is none. */
  readonly prices: Float64Array;
  /** Days since 1970-01-01; {@link NO_DAY} where there is no price. */
  readonly priceDays: Int32Array;
  /** Sessions since the price's day; {@link NO_AGE} where it is not a close. */
  readonly priceAges: Int32Array;
  /** Whole cents from here on. */
  readonly marketValues: Float64Array;
  readonly entryValues: Float64Array;
  readonly dailyPnls: Float64Array;
  readonly revaluations: Float64Array;
  readonly dividends: Float64Array;
  /** As `flagsOf` reads them. */
  readonly flags: Uint16Array;
}

/** A snapshot with its positions. */
export interface Replayed {
  readonly snapshot: Snapshot;
  readonly positions: PositionColumns;
}

/** Columns for a number of positions, all zero. */
export function positionColumns(count: number): PositionColumns {
  const numbers = () => new Float64Array(count);
  return {
    lotIds: new Int32Array(count),
    quantities: numbers(),
    prices: numbers(),
    priceDays: new Int32Array(count),
    priceAges: new Int32Array(count),
    marketValues: numbers(),
    entryValues: numbers(),
    dailyPnls: numbers(),
    revaluations: numbers(),
    dividends: numbers(),
    flags: new Uint16Array(count),
  };
}
