import type { Basis } from "../../../db/schema/words.ts";
import type { IsoDate } from "../../platform/iso-date.ts";

/** Closes of one symbol, ascending by session; `sessions[i]` is the day of `closes[i]`. */
export interface Closes {
  readonly sessions: readonly IsoDate[];
  readonly closes: readonly number[];
}

/** A split (new shares per old) or a cash dividend (per share held after any split of that day) going ex on a day. */
export interface Adjustment {
  readonly exDate: IsoDate;
  readonly split: number;
  readonly dividend: number;
}

/** What one share became, and what it was paid, from after one session's close to the next session's. */
interface Carried {
  shares: number;
  cash: number;
}

/**
 * Fills one row of the panel: R[t] = (P[t] + D[t]) s[t] / P[t-1] - 1 where sessions t-1 and t both have a close, and
 * nothing elsewhere, so that a gap never yields a return (engines.md section 1). Splits count on as-traded series only,
 * dividends on all but total-return ones. An ex-date between two sessions belongs to the later one.
 * @param axis Consecutive sessions. The first has no return, its predecessor not being on the axis.
 * @param returns One row, as long as the axis, of NaN; `valid` likewise, of 0.
 */
export function fillReturns(
  axis: readonly IsoDate[],
  { sessions, closes }: Closes,
  adjustments: readonly Adjustment[],
  basis: Basis,
  returns: Float64Array,
  valid: Uint8Array,
): void {
  let at = 0;
  let action = 0;
  let previous = Number.NaN;
  let previousSession: IsoDate | null = null;
  for (let t = 0; t < axis.length; t++) {
    const session = axis[t] as IsoDate;
    while (at < sessions.length && (sessions[at] as IsoDate) < session) at += 1;
    const close = sessions[at] === session ? (closes[at] as number) : Number.NaN;
    const carried: Carried = { shares: 1, cash: 0 };
    for (; action < adjustments.length && (adjustments[action] as Adjustment).exDate <= session; action++) {
      const each = adjustments[action] as Adjustment;
      if (previousSession !== null && each.exDate > previousSession) carry(carried, each, basis);
    }
    const change = (carried.cash + close * carried.shares) / previous - 1;
    if (!Number.isNaN(change)) {
      returns[t] = change;
      valid[t] = 1;
    }
    previous = close;
    previousSession = session;
  }
}

function carry(carried: Carried, { split, dividend }: Adjustment, basis: Basis): void {
  if (basis === "as_traded") carried.shares *= split;
  if (basis !== "total_return") carried.cash += dividend * carried.shares;
}
