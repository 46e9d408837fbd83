import type { InstrumentType } from "../../../db/schema/words.ts";
import type { IsoDate } from "../../platform/iso-date.ts";
import type { SymbolName } from "../symbol.ts";

/** A bar as a provider gives it, on the answer's basis. Null where the provider has no value. */
export interface AnswerBar {
  readonly day: IsoDate;
  readonly open: number | null;
  readonly high: number | null;
  readonly low: number | null;
  readonly close: number | null;
  readonly volume: number | null;
  /** The close adjusted for dividends as well; null where the provider tells none. */
  readonly adjusted: number | null;
}

/** New shares for old ones, as the provider gives the two numbers. */
export interface AnswerSplit {
  readonly exDate: IsoDate;
  readonly numerator: number;
  readonly denominator: number;
}

export interface AnswerDividend {
  readonly exDate: IsoDate;
  readonly amount: number;
  /** What was paid a share held after any split of the ex-date, where the provider tells it beside an adjusted amount. */
  readonly paid?: number;
}

/** What a provider knows of a symbol's prices from a day on, before anything is believed of it. */
export interface PriceAnswer {
  readonly symbol: SymbolName;
  /** Split-adjusted means: to the instant of the answer, dividends' amounts perhaps as well. */
  readonly basis: "as_traded" | "split_adjusted";
  /** Whether prices were rounded to single precision, as Yahoo's are, so that the true decimals must be found again. */
  readonly single: boolean;
  readonly currency: string | null;
  readonly type: InstrumentType | null;
  readonly firstTrade: IsoDate | null;
  /** The day of the newest trade that the provider knows of; null if it does not say. */
  readonly lastTrade: IsoDate | null;
  /** The exchange's own day at the instant of the answer. */
  readonly today: IsoDate;
  /** The first day that was asked for. */
  readonly from: IsoDate;
  /**
   * The days that the answer covers, if it is not every one from `from` to now: where a whole market's days were asked for
   * one by one.
   */
  readonly days: ReadonlySet<IsoDate> | null;
  readonly bars: readonly AnswerBar[];
  readonly splits: readonly AnswerSplit[];
  readonly dividends: readonly AnswerDividend[];
}
