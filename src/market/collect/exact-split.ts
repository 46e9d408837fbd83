import type { IsoDate } from "../../platform/iso-date.ts";
import { decimalsOf, type SplitRatio, splitRatio } from "../prices/number.ts";
import type { AnswerSplit } from "../providers/answer.ts";

/** New shares for old ones on a day, as whole numbers in lowest terms. */
export interface ExactSplit extends SplitRatio {
  readonly exDate: IsoDate;
}

const MOST_DECIMALS = 6;

/** A split as a provider tells it, its ratio of whole numbers; null if it changes nothing or is beyond whole numbers. */
export function exactSplit({ exDate, numerator, denominator }: AnswerSplit): ExactSplit | null {
  const decimals = Math.max(decimalsOf(String(numerator)), decimalsOf(String(denominator)));
  const scale = 10 ** Math.min(decimals, MOST_DECIMALS);
  const [n, d] = [Math.round(numerator * scale), Math.round(denominator * scale)];
  if (n === d || n < 1 || d < 1 || !Number.isSafeInteger(n) || !Number.isSafeInteger(d)) return null;
  return { exDate, ...splitRatio(n, d) };
}

/** Splits of several lists, one a day: the first list that has a day tells it. Ascending. */
export function unionOf(...lists: readonly (readonly ExactSplit[])[]): readonly ExactSplit[] {
  const byDay = new Map<IsoDate, ExactSplit>();
  for (const split of lists.flat()) if (!byDay.has(split.exDate)) byDay.set(split.exDate, split);
  return [...byDay.values()].sort((a, b) => (a.exDate < b.exDate ? -1 : 1));
}

/** New shares for one old one by all splits after a day, as two whole numbers. */
export function sharesSince(
  splits: readonly ExactSplit[],
  day: IsoDate,
): readonly [into: number, from: number] {
  let [into, from] = [1, 1];
  for (const { exDate, numerator, denominator } of splits) {
    if (exDate > day) [into, from] = [into * numerator, from * denominator];
  }
  return [into, from];
}

/** The natural logarithm of a split's ratio: prices fall by it on the ex-date. */
export const logRatio = ({ numerator, denominator }: SplitRatio): number => Math.log(numerator / denominator);
