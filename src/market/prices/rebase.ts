import type { Precision } from "./series.ts";

/** A close that both the stored series and the file have, for one session. */
export interface Overlap {
  readonly old: number;
  readonly new: number;
}

/** Fewer common sessions than this prove no rebase: one corrected bar is a "constant factor" as well. */
export const REBASE_MIN_OVERLAP = 5;
/** A factor nearer to 1 than this is not told from rounding. */
const LEAST_FACTOR_STEP = 1e-9;

/** Half a unit of the last place that a price was written with: by the file's decimals, or its significant digits. */
function halfUnit(price: number, { decimals, digits }: Precision): number {
  const byDigits = 10 ** (Math.floor(Math.log10(price)) + 1 - Math.max(1, digits));
  return 0.5 * Math.max(10 ** -decimals, byDigits);
}

/**
 * The factor (new over old) by which all common closes differ; null if they are equal, differ otherwise, or are too few.
 * Prices are rounded as files are written, so each may miss the factor by what its last place can hide.
 */
export function constantFactor(overlap: readonly Overlap[], precision: Precision): number | null {
  if (overlap.length < REBASE_MIN_OVERLAP) return null;
  let [oldSum, newSum] = [0, 0];
  for (const pair of overlap) {
    oldSum += pair.old;
    newSum += pair.new;
  }
  const factor = newSum / oldSum;
  if (Math.abs(factor - 1) < LEAST_FACTOR_STEP) return null;
  const slack = (pair: Overlap) => halfUnit(pair.new, precision) + factor * halfUnit(pair.old, precision);
  const fits = (pair: Overlap) => Math.abs(pair.new - factor * pair.old) <= slack(pair) * 1.001;
  const tells = (pair: Overlap) => Math.abs(pair.new - pair.old) > slack(pair);
  return overlap.every(fits) && overlap.some(tells) ? factor : null;
}
