import { SESSIONS_PER_YEAR, VOLATILITY_WINDOW_SHARE, type VolatilityWindow } from "./conventions.ts";
import { centred } from "./math/mean.ts";
import { legReturn, type ProForma } from "./pro-forma.ts";
import { returnsAt, type Series, takeSample, valuesAt } from "./sample.ts";
import type { Contribution } from "./weighted-sum.ts";

/**
 * What each underlying adds to the realised volatility of a pro-forma series (engines.md section 9), a fraction a year:
 * w[i] cov(R[i], R[p]) / sd(R[p]), annualised. They add up to it, since the series is the weighted sum of its legs.
 * @returns by symbol; nothing where the volatility is null, or 0 so that there is nothing to take apart.
 */
export function volatilityContributions(
  { series, legs }: ProForma,
  market: Series,
  at: number,
  window: VolatilityWindow,
): Contribution[] {
  const { sessions, reason } = takeSample([series], at, window, VOLATILITY_WINDOW_SHARE * window);
  if (reason !== null) return [];
  const whole = centred(returnsAt(series, sessions));
  let variance = 0;
  for (const deviation of whole) variance += deviation * deviation;
  if (variance === 0) return [];
  const scale = Math.sqrt(SESSIONS_PER_YEAR / (whole.length - 1) / variance);
  return legs.map((leg) => {
    const own = centred(valuesAt(sessions, (t) => legReturn(leg, market, t)));
    let covariance = 0;
    for (let n = 0; n < own.length; n++) covariance += (own[n] as number) * (whole[n] as number);
    return { symbol: leg.symbol, weight: leg.weight, contribution: leg.weight * covariance * scale };
  });
}
