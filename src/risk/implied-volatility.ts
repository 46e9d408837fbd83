import { blackScholes, type OptionInputs } from "./black-scholes.ts";
import { brent } from "./math/brent.ts";

/** Between these volatilities, fractions a year, one is looked for. */
const LEAST_VOLATILITY = 1e-4;
const LARGEST_VOLATILITY = 10;
/** Time value that a price must have, as a share of the spot: with less, a cent's rounding would say what it pleases. */
const LEAST_TIME_VALUE = 5e-4;

/**
 * The volatility at which {@link blackScholes} is the price, a fraction a year, to 1e-12 (engines.md section 12). Null if
 * the price is less than 5 bp of the spot above the value at a volatility of 1e-4, or not below that at 10.
 * @param price Per share.
 * @throws RangeError if the price is not finite, or as {@link blackScholes}.
 */
export function impliedVolatility(price: number, option: Omit<OptionInputs, "volatility">): number | null {
  if (!Number.isFinite(price)) throw new RangeError(`${price} is no price of an option.`);
  const excess = (volatility: number) => blackScholes({ ...option, volatility }) - price;
  if (-excess(LEAST_VOLATILITY) < LEAST_TIME_VALUE * option.spot) return null;
  if (excess(LARGEST_VOLATILITY) <= 0) return null;
  return brent(excess, LEAST_VOLATILITY, LARGEST_VOLATILITY);
}
