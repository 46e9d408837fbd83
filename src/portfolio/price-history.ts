import type { Basis, CalendarId } from "../../db/schema/words.ts";
import type { Adjustment } from "../market/panel/returns.ts";
import type { IsoDate } from "../platform/iso-date.ts";

/** Adjusted prices are on the basis of the last split there is. */
const LAST_DAY = "9999-12-31" as IsoDate;

/** New shares for old ones on a day. Only confirmed ones change quantities. */
export interface Split {
  readonly exDate: IsoDate;
  readonly numerator: number;
  readonly denominator: number;
}

/** Cash a share held after any split of that day, in the symbol's currency, on its basis. */
export interface Dividend {
  readonly exDate: IsoDate;
  readonly amount: number;
}

/** What is stored of a symbol's prices and of what changes its quantities. */
export interface PriceHistory {
  readonly symbol: string;
  readonly basis: Basis;
  readonly calendar: CalendarId;
  /** Days of the bars, ascending, and their closes. */
  readonly days: readonly IsoDate[];
  readonly closes: readonly number[];
  readonly splits: readonly Split[];
  /** Whether it is a mutual fund: its value of a session comes a day late. */
  readonly isFund: boolean;
  /** Ex-dates of actions that await an operator's word: they change returns, neither quantities nor cash. */
  readonly unconfirmed: readonly IsoDate[];
  readonly dividends: readonly Dividend[];
  /** Everything that adjusts returns, what awaits an operator's word included; of a day splits come first. */
  readonly adjustments: readonly Adjustment[];
  /** Opening prices of an index, by day: contracts on it may be settled at them. */
  readonly opens: ReadonlyMap<IsoDate, number>;
}

/** A close and the day it is of. */
export interface Close {
  readonly day: IsoDate;
  readonly price: number;
}

/** What was found of a history last: the lots of a symbol, one after the other, ask for the same day. */
const found = new WeakMap<PriceHistory, { readonly day: IsoDate; readonly close: Close | null }>();

/** The newest close on or before a day; null if there is none. */
export function closeOnOrBefore(history: PriceHistory, day: IsoDate): Close | null {
  const last = found.get(history);
  if (last?.day === day) return last.close;
  const close = newestClose(history, day);
  found.set(history, { day, close });
  return close;
}

function newestClose({ days, closes }: PriceHistory, day: IsoDate): Close | null {
  let low = 0;
  let high = days.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((days[middle] as IsoDate) <= day) low = middle + 1;
    else high = middle;
  }
  return low === 0 ? null : { day: days[low - 1] as IsoDate, price: closes[low - 1] as number };
}

/** A quantity of one day as shares of another, by the splits between the two; ratios are multiplied as whole numbers. */
export function restated(splits: readonly Split[], quantity: number, from: IsoDate, to: IsoDate): number {
  let [into, out] = [1, 1];
  for (const { exDate, numerator, denominator } of splits) {
    if (exDate > from && exDate <= to) [into, out] = [into * numerator, out * denominator];
    if (exDate <= from && exDate > to) [into, out] = [into * denominator, out * numerator];
  }
  return (quantity * into) / out;
}

/**
 * A quantity of the basis date as shares on the basis of a day's price. As-traded prices count the shares there were on that
 * day; adjusted ones, whatever the day, those of today. The ratios are multiplied as whole numbers, so that 300 shares in a
 * 1:3 are 100.
 */
export function sharesAt(
  { basis, splits }: PriceHistory,
  quantity: number,
  basisDate: IsoDate,
  day: IsoDate,
): number {
  return restated(splits, quantity, basisDate, basis === "as_traded" ? day : LAST_DAY);
}
