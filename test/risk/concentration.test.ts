import { expect, test } from "bun:test";
import { type Holdings, netBook, type PrivateAsset } from "../../src/risk/book.ts";
import { measureConcentration } from "../../src/risk/concentration.ts";

const measure = (
  positions: [string, number][],
  {
    issuers = {},
    privates = [],
    cents = 100,
  }: Partial<{
    issuers: Record<string, string>;
    privates: [string, number][];
    cents: number;
  }> = {},
) => {
  const book = netBook({
    equity: cents as Holdings["equity"],
    positions: positions.map(([underlying, deltaDollars]) => ({ underlying, deltaDollars })),
    privateAssets: privates.map(([name, value]) => ({ name, value: value as PrivateAsset["value"] })),
    unpriced: [],
  });
  const { hhi, effectivePositions, top3, top10 } = measureConcentration(
    book,
    new Map(Object.entries(issuers)),
  );
  return { n: hhi.n, values: [hhi, effectivePositions, top3, top10].map(({ value }) => value), hhi };
};

test("one issuer is 10,000; equal ones count in full", () => {
  expect(measure([["A", -7]])).toMatchObject({ n: 1, values: [10_000, 1, 1, 1] });
  const twenty = Array.from({ length: 20 }, (_, n): [string, number] => [`S${n}`, n % 2 === 0 ? 5 : -5]);
  const { n, values } = measure(twenty);
  expect(n).toBe(20);
  expect(values.map((value) => Number(value?.toFixed(9)))).toEqual([500, 20, 0.15, 0.5]);
});

test("share classes are separate unless mapped, and net within an issuer", () => {
  const classes: [string, number][] = [
    ["UHAL", 30],
    ["UHAL-B", -10],
    ["X", 20],
  ];
  expect(measure(classes).n).toBe(3);
  expect(measure(classes, { issuers: { "UHAL-B": "UHAL" } })).toMatchObject({
    n: 2,
    values: [5_000, 2, 1, 1],
  });
  const hedged: [string, number][] = [
    ["UHAL", 10],
    ["UHAL-B", -10],
    ["X", 20],
  ];
  expect(measure(hedged, { issuers: { "UHAL-B": "UHAL" } })).toMatchObject({
    n: 1,
    values: [10_000, 1, 1, 1],
  });
});

test("private assets count at value, each its own issuer, whatever its name", () => {
  expect(measure([["A", 5]], { privates: [["A", 500]] })).toMatchObject({ n: 2, values: [5_000, 2, 1, 1] });
});

test("the largest are picked, not the first", () => {
  const { values } = measure([
    ["A", 1],
    ["B", 2],
    ["C", -3],
    ["D", 4],
  ]);
  expect(values[2]).toBeCloseTo(0.9, 15);
});

test("equity plays no part; nothing held has no concentration", () => {
  expect(measure([["A", 5]], { cents: -100 }).values[0]).toBe(10_000);
  expect(measure([]).hhi).toEqual({ value: null, reason: "no_exposure", n: 0, flags: [] });
});
