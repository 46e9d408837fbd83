/**
 * Half of the last place of a number in single precision, relative to it, at its largest: which number was rounded, and so
 * its own last place, is not known here. A little more, for the arithmetic around it.
 */
const SINGLE_HALF_PLACE = 2 ** -24 * 1.01;
/** Prices are quoted in hundredths nearly always, in ten thousandths at most; beyond that, digits are counted. */
const PLACES = [100, 1_000, 10_000] as const;
const FEWEST_DIGITS = 6;
const MOST_DIGITS = 9;
/** Money is written in cents at least: a number has lost the zeros at its end. */
const FEWEST_DECIMALS = 2;
/** A product of a rounded amount is taken for the shorter decimal beside it if it lies this near, relative to it. */
const AMOUNT_SLACK = 5e-6;

/**
 * The price behind one that was rounded to single precision: the shortest decimal that its rounding can hide.
 * 499.2300109863281, four times a quoted 124.80750274658203, was 499.23.
 */
export function truePrice(value: number): number {
  const slack = Math.abs(value) * SINGLE_HALF_PLACE;
  for (const place of PLACES) {
    const candidate = Math.round(value * place) / place;
    if (Math.abs(candidate - value) <= slack) return candidate;
  }
  for (let digits = FEWEST_DIGITS; digits <= MOST_DIGITS; digits++) {
    const candidate = Number(value.toPrecision(digits));
    if (Math.abs(candidate - value) <= slack) return candidate;
  }
  return value;
}

/**
 * The amount or price behind a product of one that was written with few decimals: 28 times 0.117857 is 3.299996, and was 3.3. What a
 * last place cannot hide stays as it is.
 * @param written The amount before it was multiplied by `times`.
 */
export function trueAmount(written: number, times: number): number {
  const value = written * times;
  const decimals = Math.max(FEWEST_DECIMALS, /\.(\d+)$/.exec(String(written))?.[1]?.length ?? 0);
  const hidden = (0.5 / 10 ** decimals) * times;
  const slack = Math.min(hidden, Math.abs(value) * AMOUNT_SLACK);
  for (const place of PLACES) {
    const candidate = Math.round(value * place) / place;
    if (Math.abs(candidate - value) <= slack) return candidate;
  }
  return value;
}
