import type { Known, Reason } from "../platform/known.ts";
import { BETA_MINIMUM_RETURNS, type BetaWindow, EXTREME_BETA, NORMAL_95 } from "./conventions.ts";
import { erfc } from "./math/erfc.ts";
import { fitLine, type LineFit } from "./math/line-fit.ts";
import { neweyWestError } from "./math/newey-west.ts";
import { returnsAt, type Series, takeSample } from "./sample.ts";
import { absent, type Evidence, type Flag, measured, mergeFlags } from "./statistic.ts";

/** A statistic that has a standard error, homoskedastic, wherever it has a value. */
export type BetaStatistic = Evidence &
  (
    | { readonly value: number; readonly reason: null; readonly se: number }
    | { readonly value: null; readonly reason: Reason }
  );

/** The regression of a series on the market: R = alpha + beta R[market] + residual. All null together, but for details. */
export interface MarketBeta {
  readonly window: BetaWindow;
  /** The slope, with what it rests on. */
  readonly beta: BetaStatistic;
  /** The intercept: a return a day, as a decimal. */
  readonly alpha: Known<number>;
  /** 1 - SSE / SST; null if the series did not move. */
  readonly rSquared: Known<number>;
  /** Newey and West's standard error of beta. */
  readonly seHac: Known<number>;
  /** Two-sided, normal, on seHac, that beta is 0. */
  readonly pValue: Known<number>;
  /** 95 % on seHac. */
  readonly interval: Known<Interval>;
}

export interface Interval {
  readonly low: number;
  readonly high: number;
}

const given = <T>(value: T): Known<T> => ({ value, reason: null });
const missing = (reason: Reason): Known<never> => ({ value: null, reason });

/** A regression that could not be made, with the same reason for each of its numbers. */
export function absentMarketBeta(window: BetaWindow, reason: Reason, evidence: Evidence): MarketBeta {
  const none = missing(reason);
  const beta = absent(reason, evidence);
  return { window, beta, alpha: none, rSquared: none, seHac: none, pValue: none, interval: none };
}

/** What holds without estimating: nothing is left to chance, so a test of it would be one of rounding noise. */
function exactMarketBeta(window: BetaWindow, beta: BetaStatistic & { readonly value: number }): MarketBeta {
  const { value } = beta;
  return {
    window,
    beta,
    alpha: given(0),
    rSquared: given(1),
    seHac: given(0),
    pValue: missing("exact"),
    interval: given({ low: value, high: value }),
  };
}

function pValueOf(slope: number, seHac: number): Known<number> {
  // 0 / 0 is a series that never moved; a slope over 0 is a perfect fit, and infinitely far from 0.
  if (seHac === 0 && slope === 0) return missing("no_variation");
  return given(erfc(Math.abs(slope / seHac) / Math.SQRT2));
}

function marketBetaOf(window: BetaWindow, beta: BetaStatistic, fit: LineFit): MarketBeta {
  const { slope, intercept, sse, sst } = fit;
  const seHac = neweyWestError(fit);
  return {
    window,
    beta,
    alpha: given(intercept),
    // Least squares never leaves more than there was; rounding can, by a hair.
    rSquared: sst === 0 ? missing("no_variation") : given(Math.max(0, 1 - sse / sst)),
    seHac: given(seHac),
    pValue: pValueOf(slope, seHac),
    interval: given({ low: slope - NORMAL_95 * seHac, high: slope + NORMAL_95 * seHac }),
  };
}

/** A regression as far as its slope: with the fit it comes from, where there is one. */
interface Slope {
  readonly beta: BetaStatistic;
  readonly fit: LineFit | null;
}

function slopeOf(
  series: Series,
  market: Series,
  at: number,
  window: BetaWindow,
  exact: number | null,
): Slope {
  const { sessions, reason, flags } = takeSample([series, market], at, window, BETA_MINIMUM_RETURNS);
  const evidence = { n: sessions.length, flags };
  if (reason !== null) return { beta: absent(reason, evidence), fit: null };
  if (exact !== null) return { beta: measured(exact, { ...withExtreme(exact, evidence), se: 0 }), fit: null };
  const fit = fitLine(returnsAt(market, sessions), returnsAt(series, sessions));
  if (fit === null) return { beta: absent("no_variation", evidence), fit: null };
  return { beta: measured(fit.slope, { ...withExtreme(fit.slope, evidence), se: fit.slopeError }), fit };
}

/**
 * The slope alone of {@link estimateMarketBeta}, to the bit: all that a prior over a whole universe needs, at a third of
 * the cost.
 */
export function estimateBeta(series: Series, market: Series, at: number, window: BetaWindow): BetaStatistic {
  return slopeOf(series, market, at, window, null).beta;
}

/**
 * Market beta of one series at one session (engines.md section 2): OLS with intercept over the sessions of the window where
 * both series have a return; fewer than 30 are `insufficient_history`. Nothing is capped.
 * @param at Index of the date on the session axis that both series share. Later sessions are not read.
 * @param exact The beta if the series is, by what it is, a multiple of the market's; null if it must be estimated.
 */
export function estimateMarketBeta(
  series: Series,
  market: Series,
  at: number,
  window: BetaWindow,
  exact: number | null,
): MarketBeta {
  const { beta, fit } = slopeOf(series, market, at, window, exact);
  if (beta.reason !== null) return absentMarketBeta(window, beta.reason, { n: beta.n, flags: beta.flags });
  return fit === null ? exactMarketBeta(window, beta) : marketBetaOf(window, beta, fit);
}

function withExtreme(beta: number, evidence: Evidence): Evidence {
  const extreme: Flag[] = Math.abs(beta) > EXTREME_BETA ? ["extreme"] : [];
  return { ...evidence, flags: mergeFlags(evidence.flags, extreme) };
}
