import { HAC_BASE_RETURNS, HAC_EXPONENT, HAC_SCALE } from "../conventions.ts";
import type { LineFit } from "./line-fit.ts";

/**
 * Standard error of a line's slope that allows for changing variance and serial correlation of the residuals: Newey and
 * West (1987), Bartlett kernel, no small-sample correction. Lags count observations of the sample, not sessions.
 *
 * With x centred, (X'X)^-1 is diagonal and the slope's element of the sandwich is that of its scores u = dx e alone:
 *
 *     var = (sum u[t]^2 + 2 sum_l (1 - l / (L + 1)) sum u[t] u[t-l]) / Sxx^2,      L = floor(4 (n / 100)^(2/9))
 */
export function neweyWestError(fit: LineFit): number {
  const { n, deviations, residuals, sxx } = fit;
  const scores = new Float64Array(n);
  for (let at = 0; at < n; at++) scores[at] = (deviations[at] as number) * (residuals[at] as number);
  const lags = Math.floor(HAC_SCALE * (n / HAC_BASE_RETURNS) ** HAC_EXPONENT);
  let sum = 0;
  for (let lag = 0; lag <= lags; lag++) {
    let products = 0;
    for (let at = lag; at < n; at++) products += (scores[at] as number) * (scores[at - lag] as number);
    sum += (lag === 0 ? 1 : 2 * (1 - lag / (lags + 1))) * products;
  }
  // The kernel makes the sum a square in exact arithmetic; rounding may leave a perfect fit's a hair below 0.
  return Math.sqrt(Math.max(sum, 0)) / sxx;
}
