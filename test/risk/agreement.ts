/** What is small enough to be measured absolutely (engines.md section 13). */
export const LOADING = 1e-6;
export const WEIGHT = 1e-3;
const TOLERANCE = 1e-9;
const P_AS_GOOD_AS_ZERO = 1e-16;

/** How far a number is from the oracle's, in tolerances: at most 1 is agreement. */
export function deviation(actual: number | null | undefined, expected: number, scale: number): number {
  if (actual === null || actual === undefined || !Number.isFinite(actual)) return Number.POSITIVE_INFINITY;
  return Math.abs(actual - expected) / (TOLERANCE * Math.max(Math.abs(expected), scale));
}

/** The comparisons of a test, each named, so that all that disagree are told at once. */
export class Agreement {
  readonly disagreements: string[] = [];
  compared = 0;

  /** A number against the oracle's: |a - b| <= 1e-9 max(|b|, scale). */
  close(place: string, actual: number | null | undefined, expected: number, scale: number): void {
    this.compared += 1;
    if (!(deviation(actual, expected, scale) <= 1)) {
      this.disagreements.push(`${place}: ${actual}, but the oracle has ${expected}`);
    }
  }

  /** A p-value: below 1e-16 it counts as 0. */
  closeP(place: string, actual: number | null | undefined, expected: number): void {
    const orZero = (p: number) => (p < P_AS_GOOD_AS_ZERO ? 0 : p);
    this.close(place, typeof actual === "number" ? orZero(actual) : actual, orZero(expected), LOADING);
  }

  /** Anything that must be the very same. */
  same(place: string, actual: unknown, expected: unknown): void {
    this.compared += 1;
    if (!Bun.deepEquals(actual, expected)) {
      this.disagreements.push(`${place}: ${JSON.stringify(actual)}, not ${JSON.stringify(expected)}`);
    }
  }
}
