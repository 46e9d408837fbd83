import { expect, test } from "bun:test";
import fc from "fast-check";
import { exactSplit, sharesSince, unionOf } from "../../../src/market/collect/exact-split.ts";
import { isoDate } from "../../../src/platform/iso-date.ts";
import { split } from "./made-answer.ts";

const exDate = isoDate("2024-06-10");
const read = (numerator: number, denominator: number) => exactSplit({ exDate, numerator, denominator });

test.each([
  [20, 1, 20, 1, true],
  [4, 1, 4, 1, true],
  [2, 20, 1, 10, true],
  [3, 2, 3, 2, true],
  [1.5, 1, 3, 2, true],
  [21, 20, 21, 20, true],
  [200, 1, 200, 1, true],
  [201, 1, 201, 1, false],
  [1.046, 1, 523, 500, false],
  [1281, 1000, 1281, 1000, false],
  [1.281, 1, 1281, 1000, false],
  [32, 25, 32, 25, false],
  [0.3333, 1, 3333, 10_000, false],
])("%p for %p is %p:%p, confirmed: %p", (numerator, denominator, n, d, confirmed) => {
  expect(read(numerator, denominator)).toEqual({ exDate, numerator: n, denominator: d, confirmed });
});

test.each([
  [1, 1],
  [5, 5],
  [0, 1],
  [1e-9, 1],
  [1e300, 1],
  [1.0000001, 1],
])("%p for %p is no split", (numerator, denominator) => {
  expect(read(numerator, denominator)).toBeNull();
});

test("any ratio of whole numbers is read exactly, in lowest terms", () => {
  const shares = fc.integer({ min: 1, max: 9_999 });
  fc.assert(
    fc.property(shares, shares, (n, d) => {
      fc.pre(n !== d);
      const exact = read(n, d);
      expect((exact?.numerator ?? 0) * d).toBe((exact?.denominator ?? 0) * n);
      expect(read(n * 3, d * 3)).toEqual(exact);
    }),
  );
});

test("of several lists the first that has a day tells its split, and all are in order", () => {
  const [a, b, c] = [split(9, 4, 1), split(3, 2, 1), split(9, 7, 1)];
  expect(unionOf([a], [b, c])).toEqual([b, a]);
  expect(unionOf([c], [b, a])).toEqual([b, c]);
});

test("shares since a day: of all splits after it, and not of that day's own", () => {
  const splits = [split(3, 2, 1), split(9, 7, 1), split(20, 1, 10)];
  const since = (at: number) => sharesSince(splits, split(at, 2, 1).exDate);
  expect(since(2)).toEqual([14, 10]);
  expect(since(3)).toEqual([7, 10]);
  expect(since(9)).toEqual([1, 10]);
  expect(since(20)).toEqual([1, 1]);
});
