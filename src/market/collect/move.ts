import type { QuarantineReason } from "../../../db/schema/words.ts";
import type { IsoDate } from "../../platform/iso-date.ts";

/** A larger return than this, as a decimal, wants a reason. */
export const LARGE_MOVE = 0.4;
/** With a return of the market's this large, and the same way, a large move has one. */
const MARKET_WIDE = 0.1;
/** Prices in pence beside prices in pounds: about a hundred times, or a hundredth. */
const FACTOR_100 = [80, 125] as const;

/** What changes a share's worth between two bars without anyone gaining by it: new shares per old, and cash. */
export interface Adjusted {
  readonly exDate: IsoDate;
  readonly split: number;
  readonly dividend: number;
}

/**
 * The return from one close to a later one (engines.md section 1), as a decimal, over whatever lies between.
 * @param adjusted Ascending by ex-date; those after `from` and through `to` count.
 */
export function returnBetween(
  from: { readonly session: IsoDate; readonly close: number },
  to: { readonly session: IsoDate; readonly close: number },
  adjusted: readonly Adjusted[],
): number {
  let [shares, cash] = [1, 0];
  for (const { exDate, split, dividend } of adjusted) {
    if (exDate <= from.session || exDate > to.session) continue;
    shares *= split;
    cash += dividend * shares;
  }
  return (to.close * shares + cash) / from.close - 1;
}

/**
 * What is suspicious about a return; null if nothing is.
 * @param market The market's own return of that session; null if it is not known.
 */
export function suspicionOf(change: number, market: number | null): QuarantineReason | null {
  const factor = Math.max(change + 1, 1 / (change + 1));
  if (factor >= FACTOR_100[0] && factor <= FACTOR_100[1]) return "factor_100";
  if (Math.abs(change) <= LARGE_MOVE) return null;
  const isMarketWide =
    market !== null && Math.abs(market) >= MARKET_WIDE && Math.sign(market) === Math.sign(change);
  return isMarketWide ? null : "large_move";
}
