import { underlyingOf } from "../../market/underlying.ts";
import type { PositionFigures } from "./snapshot-figures.ts";

/** The greeks of everything on one underlying, shares and options, in the portfolio's currency; units as of a position's. */
export interface UnderlyingGreeks {
  readonly symbol: string;
  readonly delta_dollars: number;
  readonly gamma_dollars: number;
  readonly theta: number;
  readonly vega: number;
  readonly rho: number;
  /** Options whose greeks are not known, and that the sums go without. */
  readonly without: readonly string[];
}

type Sums = { -readonly [K in keyof Omit<UnderlyingGreeks, "symbol" | "without">]: number } & {
  readonly without: string[];
};

/** Sums of greeks by underlying, for those that options are held on, in code-unit order. */
export function underlyingGreeks(positions: readonly PositionFigures[]): readonly UnderlyingGreeks[] {
  const held = positions.filter(({ quantity }) => quantity !== 0);
  const nameOf = (underlying: string) => underlyingOf(underlying) ?? underlying;
  const names = new Set(
    held.flatMap(({ underlying }) => (underlying === undefined ? [] : [nameOf(underlying)])),
  );
  const sums = new Map<string, Sums>();
  for (const {
    symbol,
    investment_class: assetClass,
    underlying,
    greeks,
    market_value: value,
    fx_rate: rate,
  } of held) {
    const name = underlying === undefined ? symbol : nameOf(underlying);
    if (!names.has(name) || assetClass === "PRIVATE") continue;
    const sum = sums.get(name) ?? {
      delta_dollars: 0,
      gamma_dollars: 0,
      theta: 0,
      vega: 0,
      rho: 0,
      without: [],
    };
    sums.set(name, sum);
    if (underlying === undefined) {
      sum.delta_dollars += value ?? 0;
    } else if (greeks === undefined) {
      sum.without.push(symbol);
    } else {
      const factor = rate ?? 1;
      sum.delta_dollars += greeks.delta_dollars * factor;
      sum.gamma_dollars += greeks.gamma_dollars * factor;
      sum.theta += greeks.theta * factor;
      sum.vega += greeks.vega * factor;
      sum.rho += greeks.rho * factor;
    }
  }
  return [...sums.keys()].sort().map((symbol) => ({ symbol, ...(sums.get(symbol) as Sums) }));
}
