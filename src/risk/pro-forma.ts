import type { Reason } from "../platform/known.ts";
import type { Book } from "./book.ts";
import {
  MARKET_PROXY,
  PRO_FORMA_LEAST_VALID,
  PRO_FORMA_MINIMUM_RETURNS,
  PRO_FORMA_SESSIONS,
  SHARE_ROUNDING,
} from "./conventions.ts";
import { coverageOf, type Uncovered } from "./coverage.ts";
import { type Series, validSessions } from "./sample.ts";
import { type Flag, mergeFlags, type Statistic } from "./statistic.ts";

/** What the pro-forma series needs of an underlying: its row of the panel, and its beta that fills the row's holes. */
export interface ProFormaInput {
  readonly series: Series;
  readonly beta: Statistic;
}

/** The returns that a portfolio would have had, had it always had today's weights (engines.md section 9). */
export interface ProForma {
  /** On the panel's session axis; valid only within the 252 sessions up to the date. Nowhere, if there is a reason. */
  readonly series: Series;
  readonly reason: Reason | null;
  /** For each session, the share of the covered |weight| whose return was filled, 0 to 0.5. */
  readonly filled: Float64Array;
  readonly coverage: { readonly coverage?: number };
  readonly uncovered: readonly Uncovered[];
  /** Its beta on the market if it holds nothing but the market; null if that must be estimated. */
  readonly exactBeta: number | null;
  /** What the series is the weighted sum of, by symbol. */
  readonly legs: readonly Leg[];
  /** Of the returns that entered. */
  readonly flags: readonly Flag[];
}

/** An underlying that is in the series. */
export interface Leg extends ProFormaInput {
  readonly symbol: string;
  readonly weight: number;
}

/** A leg's return of a session at which the market has one: its own, or its beta times the market's. */
export function legReturn({ series, beta }: Leg, market: Series, t: number): number {
  return series.valid[t] === 1
    ? (series.returns[t] as number)
    : (beta.value as number) * (market.returns[t] as number);
}

/** Puts one session together; a session at which less than half of the covered |weight| has a return stays invalid. */
function fillSession(legs: readonly Leg[], total: number, market: Series, t: number, into: ProForma): void {
  if (market.valid[t] !== 1) return;
  let [sum, own] = [0, 0];
  for (const leg of legs) {
    if (leg.series.valid[t] === 1) own += Math.abs(leg.weight);
    sum += leg.weight * legReturn(leg, market, t);
  }
  // Of two equal legs one is half: that must not hang on the last bit of either weight.
  if (own < (PRO_FORMA_LEAST_VALID - SHARE_ROUNDING) * total) return;
  into.series.returns[t] = sum;
  into.series.valid[t] = 1;
  into.filled[t] = Math.max(0, 1 - own / total);
}

/**
 * Builds the pro-forma series R[p,t] = sum over the covered of w[i] R[i,t] for the 252 sessions up to `at`; an invalid
 * return enters as b0[i] m[t]. Covered: at least 60 valid returns in those sessions and a beta.
 * @param inputs By symbol; the betas are those of 252 sessions at the same date.
 * @param market The market's row, on the same axis.
 */
export function buildProForma(
  book: Book,
  inputs: ReadonlyMap<string, ProFormaInput>,
  market: Series,
  at: number,
): ProForma {
  const reasonOf = (symbol: string): Reason | null => {
    const input = inputs.get(symbol);
    if (input === undefined) return "unknown_symbol";
    if (input.beta.reason !== null) return input.beta.reason;
    const n = validSessions([input.series], at, PRO_FORMA_SESSIONS).length;
    return n < PRO_FORMA_MINIMUM_RETURNS ? "insufficient_history" : null;
  };
  const { covered, uncovered, share, reason } = coverageOf(book, reasonOf);
  const names = covered.map((index) => book.underlyings[index]?.name as string);
  const legs = covered.map((index, n) => ({
    ...(inputs.get(names[n] as string) as ProFormaInput),
    symbol: names[n] as string,
    weight: book.weights.value?.[index] ?? 0,
  }));
  const length = market.returns.length;
  const proForma: ProForma = {
    series: { returns: new Float64Array(length), valid: new Uint8Array(length) },
    reason,
    filled: new Float64Array(length),
    coverage: share,
    uncovered,
    exactBeta: names.length === 1 && names[0] === MARKET_PROXY ? (legs[0]?.weight ?? null) : null,
    legs,
    flags: mergeFlags(legs.flatMap(({ beta }) => beta.flags.filter((flag) => flag === "outlier_returns"))),
  };
  if (reason !== null) return proForma;
  let total = 0;
  for (const { weight } of legs) total += Math.abs(weight);
  for (let t = Math.max(0, at - PRO_FORMA_SESSIONS + 1); t <= at; t++)
    fillSession(legs, total, market, t, proForma);
  return proForma;
}
