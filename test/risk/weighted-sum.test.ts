import { describe, expect, test } from "bun:test";
import { type Holdings, netBook, type PrivateAsset } from "../../src/risk/book.ts";
import { absent, measured, type Statistic } from "../../src/risk/statistic.ts";
import { weighEstimates } from "../../src/risk/weighted-sum.ts";

const bookOf = (cents: number, positions: [string, number][], privates: [string, number][] = []) =>
  netBook({
    equity: cents as Holdings["equity"],
    positions: positions.map(([underlying, deltaDollars]) => ({ underlying, deltaDollars })),
    privateAssets: privates.map(([name, value]) => ({ name, value: value as PrivateAsset["value"] })),
    unpriced: [],
  });

const estimates = new Map<string, Statistic>([
  ["A", measured(2, { n: 90, flags: ["limited_history"] })],
  ["B", measured(0.5, { n: 252, flags: ["outlier_returns", "limited_history"] })],
  ["C", absent("stale", { n: 7, flags: ["extreme"] })],
]);

test("weights times estimates, signed, with what is missing and why", () => {
  const book = bookOf(
    100_000,
    [
      ["A", 500],
      ["B", -300],
      ["C", 100],
      ["D", -50],
    ],
    [["Barn", 5_000]],
  );
  expect(weighEstimates(book, estimates)).toEqual({
    total: {
      value: 0.5 * 2 - 0.3 * 0.5,
      reason: null,
      n: 2,
      coverage: 0.8,
      flags: ["limited_history", "outlier_returns"],
    },
    contributions: [
      { symbol: "A", weight: 0.5, contribution: 1 },
      { symbol: "B", weight: -0.3, contribution: -0.15 },
    ],
    uncovered: [
      { name: "C", dollars: 100, reason: "stale" },
      { name: "D", dollars: -50, reason: "unknown_symbol" },
      { name: "Barn", dollars: 50, reason: "private_asset" },
    ],
  });
});

describe("no number is null with a reason, never 0", () => {
  test("without any estimate", () => {
    const { total, contributions, uncovered } = weighEstimates(bookOf(100, [["C", 1]]), estimates);
    expect(total).toEqual({ value: null, reason: "nothing_covered", n: 0, coverage: 0, flags: [] });
    expect(contributions).toEqual([]);
    expect(uncovered).toHaveLength(1);
  });

  test("without any holding but cash", () => {
    const { total } = weighEstimates(bookOf(100, []), estimates);
    expect(total).toEqual({ value: null, reason: "no_exposure", n: 0, flags: [] });
  });

  test("without equity, though the coverage is known", () => {
    const { total, contributions } = weighEstimates(
      bookOf(0, [
        ["A", 3],
        ["C", 1],
      ]),
      estimates,
    );
    expect(total).toMatchObject({ value: null, reason: "non_positive_equity", coverage: 0.75 });
    expect(contributions).toEqual([]);
  });
});

test("an estimate of 0 is one", () => {
  const zero = new Map([["A", measured(0, { n: 9, flags: [] })]]);
  expect(weighEstimates(bookOf(100, [["A", 1]]), zero).total).toMatchObject({ value: 0, coverage: 1 });
});
