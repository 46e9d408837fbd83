import { SESSIONS_PER_YEAR, VOLATILITY_WINDOW_SHARE, type VolatilityWindow } from "./conventions.ts";
import { sampleDeviation } from "./math/deviation.ts";
import { returnsAt, type Series, takeSample } from "./sample.ts";
import { absent, measured, type Statistic } from "./statistic.ts";

/**
 * Realised volatility (engines.md section 9), a fraction a year: sample standard deviation times sqrt(252) of the valid
 * returns among the last `window` sessions up to `at`, on at least 0.8 of the window. For a symbol or a pro-forma series.
 */
export function realisedVolatility(series: Series, at: number, window: VolatilityWindow): Statistic {
  const { sessions, reason, flags } = takeSample([series], at, window, VOLATILITY_WINDOW_SHARE * window);
  const evidence = { n: sessions.length, flags };
  if (reason !== null) return absent(reason, evidence);
  return measured(sampleDeviation(returnsAt(series, sessions)) * Math.sqrt(SESSIONS_PER_YEAR), evidence);
}
