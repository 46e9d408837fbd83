import type { Basis, CalendarId } from "../../db/schema/words.ts";
import type { IsoDate } from "../platform/iso-date.ts";

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
}

/** A close and the day it is of. */
export interface Close {
  readonly day: IsoDate;
  readonly price: number;
}

/** The newest close on or before a day; null if there is none. */
export function closeOnOrBefore({ days, closes }: PriceHistory, day: IsoDate): Close | null {
  let low = 0;
  let high = days.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((days[middle] as IsoDate) <= day) low = middle + 1;
    else high = middle;
  }
  return low === 0 ? null : { day: days[low - 1] as IsoDate, price: closes[low - 1] as number };
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
  let [into, from] = [1, 1];
  for (const { exDate, numerator, denominator } of splits) {
    const isLater = exDate > basisDate;
    const isForward = isLater && (basis !== "as_traded" || exDate <= day);
    const isBackward = !isLater && basis === "as_traded" && exDate > day;
    if (isForward) [into, from] = [into * numerator, from * denominator];
    if (isBackward) [into, from] = [into * denominator, from * numerator];
  }
  return (quantity * into) / from;
}
