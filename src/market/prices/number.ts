const PLAIN = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?$/;
/** Splits of n to one, and one to n, are believed up to this n. */
const LARGEST_PLAIN_TERM = 200;
/** Other ratios (3:2, 21:20) are believed up to this term; 32:25 or 1281:1000 is a spin-off until an operator says otherwise. */
const LARGEST_MIXED_TERM = 21;
/** A rounded decimal (0.3333) is read as a ratio only of terms up to this, and only with three decimals or more. */
const LARGEST_ROUNDED_TERM = 10;
const FEWEST_ROUNDED_DECIMALS = 3;
const MOST_DECIMALS = 9;

/** Reads a decimal number without thousands separators. Null if it is not one, or not finite; never 0 for nothing. */
export function tryDecimal(text: string): number | null {
  if (!PLAIN.test(text)) return null;
  const value = Number(text);
  return Number.isFinite(value) ? value : null;
}

/** How many decimals a number was written with. */
export function decimalsOf(text: string): number {
  const point = text.indexOf(".");
  return point === -1 ? 0 : text.length - point - 1;
}

/** How finely numbers are written: the most decimals and the most significant digits of any. */
export interface Precision {
  readonly decimals: number;
  readonly digits: number;
}

const [ZERO, NINE, POINT] = [48, 57, 46];

/**
 * The decimals and significant digits of one number; zeros before the first digit, or instead of a decimal, are none.
 * Reads character codes, once: it is asked of every row.
 */
export function precisionOf(text: string): Precision {
  let [decimals, digits, endingZeros, exponent] = [0, 0, 0, 0];
  let isWhole = true;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === POINT) {
      isWhole = false;
    } else if (code >= ZERO && code <= NINE) {
      if (!isWhole) decimals += 1;
      if (digits > 0 || code !== ZERO) digits += 1;
      endingZeros = code === ZERO ? endingZeros + 1 : 0;
    } else if (at > 0) {
      exponent = Number(text.slice(at + 1));
      break;
    }
  }
  const significant = isWhole ? Math.max(0, digits - endingZeros) : digits;
  return { decimals: Math.max(0, decimals - exponent), digits: significant };
}

/** New shares for old ones, in lowest terms; confirmed if both are small enough to be a split. */
export interface SplitRatio {
  readonly numerator: number;
  readonly denominator: number;
  readonly confirmed: boolean;
}

const greatestCommonDivisor = (a: number, b: number): number =>
  b === 0 ? a : greatestCommonDivisor(b, a % b);

/** A ratio of whole numbers in lowest terms. */
export function splitRatio(numerator: number, denominator: number): SplitRatio {
  const divisor = greatestCommonDivisor(numerator, denominator);
  const [n, d] = [numerator / divisor, denominator / divisor];
  const limit = Math.min(n, d) === 1 ? LARGEST_PLAIN_TERM : LARGEST_MIXED_TERM;
  return { numerator: n, denominator: d, confirmed: Math.max(n, d) <= limit };
}

function roundedRatio(value: number, halfUnit: number): SplitRatio | null {
  for (let denominator = 1; denominator <= LARGEST_ROUNDED_TERM; denominator++) {
    const numerator = Math.round(value * denominator);
    const isSmall = numerator >= 1 && numerator <= LARGEST_ROUNDED_TERM;
    if (isSmall && Math.abs(numerator / denominator - value) <= halfUnit)
      return splitRatio(numerator, denominator);
  }
  return null;
}

/**
 * Reads a split ratio, new shares per old: `4`, `0.1`, `3:2`, `3/2`. A decimal that some ratio of small whole numbers
 * rounds to is that ratio (0.3333 is 1:3); any other is kept exactly as written, unconfirmed. Null if it is no ratio.
 */
export function trySplit(text: string): SplitRatio | null {
  const pair = /^(\d{1,7})\s*[:/]\s*(\d{1,7})$/.exec(text);
  if (pair !== null) {
    const [numerator, denominator] = [Number(pair[1]), Number(pair[2])];
    return numerator > 0 && denominator > 0 ? splitRatio(numerator, denominator) : null;
  }
  const value = tryDecimal(text);
  if (value === null || value <= 0 || /[eE]/.test(text)) return null;
  const decimals = decimalsOf(text);
  if (decimals > MOST_DECIMALS) return trySplit(value.toFixed(MOST_DECIMALS));
  const scale = 10 ** decimals;
  const rounded = decimals >= FEWEST_ROUNDED_DECIMALS ? roundedRatio(value, 0.5 / scale) : null;
  if (rounded !== null) return rounded;
  const scaled = Math.round(value * scale);
  return Number.isSafeInteger(scaled) && scaled > 0 ? splitRatio(scaled, scale) : null;
}
