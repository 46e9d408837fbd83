const TWO_OVER_ROOT_PI = 2 / Math.sqrt(Math.PI);
/** Below, 1 - erf(x) still has 14 digits; above, the continued fraction is quick. */
const SERIES_UP_TO = 1.5;
/** From here on erfc is less than the least double, 4.9e-324. */
const NOTHING_FROM = 28;
/** At the least x that the fraction serves, 1.5, it has settled to the last bit. */
const FRACTION_DEPTH = 120;

/** exp(-x^2). x^2 is split so that its rounding, which exp would magnify x^2 times, is made up for. */
function gaussian(x: number): number {
  // A single-precision part squares exactly in a double.
  const head = Math.fround(x);
  return Math.exp(-head * head) * Math.exp(-(x - head) * (x + head));
}

/** erf(x) = 2 / sqrt(pi) e^(-x^2) sum 2^k x^(2k+1) / (1 3 ... (2k+1)): all terms of one sign. */
function erfBySeries(x: number): number {
  let [term, sum] = [x, x];
  for (let odd = 3; Math.abs(term) > Math.abs(sum) * (Number.EPSILON / 4); odd += 2) {
    term *= (2 * x * x) / odd;
    sum += term;
  }
  return TWO_OVER_ROOT_PI * gaussian(x) * sum;
}

/**
 * The complementary error function 1 - erf(x), to a relative 1e-13 wherever it is a normal double (x < 26.5); of a normal z,
 * erfc(|z| / sqrt 2) is the two-sided p-value. Abramowitz and Stegun, Handbook of Mathematical Functions (1964), 7.1.6 up to
 * 1.5 and the continued fraction 7.1.14 beyond, evaluated from its end.
 */
export function erfc(x: number): number {
  if (x < 0) return 2 - erfc(-x);
  if (x <= SERIES_UP_TO) return 1 - erfBySeries(x);
  if (x >= NOTHING_FROM) return 0;
  let tail = x;
  for (let k = FRACTION_DEPTH; k > 0; k--) tail = x + k / 2 / tail;
  return ((TWO_OVER_ROOT_PI / 2) * gaussian(x)) / tail;
}
