import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import {
  decimalsOf,
  precisionOf,
  splitRatio,
  tryDecimal,
  trySplit,
} from "../../../src/market/prices/number.ts";

describe("a decimal number", () => {
  test.each([
    ["1", 1],
    ["+1.5", 1.5],
    ["-1.5", -1.5],
    ["0", 0],
    ["00012.50", 12.5],
    [".5", 0.5],
    ["5.", 5],
    ["1e5", 1e5],
    ["6.66209e+07", 66_620_900],
    ["1.5E-3", 0.0015],
    ["189.7989959716797", 189.7989959716797],
  ])("%p is %d", (text, value) => {
    expect(tryDecimal(text)).toBe(value);
  });

  test.each([
    [""],
    [" "],
    [" 1"],
    ["1 "],
    ["."],
    ["-"],
    ["0x10"],
    ["0b1"],
    ["1,234"],
    ["1_000"],
    ["1.2.3"],
    ["1e"],
    ["1e5.5"],
    ["1e400"],
    ["e5"],
    ["Infinity"],
    ["-Infinity"],
    ["NaN"],
    ["nan"],
    ["null"],
    ["$1"],
    ["1%"],
    ["١"],
  ])("%p is none", (text) => {
    expect(tryDecimal(text)).toBeNull();
  });

  test("every double reads as itself, as JavaScript writes it", () => {
    const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
    fc.assert(fc.property(finite, (value) => Object.is(tryDecimal(String(value)) ?? Number.NaN, value || 0)));
  });

  test("its decimals are those that are written", () => {
    expect(["5", "5.", "5.0", "0.123", "12.50"].map(decimalsOf)).toEqual([0, 0, 1, 3, 2]);
  });
});

test.each([
  ["189.80", 2, 5],
  ["0.0012", 4, 2],
  ["-.50", 2, 2],
  ["5", 0, 1],
  ["+1500", 0, 2],
  ["66620900", 0, 6],
  ["100.0", 1, 4],
  ["6.66209e+07", 0, 6],
  ["1.23E-05", 7, 3],
  ["5e-7", 7, 1],
  ["0", 0, 0],
])("%p has %d decimals and %d significant digits", (text, decimals, digits) => {
  expect(precisionOf(text)).toEqual({ decimals, digits });
});

describe("a split", () => {
  test.each([
    ["4", 4, 1, true],
    ["4.0", 4, 1, true],
    ["0.1", 1, 10, true],
    ["0.05", 1, 20, true],
    ["3:2", 3, 2, true],
    ["3/2", 3, 2, true],
    ["6 : 4", 3, 2, true],
    ["1.5", 3, 2, true],
    ["1.05", 21, 20, true],
    ["21:20", 21, 20, true],
    ["22:21", 22, 21, false],
    ["0.3333", 1, 3, true],
    ["0.333333333333", 1, 3, true],
    ["0.33", 33, 100, false],
    ["0.667", 2, 3, true],
    ["200", 200, 1, true],
    ["1:200", 1, 200, true],
    ["201", 201, 1, false],
    ["1281:1000", 1281, 1000, false],
    ["1.281", 1281, 1000, false],
    ["1.28", 32, 25, false],
    ["1", 1, 1, true],
    ["1.0000", 1, 1, true],
  ])("%p is %d for %d, confirmed: %p", (text, numerator, denominator, confirmed) => {
    expect(trySplit(text)).toEqual({ numerator, denominator, confirmed });
  });

  test.each([
    ["0"],
    ["0.0"],
    ["-4"],
    ["-0.5"],
    ["0:1"],
    ["4:0"],
    ["-4:1"],
    ["4:"],
    [":1"],
    ["1:2:3"],
    ["3.5:2"],
    ["4e0"],
    ["1e1"],
    ["NaN"],
    ["four"],
    [""],
    ["12345678:1"],
    ["0.00000000001"],
    ["99999999999999999999"],
  ])("%p is none", (text) => {
    expect(trySplit(text)).toBeNull();
  });

  test("a ratio is kept in lowest terms, and written any way reads as the same", () => {
    const term = fc.integer({ min: 1, max: 21 });
    fc.assert(
      fc.property(term, term, fc.integer({ min: 1, max: 50 }), (numerator, denominator, times) => {
        const ratio = splitRatio(numerator, denominator);
        expect(ratio.numerator / ratio.denominator).toBeCloseTo(numerator / denominator, 12);
        expect(ratio.confirmed).toBe(true);
        expect(trySplit(`${numerator * times}:${denominator * times}`)).toEqual(ratio);
        if (Math.max(numerator, denominator) <= 10) {
          expect(trySplit((numerator / denominator).toFixed(4))).toEqual(ratio);
        }
      }),
    );
  });
});
