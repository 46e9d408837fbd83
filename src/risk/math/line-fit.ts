import { centred, mean } from "./mean.ts";

/** A straight line through points by ordinary least squares with intercept: y = intercept + slope x + residual. */
export interface LineFit {
  readonly n: number;
  readonly intercept: number;
  readonly slope: number;
  /** x less its mean, and what the line leaves of y, in the order of the points. */
  readonly deviations: Float64Array;
  readonly residuals: Float64Array;
  /** Sums of squares: of the deviations of x, of the residuals, and of y about its mean. */
  readonly sxx: number;
  readonly sse: number;
  readonly sst: number;
  /** Standard error of the slope if the residuals have one variance: sqrt(SSE / (n - 2) / Sxx). */
  readonly slopeError: number;
}

/**
 * Fits the line. All sums are of centred values, in the order of the points: with raw ones the slope of daily returns
 * would lose digits to cancellation, and a bad print of 60,000 would lose the rest.
 * @param x,y At least three points, as long as each other.
 * @returns null if x does not vary.
 */
export function fitLine(x: Float64Array, y: Float64Array): LineFit | null {
  const n = x.length;
  const deviations = centred(x);
  const heights = centred(y);
  let sxx = 0;
  let sxy = 0;
  let sst = 0;
  for (let at = 0; at < n; at++) {
    const dx = deviations[at] as number;
    const dy = heights[at] as number;
    sxx += dx * dx;
    sxy += dx * dy;
    sst += dy * dy;
  }
  if (sxx === 0) return null;
  const slope = sxy / sxx;
  const residuals = new Float64Array(n);
  let sse = 0;
  for (let at = 0; at < n; at++) {
    const residual = (heights[at] as number) - slope * (deviations[at] as number);
    residuals[at] = residual;
    sse += residual * residual;
  }
  return {
    n,
    intercept: mean(y) - slope * mean(x),
    slope,
    deviations,
    residuals,
    sxx,
    sse,
    sst,
    slopeError: Math.sqrt(sse / (n - 2) / sxx),
  };
}
