import { expect, test } from "bun:test";
import fc from "fast-check";
import { trueAmount, truePrice } from "../../../src/market/collect/true-price.ts";

/** New shares for old ones, over one or several splits. */
const RATIOS = [
  [1, 1],
  [2, 1],
  [3, 2],
  [4, 1],
  [7, 1],
  [14, 1],
  [20, 1],
  [28, 1],
  [56, 1],
  [112, 1],
  [224, 1],
  [1, 10],
  [1, 8],
  [1, 50],
  [21, 20],
  [7, 10],
  [1281, 1000],
] as const;

test("a price in whole cents comes back whatever splits it was adjusted for in single precision", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 500_000 }), fc.constantFrom(...RATIOS), (price, [into, from]) => {
      const traded = price / 100;
      const quoted = Math.fround((traded * from) / into);
      expect(truePrice((quoted * into) / from)).toBe(traded);
    }),
    { numRuns: 5_000 },
  );
});

test("a price in ten thousandths comes back as far as single precision tells it from its neighbours", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000_000 }), fc.constantFrom(...RATIOS), (price, [into, from]) => {
      const traded = price / 10_000;
      const quoted = Math.fround((traded * from) / into);
      expect(truePrice((quoted * into) / from)).toBe(traded);
    }),
    { numRuns: 5_000 },
  );
});

test("no value is moved by more than single precision hides", () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-6, max: 1e6, noNaN: true }), (value) => {
      const once = truePrice(value);
      expect(Math.abs(once - value)).toBeLessThanOrEqual(value * 2 ** -24 * 1.02);
    }),
    { numRuns: 2_000 },
  );
});

test("what no short decimal is near stays as it is", () => {
  expect(truePrice(1 / 3)).toBe(0.33333333);
  expect(truePrice(499.2300109863281)).toBe(499.23);
  expect(truePrice(0)).toBe(0);
});

test("amounts: 28 times 0.117857 was 3.3; what a last place cannot hide stays", () => {
  expect(trueAmount(0.117857, 28)).toBe(3.3);
  expect(trueAmount(0.205, 1)).toBe(0.205);
  // A dividend of 2.65 before a 7:1, as it is told to six places.
  expect(trueAmount(0.378571, 7)).toBe(2.65);
  // Half a place of 0.3333 times 7 hides 0.00035, but no more is believed than a few millionths: not 2.333.
  expect(trueAmount(0.3333, 7)).toBeCloseTo(2.3331, 10);
});

test("an amount in whole cents that was written with six decimals comes back where those are enough", () => {
  fc.assert(
    fc.property(fc.integer({ min: 50, max: 2_000 }), fc.constantFrom(2, 4, 7, 14, 28), (amount, times) => {
      const paid = amount / 100;
      const written = Number((paid / times).toFixed(6));
      const hidden = 0.5e-6 * times;
      fc.pre(hidden <= paid * 5e-6);
      expect(trueAmount(written, times)).toBe(paid);
    }),
  );
});
