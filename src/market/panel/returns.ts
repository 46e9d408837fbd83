import type { Basis } from "../../../db/schema/words.ts";
import type { IsoDate } from "../../platform/iso-date.ts";

import type { PanelRow } from "./panel.ts";

/** A split (new shares per old) or a cash dividend (per share held after any split of that day) going ex on a day. */
export interface Adjustment {
  readonly exDate: IsoDate;
  readonly split: number;
  readonly dividend: number;
}

/**
 * Fills one row of the panel: R[t] = (P[t] + D[t]) s[t] / P[t-1] - 1 where sessions t-1 and t both have a close, and
 * nothing elsewhere, so that a gap never yields a return (engines.md section 1). Splits count on as-traded series only,
 * dividends on all but total-return ones. An ex-date between two sessions belongs to the later one.
 * @param axis Consecutive sessions. The first has no return, its predecessor not being on the axis.
 * @param closes One close a session, NaN where there is none.
 * @param adjustments Ascending by ex-date.
 * @param row As long as the axis: returns of NaN, valid and actions of 0.
 */
export function fillReturns(
  axis: readonly IsoDate[],
  closes: Float64Array,
  adjustments: readonly Adjustment[],
  basis: Basis,
  { returns, valid, actions }: PanelRow,
): void {
  let next = 0;
  for (let t = 1; t < axis.length; t++) {
    let shares = 1;
    let cash = 0;
    for (
      ;
      next < adjustments.length && (adjustments[next] as Adjustment).exDate <= (axis[t] as IsoDate);
      next++
    ) {
      const { exDate, split, dividend } = adjustments[next] as Adjustment;
      if (exDate <= (axis[t - 1] as IsoDate)) continue;
      actions[t] = 1;
      if (basis === "as_traded") shares *= split;
      if (basis !== "total_return") cash += dividend * shares;
    }
    const change = ((closes[t] as number) * shares + cash) / (closes[t - 1] as number) - 1;
    if (!Number.isFinite(change)) continue;
    returns[t] = change;
    valid[t] = 1;
  }
}
