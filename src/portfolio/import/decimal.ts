/** What a cell may hold: how many decimals, and how far from zero. */
export interface DecimalLimits {
  readonly decimals: number;
  readonly largest: number;
}

export type DecimalFault = "not_a_number" | "too_large" | "too_many_decimals";

const PLAIN = /^[+-]?(?:\d+(?:\.(\d*))?|\.(\d+))$/;
/** Decimal digits that a double keeps. */
const KEPT_DIGITS = 15;
const ZERO = "0";

/** What stands after the point, without the zeros at its end. A loop, since a pattern would take the square of its length. */
function fractionOf(match: RegExpExecArray): string {
  const fraction = match[1] ?? match[2] ?? "";
  let end = fraction.length;
  while (end > 0 && fraction[end - 1] === ZERO) end -= 1;
  return fraction.slice(0, end);
}

/**
 * Reads a plain decimal number: digits, a point, perhaps a sign; no exponent, currency sign or thousands separator. Never
 * rounds: a number with more digits than can be kept is a fault.
 */
export function readDecimal(text: string, { decimals, largest }: DecimalLimits): number | DecimalFault {
  const match = PLAIN.exec(text);
  if (match === null) return "not_a_number";
  const value = Number(text);
  if (Math.abs(value) > largest) return "too_large";
  const fraction = fractionOf(match);
  if (fraction.length > decimals) return "too_many_decimals";
  const digits = String(Math.trunc(Math.abs(value))).length + fraction.length;
  if (digits > KEPT_DIGITS) return "too_large";
  return value === 0 ? 0 : value;
}
