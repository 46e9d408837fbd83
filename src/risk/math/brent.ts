/** How near to a root is near enough: half of `absolute + relative |x|`, as scipy's xtol and rtol. */
export interface RootTolerance {
  readonly absolute?: number;
  readonly relative?: number;
}

const ABSOLUTE = 1e-12;
/** scipy's, and the least that a step can still be told from none by. */
const RELATIVE = 4 * Number.EPSILON;

interface Point {
  readonly x: number;
  readonly y: number;
}

/**
 * The step from the best point to where the inverse quadratic through three points meets zero, or the secant through two.
 * With an infinite height it is NaN, which no comparison accepts.
 */
function interpolatedStep(best: Point, previous: Point, opposite: Point): number {
  const toPrevious = (previous.y - best.y) / (previous.x - best.x);
  if (previous.x === opposite.x) return -best.y / toPrevious;
  const toOpposite = (opposite.y - best.y) / (opposite.x - best.x);
  return (
    (-best.y * (opposite.y * toOpposite - previous.y * toPrevious)) /
    (toOpposite * toPrevious * (opposite.y - previous.y))
  );
}

/**
 * A root of a continuous function within a bracket: Brent, Algorithms for Minimization without Derivatives (1973), chapter
 * 4, in the form of scipy's `brentq`. Interpolates while that at least halves the steps, bisects otherwise, so that it ends
 * for every function.
 * @param low,high The bracket; f differs in sign at its ends, or is 0 at one.
 * @throws RangeError if the signs are the same, an end of the bracket or tolerance is not finite, or f is NaN somewhere.
 */
export function brent(
  f: (x: number) => number,
  low: number,
  high: number,
  { absolute = ABSOLUTE, relative = RELATIVE }: RootTolerance = {},
): number {
  if (!(Number.isFinite(low) && Number.isFinite(high))) {
    throw new RangeError(`${low} to ${high} is no bracket of a root.`);
  }
  if (!(absolute > 0 && Number.isFinite(absolute) && relative >= RELATIVE && Number.isFinite(relative))) {
    throw new RangeError(`A root cannot be found to ${absolute} and a relative ${relative}.`);
  }
  const at = (x: number): Point => {
    const y = f(x);
    if (Number.isNaN(y)) throw new RangeError(`The function has no value at ${x}.`);
    return { x, y };
  };
  let [previous, best] = [at(low), at(high)];
  if (previous.y === 0) return previous.x;
  if (Math.sign(previous.y) === Math.sign(best.y)) {
    throw new RangeError(`The function has one sign at ${low} and ${high}: ${previous.y} and ${best.y}.`);
  }
  let opposite = previous;
  let step = best.x - previous.x;
  let stepBefore = step;
  while (best.y !== 0) {
    if (Math.sign(previous.y) !== Math.sign(best.y)) {
      opposite = previous;
      step = best.x - previous.x;
      stepBefore = step;
    }
    if (Math.abs(opposite.y) < Math.abs(best.y)) [previous, best, opposite] = [best, opposite, best];
    const nearest = (absolute + relative * Math.abs(best.x)) / 2;
    const half = (opposite.x - best.x) / 2;
    if (best.y === 0 || Math.abs(half) < nearest) break;
    const mayInterpolate = Math.abs(stepBefore) > nearest && Math.abs(best.y) < Math.abs(previous.y);
    const tried = mayInterpolate ? interpolatedStep(best, previous, opposite) : Number.NaN;
    const isAccepted = 2 * Math.abs(tried) < Math.min(Math.abs(stepBefore), 3 * Math.abs(half) - nearest);
    stepBefore = isAccepted ? step : half;
    step = isAccepted ? tried : half;
    previous = best;
    best = at(best.x + (Math.abs(step) > nearest ? step : half > 0 ? nearest : -nearest));
  }
  return best.x;
}
