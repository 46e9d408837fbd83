import {
  BETA_WINDOWS,
  type BetaWindow,
  MARKET_PROXY,
  VOLATILITY_WINDOWS,
  type VolatilityWindow,
} from "./conventions.ts";
import { estimateMarketBeta, type MarketBeta } from "./market-beta.ts";
import { flagOutliers } from "./outlier-returns.ts";
import type { Series } from "./sample.ts";
import { type Statistic, withFlags } from "./statistic.ts";
import { realisedVolatility } from "./volatility.ts";
import { perWindow } from "./window.ts";

/** What is estimated once for a symbol and a date, and looked up by every portfolio that holds it. */
export interface SymbolStatistics {
  readonly marketBeta: Readonly<Record<BetaWindow, MarketBeta>>;
  readonly realised: Readonly<Record<VolatilityWindow, Statistic>>;
}

/** A symbol's rows: its returns, and 1 at sessions on which a corporate action of it went ex. */
export interface SymbolRows {
  readonly symbol: string;
  readonly series: Series;
  readonly actions: Uint8Array;
}

/**
 * Every statistic of one symbol at one session. `outlier_returns` stands on each of them, short windows too: it is said of
 * the symbol.
 * @param market The row of the market proxy, on the same axis.
 * @param at Index of the date on the session axis. Later sessions are not read.
 */
export function estimateSymbol(
  { symbol, series, actions }: SymbolRows,
  market: Series,
  at: number,
): SymbolStatistics {
  const outliers = flagOutliers(series, actions, at);
  const exact = symbol === MARKET_PROXY ? 1 : null;
  return {
    marketBeta: perWindow(BETA_WINDOWS, (window) => {
      const estimate = estimateMarketBeta(series, market, at, window, exact);
      return { ...estimate, beta: withFlags(estimate.beta, outliers) };
    }),
    realised: perWindow(VOLATILITY_WINDOWS, (window) =>
      withFlags(realisedVolatility(series, at, window), outliers),
    ),
  };
}
