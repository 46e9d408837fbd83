import { erfc } from "./erfc.ts";

const ROOT_TWO_PI = Math.sqrt(2 * Math.PI);

/** Probability that a standard normal is at most z, to a relative 1e-12 in either tail: erfc(-z / sqrt 2) / 2. */
export function normalCdf(z: number): number {
  return erfc(-z / Math.SQRT2) / 2;
}

/** Density of the standard normal at z; 0 at either infinity. */
export function normalPdf(z: number): number {
  return Math.exp((-z * z) / 2) / ROOT_TWO_PI;
}
