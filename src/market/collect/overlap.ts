import type { IsoDate } from "../../platform/iso-date.ts";
import type { TradedBar } from "./as-traded.ts";
import { type ExactSplit, logRatio } from "./exact-split.ts";
import { isSamePrice, type SourcedBar } from "./stored-prices.ts";

/** A session that both a provider's answer and the database have, and stored over new. */
export interface Common {
  readonly session: IsoDate;
  readonly ratio: number;
  readonly isSame: boolean;
}

/** Common sessions whose ratios lie this near, relative to each other, differ by one factor. */
const ONE_FACTOR = 1e-3;
const LARGEST_TERM = 20;
const LARGEST_PLAIN_TERM = 200;

/** The sessions that a stored series and an answer, both as traded, have in common. */
export function commonOf(bars: readonly TradedBar[], stored: readonly SourcedBar[]): readonly Common[] {
  const closes = new Map(stored.map(({ session, close }) => [session, close]));
  return bars.flatMap(({ session, close }) => {
    const old = closes.get(session);
    if (old === undefined || close === null || close <= 0) return [];
    return [{ session, ratio: old / close, isSame: isSamePrice(old, close) }];
  });
}

/**
 * Whether the older of the common sessions, or all of them, differ by one ratio of small whole numbers, or by that of a
 * known split: then one of the two sides has not been adjusted as it seems.
 */
export function differsBySplit(common: readonly Common[], splits: readonly ExactSplit[]): boolean {
  const [first] = common;
  if (first === undefined || first.isSame || !isSplitLike(first.ratio, splits)) return false;
  const firstSame = common.findIndex(({ isSame }) => isSame);
  const differing = firstSame < 0 ? common : common.slice(0, firstSame);
  const rest = firstSame < 0 ? [] : common.slice(firstSame);
  return differing.every(({ ratio }) => isNear(ratio, first.ratio)) && rest.every(({ isSame }) => isSame);
}

/** Whether two ratios are one. */
export const isNear = (a: number, b: number): boolean => Math.abs(a / b - 1) <= ONE_FACTOR;

function isSplitLike(ratio: number, splits: readonly ExactSplit[]): boolean {
  const known = splits.map((split) => Math.exp(logRatio(split)));
  if (known.some((each) => isNear(ratio, each) || isNear(ratio, 1 / each))) return true;
  for (let n = 1; n <= LARGEST_TERM; n++) {
    const d = Math.round(n / ratio);
    if (d >= 1 && d <= LARGEST_TERM && n !== d && isNear(ratio, n / d)) return true;
  }
  const plain = Math.round(Math.max(ratio, 1 / ratio));
  return plain > 1 && plain <= LARGEST_PLAIN_TERM && isNear(Math.max(ratio, 1 / ratio), plain);
}

/** A stretch of common sessions between two ex-dates, and the one ratio by which they differ. */
export interface Segment {
  readonly from: IsoDate;
  readonly through: IsoDate;
  /** Stored over new; 1 where they agree. Null if they differ by no single one. */
  readonly ratio: number | null;
}

/** Few bars of a stretch may differ otherwise: those are corrections. */
const MOST_CORRECTED = 0.05;

/** The common sessions, parted at ex-dates. */
export function segmentsOf(common: readonly Common[], exDates: readonly IsoDate[]): readonly Segment[] {
  const after = (session: IsoDate) => exDates.filter((exDate) => exDate <= session).length;
  const parts = Map.groupBy(common, ({ session }) => after(session));
  return [...parts.values()].map((part) => {
    const ratios = part.map(({ ratio }) => ratio).sort((a, b) => a - b);
    const middle = ratios[ratios.length >> 1] as number;
    const apart = part.filter(({ ratio }) => !isNear(ratio, middle)).length;
    const isOne = isNear(middle, 1);
    return {
      from: (part[0] as Common).session,
      through: (part.at(-1) as Common).session,
      ratio: apart > part.length * MOST_CORRECTED ? null : isOne ? 1 : middle,
    };
  });
}
