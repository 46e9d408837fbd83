import type { IsoDate } from "../../platform/iso-date.ts";
import type { AnswerBar, PriceAnswer } from "../providers/answer.ts";
import { type ExactSplit, sharesSince } from "./exact-split.ts";
import { trueAmount, truePrice } from "./true-price.ts";

/** A bar as it traded; null where the provider has no value. */
export interface TradedBar {
  readonly session: IsoDate;
  readonly close: number | null;
  readonly open: number | null;
  readonly high: number | null;
  readonly low: number | null;
  readonly volume: number | null;
}

/**
 * An answer's bars as they traded: a split-adjusted price is multiplied by the ratios of all splits after its day, as whole
 * numbers, and a volume divided by them.
 * @param splits All that the provider's prices are adjusted for.
 * @returns one bar a day, ascending; of several rows of a day the first stands.
 */
export function asTraded(answer: PriceAnswer, splits: readonly ExactSplit[]): readonly TradedBar[] {
  const byDay = new Map<IsoDate, AnswerBar>();
  for (const bar of answer.bars) {
    const first = byDay.get(bar.day);
    if (first === undefined || (first.close === null && bar.close !== null)) byDay.set(bar.day, bar);
  }
  const days = [...byDay.values()].sort((a, b) => (a.day < b.day ? -1 : 1));
  const isAdjusted = answer.basis === "split_adjusted";
  return days.map(({ day, open, high, low, close, volume }) => {
    const [into, from] = isAdjusted ? sharesSince(splits, day) : [1, 1];
    const price = (value: number | null) => {
      if (value === null) return null;
      if (answer.single) return truePrice((value * into) / from);
      return isAdjusted ? trueAmount(value, into / from) : value;
    };
    return {
      session: day,
      close: price(close),
      open: price(open),
      high: price(high),
      low: price(low),
      volume: volume === null ? null : (volume * from) / into,
    };
  });
}
