import { NightdeskError } from "./errors.ts";

/** An amount of money as a whole number of cents, exact, within +-2^53. */
export type Cents = number & { readonly __brand: "Cents" };

/** A double written out: `mantissa * 10^exponent`, exactly its shortest decimal form. */
interface Decimal {
  readonly mantissa: bigint;
  readonly exponent: number;
}

const CENT_EXPONENT = -2;
/** Below this distance from a tie, in cents and relative to the amount, a double product cannot be trusted to round. */
const TIE_DISTANCE = 1e-6;
/** Amounts up to here, in cents, have a spacing of doubles far below TIE_DISTANCE even after a few products. */
const FAST_LIMIT = 1e8;
/** A factor or partial product below this has lost digits, or is about to: the least normal double is 2.2e-308. */
const LEAST_TRUSTED = 1e-290;

/**
 * A whole number of cents.
 * @throws NightdeskError `bad_amount` if it is not an integer that a double holds exactly.
 */
export function cents(value: number): Cents {
  if (!Number.isSafeInteger(value)) {
    throw new NightdeskError("bad_amount", `${value} is not a whole number of cents within +-2^53.`);
  }
  return (value === 0 ? 0 : value) as Cents;
}

export const ZERO_CENTS = cents(0);

function decimalOf(value: number): Decimal {
  if (!Number.isFinite(value)) throw new NightdeskError("bad_amount", `${value} is not a finite number.`);
  const [digits = "0", power = "0"] = String(value).split("e");
  const [whole = "0", fraction = ""] = digits.split(".");
  return { mantissa: BigInt(whole + fraction), exponent: Number(power) - fraction.length };
}

/** The product of the factors, exactly. */
function productOf(factors: readonly number[]): Decimal {
  let product: Decimal = { mantissa: 1n, exponent: 0 };
  for (const factor of factors) {
    const { mantissa, exponent } = decimalOf(factor);
    product = { mantissa: product.mantissa * mantissa, exponent: product.exponent + exponent };
  }
  return product;
}

/** Rounds `mantissa * 10^exponent` units to cents; a tie goes to the even cent. */
function roundHalfEven({ mantissa, exponent }: Decimal): Cents {
  const shift = exponent - CENT_EXPONENT;
  if (shift >= 0) return cents(Number(mantissa * 10n ** BigInt(shift)));
  const divisor = 10n ** BigInt(-shift);
  const magnitude = mantissa < 0n ? -mantissa : mantissa;
  const quotient = magnitude / divisor;
  const twice = (magnitude % divisor) * 2n;
  const up = twice > divisor || (twice === divisor && quotient % 2n === 1n);
  const rounded = Number(up ? quotient + 1n : quotient);
  return cents(mantissa < 0n ? -rounded : rounded);
}

/**
 * The product of the factors (quantity, multiplier, price per unit) in cents: taken exactly on their shortest decimal
 * forms, then rounded half-even, once.
 * @throws NightdeskError `bad_amount` if a factor is not finite or the amount passes 2^53 cents.
 */
export function centsOfProduct(...factors: readonly number[]): Cents {
  let product = 100;
  let least = product;
  for (const factor of factors) {
    product *= factor;
    least = Math.min(least, Math.abs(factor), Math.abs(product));
  }
  const magnitude = Math.abs(product);
  const fraction = magnitude - Math.floor(magnitude);
  const trusted = magnitude < FAST_LIMIT && least > LEAST_TRUSTED && Math.abs(fraction - 0.5) > TIE_DISTANCE;
  if (trusted) return cents(Math.round(product));
  return roundHalfEven(productOf(factors));
}

/**
 * The sum of products of factors in cents: taken exactly, then rounded half-even, once, which a sum of amounts that are
 * rounded one by one is not.
 * @throws NightdeskError `bad_amount` if a factor is not finite or the amount passes 2^53 cents.
 */
export function centsOfProducts(products: Iterable<readonly number[]>): Cents {
  let sum: Decimal = { mantissa: 0n, exponent: CENT_EXPONENT };
  for (const factors of products) sum = sumOf(sum, productOf(factors));
  return roundHalfEven(sum);
}

function sumOf(one: Decimal, other: Decimal): Decimal {
  const exponent = Math.min(one.exponent, other.exponent);
  const scaled = ({ mantissa, exponent: own }: Decimal) => mantissa * 10n ** BigInt(own - exponent);
  return { mantissa: scaled(one) + scaled(other), exponent };
}

/**
 * The sum of the amounts. Every partial sum is checked: one past 2^53 would be inexact even if the end is back in range.
 * @throws NightdeskError `bad_amount` if a partial sum passes 2^53 cents.
 */
export function addCents(...amounts: readonly Cents[]): Cents {
  return sumCents(amounts);
}

/** {@link addCents} of any number of amounts. */
export function sumCents(amounts: Iterable<Cents>): Cents {
  let sum = ZERO_CENTS;
  for (const amount of amounts) sum = cents(sum + amount);
  return sum;
}

/**
 * Reads a decimal amount such as `-1234.5`, with at most two decimals.
 * @throws NightdeskError `bad_amount` on anything else: an amount is never rounded behind its owner's back.
 */
export function parseCents(text: string): Cents {
  const match = /^([+-]?)(\d{1,14})(?:\.(\d{1,2}))?$/.exec(text.trim());
  if (match === null) {
    throw new NightdeskError("bad_amount", `"${text.slice(0, 40)}" is not an amount such as 1234.56.`);
  }
  const magnitude = Number(match[2]) * 100 + Number((match[3] ?? "").padEnd(2, "0"));
  return cents(match[1] === "-" ? -magnitude : magnitude);
}

/** The amount as a decimal number of units with two decimals: `-1234.50`. */
export function formatCents(amount: Cents): string {
  const magnitude = Math.abs(amount);
  const units = Math.floor(magnitude / 100);
  return `${amount < 0 ? "-" : ""}${units}.${String(magnitude % 100).padStart(2, "0")}`;
}
