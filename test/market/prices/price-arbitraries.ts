import fc from "fast-check";
import { sixDigits } from "./price-csv.ts";

/** The forms in which vendors write prices. */
export const format = fc.oneof(
  fc.integer({ min: 2, max: 6 }).map((decimals) => (value: number) => value.toFixed(decimals)),
  fc.constant(sixDigits),
  fc.constant((value: number) => value.toExponential(7)),
  fc.constant((value: number) => String(value)),
  fc.constant((value: number) => String(Math.fround(value))),
);

/** A walk from some price, so that what is near in time is near in price. */
export const walk = (minLength: number, maxLength = 40) =>
  fc
    .tuple(
      fc.double({ min: Math.log(0.5), max: Math.log(5e6), noNaN: true }),
      fc.array(fc.double({ min: -0.1, max: 0.1, noNaN: true }), { minLength, maxLength }),
    )
    .map(([start, steps]) => {
      let level = start;
      return steps.map((step) => {
        level += step;
        return Math.exp(level);
      });
    });

/** How many times its price a series is adjusted to. */
export const factor = fc
  .double({ min: Math.log(0.01), max: Math.log(100), noNaN: true })
  .map(Math.exp)
  .filter((value) => Math.abs(value - 1) > 0.05);
