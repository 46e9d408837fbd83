import type { positionGreeks } from "../../../db/schema/book.ts";

/** The greeks of an option's whole position, money in the contract's currency, with what they were measured by. */
export interface GreekFigures {
  readonly delta_shares: number;
  readonly delta_dollars: number;
  /** Change of the delta dollars by a move of 1 %. */
  readonly gamma_dollars: number;
  /** A calendar day. */
  readonly theta: number;
  /** A point of volatility, and of the rate. */
  readonly vega: number;
  readonly rho: number;
  readonly spot: number;
  readonly volatility: number;
  readonly rate: number;
  readonly dividend_yield: number;
}

/** An option's numbers as reports show them. */
export function greekFigures(row: typeof positionGreeks.$inferSelect): GreekFigures {
  return {
    delta_shares: row.deltaShares,
    delta_dollars: row.deltaDollars,
    gamma_dollars: row.gammaDollars,
    theta: row.theta,
    vega: row.vega,
    rho: row.rho,
    spot: row.spot,
    volatility: row.volatility,
    rate: row.rate,
    dividend_yield: row.dividendYield,
  };
}
