import { expect, test } from "bun:test";
import fc from "fast-check";
import { returnBetween, suspicionOf } from "../../../src/market/collect/move.ts";
import { day } from "./made-answer.ts";

test.each([
  // Forty per cent exactly is none; more wants a reason, either way.
  [0.4, null, null],
  [0.401, null, "large_move"],
  [-0.4, null, null],
  [-0.401, null, "large_move"],
  // A market that moved by a tenth the same way is one.
  [-0.5, -0.1, null],
  [-0.5, -0.0999, "large_move"],
  [-0.5, 0.2, "large_move"],
  [0.5, 0.12, null],
  [0.5, -0.12, "large_move"],
  // Pence beside pounds; no market moves so far.
  [99, null, "factor_100"],
  [99, 0.5, "factor_100"],
  [-0.99, -0.2, "factor_100"],
  [79, null, "factor_100"],
  [78.9, null, "large_move"],
  [124, null, "factor_100"],
  [124.1, null, "large_move"],
  [0, null, null],
] as const)("a return of %p in a market of %p: %p", (change, market, reason) => {
  expect(suspicionOf(change, market)).toBe(reason);
});

test("a return over splits and dividends, which count after the first close through the second", () => {
  const [from, to] = [
    { session: day(3), close: 100 },
    { session: day(8), close: 26 },
  ];
  const at = (number: number, split: number, dividend: number) => ({ exDate: day(number), split, dividend });
  expect(returnBetween(from, to, [])).toBeCloseTo(-0.74, 12);
  expect(returnBetween(from, to, [at(5, 4, 0)])).toBeCloseTo(0.04, 12);
  // A dividend after the split is one of each of the four shares; one before it, of the one.
  expect(returnBetween(from, to, [at(5, 4, 0), at(6, 1, 0.5)])).toBeCloseTo(0.06, 12);
  expect(returnBetween(from, to, [at(4, 1, 0.5), at(5, 4, 0)])).toBeCloseTo(0.045, 12);
  expect(returnBetween(from, to, [at(5, 4, 0.5)])).toBeCloseTo(0.06, 12);
  // Of the first day and after the last nothing counts, of the last all.
  expect(returnBetween(from, to, [at(3, 4, 9), at(9, 4, 9)])).toBeCloseTo(-0.74, 12);
  expect(returnBetween(from, to, [at(8, 4, 0)])).toBeCloseTo(0.04, 12);
});

test("no split makes a return, whatever its ratio", () => {
  fc.assert(
    fc.property(
      fc.double({ min: 1, max: 1e4, noNaN: true }),
      fc.double({ min: -0.3, max: 0.3, noNaN: true }),
      fc.constantFrom(2, 3, 4, 7, 20, 1.5, 0.1, 0.25),
      (close, change, split) => {
        const to = { session: day(2), close: (close * (1 + change)) / split };
        const seen = returnBetween({ session: day(1), close }, to, [{ exDate: day(2), split, dividend: 0 }]);
        expect(seen).toBeCloseTo(change, 12);
        expect(suspicionOf(seen, null)).toBeNull();
      },
    ),
  );
});
