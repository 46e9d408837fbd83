import type { ActionTerms } from "../../../db/bulk/actions.ts";
import type { Basis } from "../../../db/schema/words.ts";
import type { IsoDate } from "../../platform/iso-date.ts";

/** A bar as it is stored. Prices are on the symbol's basis, in its trading currency. */
export interface StoredBar {
  readonly session: IsoDate;
  readonly close: number;
  readonly open: number | null;
  readonly high: number | null;
  readonly low: number | null;
  readonly volume: number | null;
}

/** What is stored of one symbol, bars and actions ascending by day. `basis` is null before its first bar. */
export interface StoredSeries {
  readonly basis: Basis | null;
  readonly bars: readonly StoredBar[];
  readonly actions: readonly ActionTerms[];
}

const PRICES = ["close", "open", "high", "low"] as const;

/** The bar on a base `factor` times its own. The volume of a split-adjusted bar moves the other way. */
export function scaledBy(factor: number, old: StoredBar, basis: Basis): StoredBar {
  const scaled: { -readonly [F in keyof StoredBar]: StoredBar[F] } = { ...old };
  for (const field of PRICES) {
    const value = old[field];
    if (value !== null) scaled[field] = value * factor;
  }
  if (basis === "split_adjusted" && old.volume !== null) scaled.volume = old.volume / factor;
  return scaled;
}

/** False for a bar whose arithmetic has left what a number can hold: a price of 0 or infinity. */
export function isStorable(bar: StoredBar): boolean {
  const isPrice = (value: number | null) => value === null || (value > 0 && Number.isFinite(value));
  return PRICES.every((field) => isPrice(bar[field])) && Number.isFinite(bar.volume ?? 0);
}

/** True if the high lies below the low, as can happen where two sources give one each. */
export function isBackwards({ high, low }: StoredBar): boolean {
  return high !== null && low !== null && high < low;
}
