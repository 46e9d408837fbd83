import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { brent } from "../../../src/risk/math/brent.ts";
import { OPTIONS } from "../options-oracle.ts";

test.each(OPTIONS.roots.map((row) => [row] as const))(
  "asks as often as scipy's brentq: %j",
  ([coefficients, low, high, root, calls]) => {
    let asked = 0;
    const polynomial = (x: number) => {
      asked += 1;
      return coefficients.reduce((sum, coefficient) => sum * x + coefficient, 0);
    };
    const found = brent(polynomial, low, high);
    expect(Math.abs(found - root)).toBeLessThanOrEqual(1e-12 + 1e-15 * Math.abs(root));
    expect(asked).toBe(calls);
  },
);

test("finds the root of whatever crosses zero, by steps and by leaps, whichever way", () => {
  const shapes: readonly ((x: number) => number)[] = [
    (x) => x,
    (x) => x ** 9,
    (x) => Math.cbrt(x),
    (x) => Math.expm1(50 * x),
    (x) => Math.atan(1e6 * x),
    (x) => (x < 0 ? -1 : 1),
    (x) => (x === 0 ? 0 : 1 / x),
    (x) => (x === 0 ? 0 : Math.sign(x) * Number.POSITIVE_INFINITY),
  ];
  const anyEnd = fc.double({ min: 1e-3, max: 1e3, noNaN: true });
  fc.assert(
    fc.property(
      fc.constantFrom(...shapes),
      fc.double({ min: -1e3, max: 1e3, noNaN: true }),
      anyEnd,
      anyEnd,
      fc.constantFrom(1, -1),
      (shape, root, below, above, sign) => {
        let asked = 0;
        const found = brent(
          (x) => {
            asked += 1;
            return sign * shape(x - root);
          },
          root - below,
          root + above,
        );
        // A ninth power is 0 to a double long before its root.
        const near = shape === shapes[1] ? 1e-9 : 1e-12 + 1e-15 * Math.abs(root);
        expect(Math.abs(found - root)).toBeLessThanOrEqual(near);
        expect(asked).toBeLessThan(400);
      },
    ),
    { numRuns: 1_000 },
  );
});

describe("the tolerance", () => {
  const root = Math.cbrt(2);
  const found = (absolute: number) => brent((x) => x ** 3 - 2, 0, 2, { absolute });

  test("is kept to and not outdone", () => {
    expect(Math.abs(found(1e-15) - root)).toBeLessThan(1e-15);
    expect(Math.abs(found(0.1) - root)).toBeLessThan(0.1);
    expect(Math.abs(found(0.1) - root)).toBeGreaterThan(1e-6);
  });

  test("has a relative part", () => {
    const far = brent((x) => x ** 3 - 2e18, 0, 2e6, { absolute: 1e-12, relative: 1e-3 });
    expect(Math.abs(far / (root * 1e6) - 1)).toBeGreaterThan(1e-9);
    expect(Math.abs(far / (root * 1e6) - 1)).toBeLessThan(1e-3);
  });
});

test("a root at an end of the bracket is the end, and nothing else is asked", () => {
  const asked: number[] = [];
  const line = (x: number) => {
    asked.push(x);
    return x - 1;
  };
  expect([brent(line, 1, 5), brent(line, -5, 1), brent(line, 1, 1)]).toEqual([1, 1, 1]);
  expect(asked).toEqual([1, 5, -5, 1, 1, 1]);
});

test("what has no root in the bracket, or no bracket, is refused", () => {
  expect(() => brent((x) => x * x, -1, 2)).toThrow(
    new RangeError("The function has one sign at -1 and 2: 1 and 4."),
  );
  expect(() => brent(() => 1e-200, -1, 2)).toThrow("The function has one sign");
  expect(() => brent(() => -1e-200, -1, 2)).toThrow("The function has one sign");
  expect(() => brent((x) => x, -1, Number.POSITIVE_INFINITY)).toThrow(RangeError);
  expect(() => brent((x) => x, Number.NaN, 1)).toThrow(RangeError);
  expect(() => brent((x) => (Math.abs(x) < 1 ? Number.NaN : x), -1, 2)).toThrow("has no value at");
  expect(() => brent((x) => x, -1, 2, { absolute: 0 })).toThrow("cannot be found to 0");
  expect(() => brent((x) => x, -1, 2, { relative: 1e-16 })).toThrow(RangeError);
});
