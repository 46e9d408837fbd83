import { expect, test } from "bun:test";
import { sampleDeviation } from "../../../src/risk/math/deviation.ts";
import { mean } from "../../../src/risk/math/mean.ts";
import { median, medianAbsoluteDeviation } from "../../../src/risk/math/median.ts";

test("the median is the middle one, or halfway between two, by size and not by spelling", () => {
  expect(median(Float64Array.of(10, 9, 100))).toBe(10);
  expect(median(Float64Array.of(4, -1, 30, 2))).toBe(3);
  expect(median(Float64Array.of(7))).toBe(7);
});

test("the values stay in their order", () => {
  const values = Float64Array.of(3, 1, 2);
  median(values);
  medianAbsoluteDeviation(values);
  expect([...values]).toEqual([3, 1, 2]);
});

test("the MAD is the median distance from the median", () => {
  expect(medianAbsoluteDeviation(Float64Array.of(1, 1, 2, 2, 4, 6, 9))).toBe(1);
  expect(medianAbsoluteDeviation(Float64Array.of(5, 5, 5, 100))).toBe(0);
});

test("equal values are their mean, to the bit, and do not deviate", () => {
  for (const value of [0.1, 1 / 3, 1e-300, -1e15 / 7]) {
    const values = new Float64Array(21).fill(value);
    expect(mean(values)).toBe(value);
    expect(sampleDeviation(values)).toBe(0);
  }
});

test("the deviation divides by n - 1 and keeps its digits far from zero", () => {
  expect(sampleDeviation(Float64Array.of(1, 3))).toBe(Math.SQRT2);
  const far = Float64Array.from({ length: 5 }, (_, n) => 1e9 + n);
  expect(sampleDeviation(far)).toBeCloseTo(Math.sqrt(2.5), 14);
});
