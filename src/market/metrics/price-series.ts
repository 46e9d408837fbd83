import type { Basis, CalendarId } from "../../../db/schema/words.ts";
import type { EpochDay } from "../../platform/iso-date.ts";

/** What adjusts a bar for the one before it: new shares for an old one, and cash for an old one, since that one. */
export interface Step {
  readonly shares: Float64Array;
  readonly cash: Float64Array;
}

/** A symbol's bars, ascending, as stored; NaN where a bar has no high, low or volume. */
export interface Bars {
  readonly days: Int32Array;
  readonly closes: Float64Array;
  readonly highs: Float64Array;
  readonly lows: Float64Array;
  readonly volumes: Float64Array;
}

/** A symbol's bars with what adjusts them. */
export interface PriceSeries extends Bars, Step {
  readonly basis: Basis;
  readonly calendar: CalendarId;
  /** The day of the first bar there is, also where it lies before those that were read. */
  readonly first: EpochDay;
}

/** A split (new shares per old) or a cash dividend (per share held after any split of that day) going ex on a day. */
export interface DayAction {
  readonly exDay: EpochDay;
  readonly split: number;
  readonly dividend: number;
}

/**
 * What adjusts each bar for the one before it, by the return panel's rule: splits count on as-traded series only, dividends
 * on all but total-return ones, and an ex-date between two bars belongs to the later one. The first bar has nothing before it.
 * @param actions Ascending, one a day.
 */
export function stepsOf({ days }: Bars, actions: readonly DayAction[], basis: Basis): Step {
  const shares = new Float64Array(days.length).fill(1);
  const cash = new Float64Array(days.length);
  let next = 0;
  for (let at = 0; at < days.length; at++) {
    for (let action = actions[next]; action !== undefined; action = actions[next]) {
      if (action.exDay > (days[at] as number)) break;
      next += 1;
      if (at === 0) continue;
      if (basis === "as_traded") shares[at] = (shares[at] as number) * action.split;
      if (basis !== "total_return")
        cash[at] = (cash[at] as number) + action.dividend * (shares[at] as number);
    }
  }
  return { shares, cash };
}

/** The index of the newest bar on or before a day; -1 if there is none. */
export function indexOnOrBefore(days: Int32Array, day: EpochDay): number {
  let low = 0;
  let high = days.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((days[middle] as number) <= day) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
