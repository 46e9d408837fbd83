import { expect, test } from "bun:test";
import fc from "fast-check";
import { type Cents, centsOfProduct, centsOfProducts, ZERO_CENTS } from "../../src/platform/money.ts";

test.each<[readonly (readonly number[])[], number]>([
  [[], 0],
  [[[0.005], [0.005]], 1],
  [[[0.005], [0.01]], 2],
  [[[0.005], [0.02]], 2],
  [
    [
      [3, 0.333],
      [3, 0.333],
      [3, 0.333],
    ],
    300,
  ],
  [[[-0.005], [-0.005], [-0.005]], -2],
  [
    [
      [1e12, 0.1],
      [-1e12, 0.1],
      [1, 0.01],
    ],
    1,
  ],
  [[[1e300, 1e-300], [5e-324]], 100],
])("%j are %d cents", (products, expected) => {
  expect<number>(centsOfProducts(products)).toBe(expected);
});

test("one product is what it is by itself, and the order does not matter", () => {
  const factor = fc.integer({ min: -1e9, max: 1e9 }).map((value) => value / 1e4);
  const products = fc.array(fc.array(factor, { minLength: 1, maxLength: 2 }), { maxLength: 8 });
  fc.assert(
    fc.property(products, (each) => {
      expect(centsOfProducts(each)).toBe(centsOfProducts(each.toReversed()));
      for (const factors of each) expect(centsOfProducts([factors])).toBe(centsOfProduct(...factors));
      expect(centsOfProducts([...each, ...each.map(([first = 0, ...rest]) => [-first, ...rest])])).toBe(
        ZERO_CENTS,
      );
    }),
  );
});

test("the sum is rounded to the nearest cent, once", () => {
  const tenths = fc.array(fc.integer({ min: -1e6, max: 1e6 }), { maxLength: 50 });
  fc.assert(
    fc.property(tenths, (values) => {
      // In tenths of a cent, whole numbers: the test's own arithmetic.
      const sum = values.reduce((all, each) => all + each, 0);
      const found = centsOfProducts(values.map((value) => [value, 0.001])) as Cents;
      expect(Math.abs(10 * found - sum)).toBeLessThanOrEqual(5);
      if (Math.abs(10 * found - sum) === 5) expect(Math.abs(found % 2)).toBe(0);
    }),
  );
});

test.each([[[[Number.NaN]]], [[[1, Number.POSITIVE_INFINITY]]], [[[9e13], [9e13]]]])(
  "%j is refused",
  (products) => {
    expect(() => centsOfProducts(products)).toThrow();
  },
);
