import { type Precision, precisionOf } from "./number.ts";

/** A close that both the stored series and the file have, for one session. */
export interface Overlap {
  readonly old: number;
  readonly new: number;
}

/** Fewer common sessions than this do not prove that bars which a file lacks have moved as well. */
export const REBASE_MIN_OVERLAP = 5;
/** Of a series that the file has whole, two bars are enough; one that changed is a correction. */
export const WHOLE_MIN_OVERLAP = 2;
/** Half of a last place, and a little for the arithmetic on it. */
const HALF = 0.5005;
/** Vendors compute in single precision, however many digits they print (189.7899932861328 is 189.79). */
const SINGLE_PRECISION = 2 ** -24;

function finestOf(closes: readonly number[]): Precision {
  let [decimals, digits] = [0, 1];
  for (const close of closes) {
    const one = precisionOf(String(close));
    if (one.decimals > decimals) decimals = one.decimals;
    if (one.digits > digits) digits = one.digits;
  }
  return { decimals, digits };
}

/** What the last place of a price hides: by the series' decimals, or its significant digits, whichever is coarser. */
function slackOf(price: number, { decimals, digits }: Precision): number {
  const byDigits = 10 ** (Math.floor(Math.log10(price)) + 1 - digits);
  return Math.max(HALF * 10 ** -decimals, HALF * byDigits, SINGLE_PRECISION * price);
}

/** A factor that takes each old close to its new one, as far as what rounding hides of either tells; null if there is none. */
function factorWithin(overlap: readonly Overlap[], stored: Precision, written: Precision): number | null {
  let [least, most, oldSum, newSum] = [0, Number.POSITIVE_INFINITY, 0, 0];
  for (const pair of overlap) {
    const [oldSlack, newSlack] = [slackOf(pair.old, stored), slackOf(pair.new, written)];
    least = Math.max(least, (pair.new - newSlack) / (pair.old + oldSlack));
    if (pair.old > oldSlack) most = Math.min(most, (pair.new + newSlack) / (pair.old - oldSlack));
    oldSum += pair.old;
    newSum += pair.new;
  }
  if (least > most || (least <= 1 && most >= 1)) return null;
  return Math.min(Math.max(newSum / oldSum, least), most);
}

/**
 * The factor (new over old) by which all common closes differ; null if they are equal, differ otherwise, or are too few.
 * Prices are rounded as files are written, so each pair allows a range of factors: there must be one in all of the
 * ranges, not 1, and most closes must have changed, for a few that changed a little are corrections.
 * @param least How many common closes there must be.
 */
export function constantFactor(overlap: readonly Overlap[], least: number): number | null {
  const changed = overlap.filter((pair) => pair.new !== pair.old).length;
  if (overlap.length < least || changed * 2 <= overlap.length) return null;
  const written = finestOf(overlap.map((pair) => pair.new));
  const stored = finestOf(overlap.map((pair) => pair.old));
  const coarser = {
    decimals: Math.min(stored.decimals, written.decimals),
    digits: Math.min(stored.digits, written.digits),
  };
  // A fund that stands at 1 shows no decimals though it was written with some, so the file's own precision comes first.
  return factorWithin(overlap, written, written) ?? factorWithin(overlap, coarser, written);
}
