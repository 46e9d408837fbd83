import type { Known } from "../platform/known.ts";
import { byCodeUnit } from "./code-unit.ts";
import {
  type BetaWindow,
  EQUITY_TYPE,
  EXTREME_BETA,
  FACTOR_PROXIES,
  MAD_TO_SIGMA,
  PRIOR_LEAST_VARIANCE,
  PRIOR_MINIMUM_MEMBERS,
  PRIOR_WINDOW_SHARE,
} from "./conventions.ts";
import type { BetaStatistic } from "./market-beta.ts";
import { median, medianAbsoluteDeviation } from "./math/median.ts";
import { absent, measured, type Statistic } from "./statistic.ts";

/** An instrument's beta as the prior sees it. `type` is the reference data's word as of the date, null if not known. */
export interface BetaCandidate {
  readonly symbol: string;
  readonly type: string | null;
  readonly beta: BetaStatistic;
}

/** What is believed of an equity's beta before its own returns are looked at. A row of its own for date and window. */
export interface BetaPrior {
  readonly window: BetaWindow;
  /** Centre, and variance of true betas about it. */
  readonly moments: Known<{ readonly mu: number; readonly tau2: number }>;
  /** Symbols whose betas made it, by code unit; listed also if they were too few. */
  readonly members: readonly string[];
}

/** Whether an instrument's beta is that of one company: by its type; an unknown one counts, a factor ETF never does. */
function isEquity({ symbol, type }: Omit<BetaCandidate, "beta">): boolean {
  return (type === null || type === EQUITY_TYPE) && !FACTOR_PROXIES.has(symbol);
}

/**
 * Vasicek's prior (1973) over a cross-section (engines.md section 2), with medians, because one bad print among thousands
 * moves a mean: members are equities with n >= 0.8 window and |beta| <= 5;
 * mu = median(beta), tau2 = max((1.4826 MAD(beta))^2 - median(se^2), 0.01). Fewer than 30: `insufficient_cross_section`.
 */
export function estimateBetaPrior(window: BetaWindow, candidates: readonly BetaCandidate[]): BetaPrior {
  const members = candidates
    .flatMap((each) => {
      if (each.beta.value === null || !isEquity(each)) return [];
      const { value, n, se } = each.beta;
      const takesPart = n >= PRIOR_WINDOW_SHARE * window && Math.abs(value) <= EXTREME_BETA;
      return takesPart ? [{ symbol: each.symbol, value, se }] : [];
    })
    .sort((a, b) => byCodeUnit(a.symbol, b.symbol));
  const symbols = members.map(({ symbol }) => symbol);
  if (members.length < PRIOR_MINIMUM_MEMBERS) {
    return { window, moments: { value: null, reason: "insufficient_cross_section" }, members: symbols };
  }
  const betas = Float64Array.from(members, ({ value }) => value);
  const spread = MAD_TO_SIGMA * medianAbsoluteDeviation(betas);
  const noise = median(Float64Array.from(members, ({ se }) => se * se));
  const tau2 = Math.max(spread * spread - noise, PRIOR_LEAST_VARIANCE);
  return { window, moments: { value: { mu: median(betas), tau2 }, reason: null }, members: symbols };
}

/**
 * beta_shrunk: the beta drawn to the prior's centre by how uncertain it is, k beta + (1 - k) mu with k = tau2 / (tau2 + se^2).
 * Made from estimate and prior whenever it is read. Only equities are shrunk; others are `not_an_equity`.
 */
export function shrinkBeta(candidate: BetaCandidate, prior: Pick<BetaPrior, "moments">): Statistic {
  const { beta } = candidate;
  const evidence = { n: beta.n, flags: beta.flags };
  if (!isEquity(candidate)) return absent("not_an_equity", evidence);
  if (beta.reason !== null) return absent(beta.reason, evidence);
  if (prior.moments.reason !== null) return absent(prior.moments.reason, evidence);
  const { mu, tau2 } = prior.moments.value;
  const trust = tau2 / (tau2 + beta.se * beta.se);
  return measured(trust * beta.value + (1 - trust) * mu, evidence);
}
