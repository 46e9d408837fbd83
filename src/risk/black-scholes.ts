import { normalCdf, normalPdf } from "./math/normal.ts";

/** What an option gives the right to: to buy, or to sell. */
export type OptionRight = "CALL" | "PUT";

/** A European option and its market. Prices are per share, in one currency. */
export interface OptionInputs {
  readonly right: OptionRight;
  /** Price of the underlying, not negative. */
  readonly spot: number;
  /** Above zero. */
  readonly strike: number;
  /** To the expiration, not negative. */
  readonly years: number;
  /** A fraction a year, not negative: 0.2 is 20 %. */
  readonly volatility: number;
  /** Continuous, a fraction a year; may be negative. */
  readonly rate: number;
  /** Continuous dividend yield, a fraction a year. */
  readonly yield: number;
}

/** Derivatives of the value of one share's option. */
export interface OptionGreeks {
  /** By the spot: shares. */
  readonly delta: number;
  /** Of delta by the spot: shares per unit of price. */
  readonly gamma: number;
  /** By calendar time, per year: mostly below zero. */
  readonly theta: number;
  /** By the volatility, per 1.00. */
  readonly vega: number;
  /** By the rate, per 1.00. */
  readonly rho: number;
}

/** Greeks of a position in the units that are published (engines.md section 12); money in the contract's currency. */
export interface PositionGreeks {
  /** Shares of the underlying that move with the spot as the position does: quantity x multiplier x delta. */
  readonly deltaShares: number;
  /** What those are worth. */
  readonly deltaDollars: number;
  /** What the shares gained by gamma when the spot rises by 1 % are worth, at the spot before: gamma x 0.01 S^2. */
  readonly gammaDollars: number;
  /** Per calendar day: dV/dt / 365. */
  readonly theta: number;
  /** Per point of volatility (0.01). */
  readonly vega: number;
  /** Per point of the rate (0.01). */
  readonly rho: number;
}

const DAYS_PER_YEAR = 365;
/** A per cent, or a point of volatility or rate, as a fraction. */
const POINT = 0.01;

/** What both the value and the greeks are made of. */
interface Terms {
  /** 1 for a call, -1 for a put. */
  readonly sign: 1 | -1;
  /** Spot and strike, discounted by yield and rate. */
  readonly spotNow: number;
  readonly strikeNow: number;
  readonly yieldDiscount: number;
  /** Standard deviation of the log of the spot at expiration. */
  readonly deviation: number;
  /** N(+-d1) and N(+-d2); 0 or 1 where nothing is left to chance. */
  readonly spotChance: number;
  readonly strikeChance: number;
  /** The normal density at d1; 0 where nothing is left to chance. */
  readonly density: number;
}

function check({ spot, strike, years, volatility, rate, yield: dividendYield }: OptionInputs): void {
  const isValid =
    [spot, strike, years, volatility, rate, dividendYield].every(Number.isFinite) &&
    spot >= 0 &&
    strike > 0 &&
    years >= 0 &&
    volatility >= 0;
  if (isValid) return;
  throw new RangeError(
    `No option has spot ${spot}, strike ${strike}, ${years} years, volatility ${volatility}, rate ${rate}, yield ${dividendYield}.`,
  );
}

/**
 * The number itself, but 0 for -0. A rate of -100 over 10 years discounts by more than a double holds: such a number is
 * refused, since a NaN would come of it.
 */
function held(value: number, what: string): number {
  if (!Number.isFinite(value)) throw new RangeError(`The ${what} of an option is past what a double holds.`);
  return value === 0 ? 0 : value;
}

function termsOf(inputs: OptionInputs): Terms {
  check(inputs);
  const { right, spot, strike, years, volatility, rate, yield: dividendYield } = inputs;
  const sign = right === "CALL" ? 1 : -1;
  const [growth, payout] = [held(rate * years, "growth"), held(dividendYield * years, "payout")];
  const yieldDiscount = held(Math.exp(-payout), "discounting");
  const spotNow = held(spot * yieldDiscount, "discounted spot");
  const strikeNow = held(strike * Math.exp(-growth), "discounted strike");
  const deviation = volatility * Math.sqrt(years);
  const discounted = { sign, spotNow, strikeNow, yieldDiscount, deviation } as const;
  if (deviation === 0) {
    const chance = sign * (spotNow - strikeNow) > 0 ? 1 : 0;
    return { ...discounted, spotChance: chance, strikeChance: chance, density: 0 };
  }
  const moneyness = Math.log(spot / strike) + (growth - payout);
  // Of an infinite deviation nothing but its size matters: a spot of 0 would make infinity less infinity of it.
  const centre = Number.isFinite(deviation) ? moneyness / deviation : 0;
  const [d1, d2] = [centre + deviation / 2, centre - deviation / 2];
  return {
    ...discounted,
    spotChance: normalCdf(sign * d1),
    strikeChance: normalCdf(sign * d2),
    density: normalPdf(d1),
  };
}

/** What exercising now brings per share, not below zero. */
export function intrinsic(right: OptionRight, spot: number, strike: number): number {
  return Math.max(0, right === "CALL" ? spot - strike : strike - spot);
}

/**
 * Value of a European option per share: Black and Scholes (1973), Merton (1973) for the dividend yield,
 *
 *     c = S e^(-qT) N(d1) - K e^(-rT) N(d2),    p = K e^(-rT) N(-d2) - S e^(-qT) N(-d1),
 *     d1 = (ln(S / K) + (r - q) T) / (s sqrt T) + s sqrt T / 2,    d2 = d1 - s sqrt T.
 *
 * A put has its own formula, not parity: out of the money it would have no digits left. Without time or volatility it is
 * the discounted intrinsic value of the forward; with a spot of 0 a call is worth 0 and a put K e^(-rT).
 * @throws RangeError on inputs outside of their ranges, not finite, or that discount to more than a double holds.
 */
export function blackScholes(inputs: OptionInputs): number {
  const { sign, spotNow, strikeNow, spotChance, strikeChance } = termsOf(inputs);
  return Math.max(0, sign * (spotNow * spotChance - strikeNow * strikeChance));
}

/**
 * The derivatives of {@link blackScholes}, in closed form. Without time or volatility they are those of the discounted
 * payoff, whose kink, S e^(-qT) = K e^(-rT), counts as out of the money: all are 0 there, for call and put. Gamma and vega
 * are then 0 everywhere, and at expiration theta is that of the last moment.
 * @throws RangeError as {@link blackScholes}, or if one of them is past what a double holds.
 */
export function greeks(inputs: OptionInputs): OptionGreeks {
  const { sign, spotNow, strikeNow, yieldDiscount, deviation, spotChance, strikeChance, density } =
    termsOf(inputs);
  const { spot, years, volatility, rate, yield: dividendYield } = inputs;
  const carried = sign * (dividendYield * spotNow * spotChance - rate * strikeNow * strikeChance);
  // Where the density is nothing, so is what it multiplies, though the spot or the time it is divided by may be 0 as well.
  const isStill = density === 0;
  const decay = isStill ? 0 : (spotNow * density * volatility) / (2 * Math.sqrt(years));
  return {
    delta: held(sign * yieldDiscount * spotChance, "delta"),
    gamma: held(isStill ? 0 : (yieldDiscount * density) / (spot * deviation), "gamma"),
    theta: held(carried - decay, "theta"),
    vega: held(spotNow * density * Math.sqrt(years), "vega"),
    rho: held(sign * years * strikeNow * strikeChance, "rho"),
  };
}

/**
 * Greeks of a position of options in the units of engines.md section 12.
 * @param quantity Contracts; negative if they are written.
 * @param multiplier Shares a contract.
 * @throws RangeError as {@link greeks}.
 */
export function positionGreeks(inputs: OptionInputs, quantity: number, multiplier: number): PositionGreeks {
  const { delta, gamma, theta, vega, rho } = greeks(inputs);
  const shares = quantity * multiplier;
  const { spot } = inputs;
  return {
    deltaShares: held(shares * delta, "delta"),
    deltaDollars: held(shares * delta * spot, "delta"),
    gammaDollars: held(shares * gamma * spot * spot * POINT, "gamma"),
    theta: held((shares * theta) / DAYS_PER_YEAR, "theta"),
    vega: held(shares * vega * POINT, "vega"),
    rho: held(shares * rho * POINT, "rho"),
  };
}
