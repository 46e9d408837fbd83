import { type Book, type Holdings, netBook } from "./book.ts";
import { type Concentration, measureConcentration } from "./concentration.ts";
import {
  BETA_WINDOWS,
  type BetaWindow,
  FILLED_SHARE,
  PRO_FORMA_BETA_WINDOW,
  PRO_FORMA_SESSIONS,
  VOLATILITY_WINDOWS,
  type VolatilityWindow,
} from "./conventions.ts";
import type { Uncovered } from "./coverage.ts";
import { absentMarketBeta, type BetaStatistic, estimateMarketBeta, type MarketBeta } from "./market-beta.ts";
import { mean } from "./math/mean.ts";
import { buildProForma, type ProForma } from "./pro-forma.ts";
import { type Series, validSessions, valuesAt } from "./sample.ts";
import { absent, mergeFlags, type Statistic } from "./statistic.ts";
import { realisedVolatility } from "./volatility.ts";
import { volatilityContributions } from "./volatility-contributions.ts";
import { type Contribution, type WeightedSum, weighEstimates } from "./weighted-sum.ts";
import { perWindow } from "./window.ts";

/** A symbol's row and what was estimated of it at the date. */
export interface EstimatedSymbol {
  readonly series: Series;
  readonly betas: Readonly<Record<BetaWindow, BetaStatistic>>;
  readonly betaShrunk: Readonly<Record<BetaWindow, Statistic>>;
}

/** Everything that a portfolio's numbers of one date are made from. */
export interface PortfolioInputs {
  readonly holdings: Holdings;
  /** By symbol of the underlying. */
  readonly symbols: ReadonlyMap<string, EstimatedSymbol>;
  /** The market proxy's row, on the axis of all series. */
  readonly market: Series;
  /** Symbol to issuer, for share classes that belong together. */
  readonly issuers: ReadonlyMap<string, string>;
  /** Index of the date on the session axis. Later sessions are not read. */
  readonly at: number;
}

/** A portfolio's numbers of one date. */
export interface PortfolioStatistics {
  readonly book: Book;
  readonly beta: Readonly<Record<BetaWindow, WeightedSum>>;
  readonly betaShrunk: Readonly<Record<BetaWindow, WeightedSum>>;
  /** The pro-forma series on the market. Its numbers are the portfolio's own: nothing is averaged. */
  readonly regression: Readonly<Record<BetaWindow, MarketBeta>>;
  /** Of the pro-forma series, a fraction a year. */
  readonly realised: Readonly<Record<VolatilityWindow, Statistic>>;
  /** Of the realised volatility over 252 sessions, to which they add up; empty where that is null. */
  readonly volatilityContributions: readonly Contribution[];
  /** What the pro-forma series, and so regression and realised, went without. */
  readonly uncovered: readonly Uncovered[];
  readonly concentration: Concentration;
}

/** A number of the pro-forma series with the series' coverage, flags, and the share filled in the number's own window. */
function qualify<S extends Statistic>(statistic: S, proForma: ProForma, at: number, window: number): S {
  const sessions = validSessions([proForma.series], at, window);
  const flags = mergeFlags(statistic.flags, proForma.flags);
  const covered = { ...statistic, ...proForma.coverage };
  if (sessions.length === 0) return { ...covered, flags };
  const filled = mean(valuesAt(sessions, (t) => proForma.filled[t] as number));
  return { ...covered, filled, flags: filled > FILLED_SHARE ? mergeFlags(flags, ["filled"]) : flags };
}

/** Every number of one portfolio at one session (engines.md sections 2, 7, 8 and 9). */
export function estimatePortfolio(inputs: PortfolioInputs): PortfolioStatistics {
  const { holdings, symbols, market, issuers, at } = inputs;
  const book = netBook(holdings);
  const estimatesBy = (pick: (of: EstimatedSymbol) => Statistic) =>
    new Map(
      book.underlyings.flatMap(({ name }) => {
        const symbol = symbols.get(name);
        return symbol === undefined ? [] : [[name, pick(symbol)] as const];
      }),
    );
  const betas = perWindow(BETA_WINDOWS, (window) => estimatesBy((symbol) => symbol.betas[window]));
  const fills = betas[PRO_FORMA_BETA_WINDOW];
  const proForma = buildProForma(
    book,
    new Map(
      [...fills].map(([name, beta]) => [
        name,
        { series: (symbols.get(name) as EstimatedSymbol).series, beta },
      ]),
    ),
    market,
    at,
  );
  const { series, reason, exactBeta } = proForma;
  const nothing = { n: 0, flags: [] };
  return {
    book,
    beta: perWindow(BETA_WINDOWS, (window) => weighEstimates(book, betas[window])),
    betaShrunk: perWindow(BETA_WINDOWS, (window) =>
      weighEstimates(
        book,
        estimatesBy(({ betaShrunk }) => betaShrunk[window]),
      ),
    ),
    regression: perWindow(BETA_WINDOWS, (window) => {
      const estimate =
        reason === null
          ? estimateMarketBeta(series, market, at, window, exactBeta)
          : absentMarketBeta(window, reason, nothing);
      return { ...estimate, beta: qualify(estimate.beta, proForma, at, window) };
    }),
    realised: perWindow(VOLATILITY_WINDOWS, (window) => {
      const statistic = reason === null ? realisedVolatility(series, at, window) : absent(reason, nothing);
      return qualify(statistic, proForma, at, window);
    }),
    volatilityContributions:
      reason === null ? volatilityContributions(proForma, market, at, PRO_FORMA_SESSIONS) : [],
    uncovered: proForma.uncovered,
    concentration: measureConcentration(book, issuers),
  };
}
