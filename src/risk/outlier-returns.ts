import {
  MAD_TO_SIGMA,
  OUTLIER_LEAST_RETURN,
  OUTLIER_SIGMAS,
  OUTLIER_WINDOW_SESSIONS,
} from "./conventions.ts";
import { median, medianAbsoluteDeviation } from "./math/median.ts";
import { returnsAt, type Series, validSessions } from "./sample.ts";
import type { Flag } from "./statistic.ts";

/**
 * The flag `outlier_returns` of a symbol at a session (engines.md section 1), or no flag: a return of the last 252 sessions
 * that lies more than 8 robust standard deviations from the median and beyond 25 %, without a corporate action to explain
 * it. Such a return is used as it is; the flag says that somebody should look.
 * @param actions 1 at sessions on which a corporate action of the symbol went ex, as long as the series.
 */
export function flagOutliers(series: Series, actions: Uint8Array, at: number): Flag[] {
  const sessions = validSessions([series], at, OUTLIER_WINDOW_SESSIONS);
  const returns = returnsAt(series, sessions);
  // Most symbols have no such return, and need no medians to tell.
  if (!returns.some((value) => Math.abs(value) > OUTLIER_LEAST_RETURN)) return [];
  const limit = OUTLIER_SIGMAS * MAD_TO_SIGMA * medianAbsoluteDeviation(returns);
  // A MAD of 0 is a price that mostly stands still: any move would be infinitely far out.
  if (limit === 0) return [];
  const middle = median(returns);
  const isOutlier = (value: number, n: number) =>
    Math.abs(value - middle) > limit &&
    Math.abs(value) > OUTLIER_LEAST_RETURN &&
    actions[sessions[n] as number] !== 1;
  return returns.some(isOutlier) ? ["outlier_returns"] : [];
}
