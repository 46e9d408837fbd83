import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { TemporaryDatabase } from "../../support/temporary-database.ts";
import { closesCsv, rowsOf, SESSIONS, seriesCsv } from "./price-csv.ts";

/** Twenty closes that a vendor might give. */
const CLOSES = Array.from({ length: 20 }, (_, at) => 100 + 3 * Math.sin(at) + at / 2);
const written = (closes: readonly number[]) => closes.map((close) => close.toFixed(4));
const scaled = (factor: number, from: number, to: number) =>
  CLOSES.slice(from, to).map((close) => close * factor);
const withBadPrint = (closes: readonly number[], at: number) =>
  closes.map((close, i) => (i === at ? close * 1.3 : close));

async function afterwards(text: string) {
  const base = new TemporaryDatabase();
  await base.importText(seriesCsv("A", written(CLOSES)));
  const before = base.dumpOfPrices();
  const report = await base.importText(text);
  return { base, before, report };
}

describe("a file on another base than stored bars that it lacks is refused, and nothing is changed", () => {
  test.each([
    [
      "older bars, with a bad print among the first common ones",
      seriesCsv("A", written(withBadPrint(scaled(0.97, 6, 20), 1)), 6),
    ],
    ["newer bars, with a bad print", seriesCsv("A", written(withBadPrint(scaled(0.5, 0, 15), 3)))],
    [
      "a bar within, with a bad print",
      closesCsv(rowsOf("A", written(withBadPrint(scaled(0.5, 0, 20), 3))).filter((_, at) => at !== 11)),
    ],
    ["older bars, with four in common", seriesCsv("A", written(scaled(0.97, 16, 20)), 16)],
    [
      "older bars, with one in common from which it goes on",
      seriesCsv("A", written([(CLOSES[19] ?? 0) * 0.97, 98, 99]), 19),
    ],
    ["newer bars: an older download of the whole", seriesCsv("A", written(scaled(4, 0, 15)))],
  ])("%s", async (_, text) => {
    const { base, before, report } = await afterwards(text);
    using used = base;
    expect(report.refusals.map(({ reason }) => reason)).toEqual(["rebase_incomplete"]);
    expect(used.dumpOfPrices()).toBe(before);
  });
});

describe("a correction is no seam", () => {
  test.each([
    ["a single bar", seriesCsv("A", ["77"], 9), 1],
    ["a single bar, the last", seriesCsv("A", ["77"], 19), 1],
    ["two bars that changed differently", seriesCsv("A", ["77", "99"], 9), 2],
    ["one bar among many, at the seam", seriesCsv("A", ["77", ...written(CLOSES.slice(6, 20))], 5), 1],
    ["two bars among many, at the seam", seriesCsv("A", ["77", "99", ...written(CLOSES.slice(7, 20))], 5), 2],
  ])("%s", async (_, text, corrected) => {
    const { base, report } = await afterwards(text);
    using used = base;
    expect(report.refusals).toEqual([]);
    expect(report.totals).toMatchObject({ corrected, rebased: 0 });
    expect(used.rows("SELECT kind FROM price_revision")).toHaveLength(corrected);
  });
});

test("whatever part of a moved series comes, no return over a seam is wrong", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.subarray(
        CLOSES.map((_, at) => at),
        { minLength: 2 },
      ),
      fc.constantFrom(0.25, 0.97, 1.02, 7),
      async (kept, factor) => {
        const rows = kept.map((at) => ({
          symbol: "A",
          date: SESSIONS[at] ?? "",
          close: ((CLOSES[at] ?? 0) * factor).toFixed(4),
        }));
        const { base } = await afterwards(closesCsv(rows));
        using used = base;
        const closes = used.rows<{ close: number }>("SELECT close FROM price_bar ORDER BY session");
        for (let at = 1; at < closes.length; at++) {
          const change = (closes[at]?.close ?? 0) / (closes[at - 1]?.close ?? 0);
          expect(Math.abs(change / ((CLOSES[at] ?? 0) / (CLOSES[at - 1] ?? 0)) - 1)).toBeLessThan(1e-4);
        }
      },
    ),
    { numRuns: 60 },
  );
});

test("two files of one import that contradict each other: the later row is refused, whenever they come", async () => {
  using base = new TemporaryDatabase();
  const paths = [
    base.file("two/a.csv", seriesCsv("A", ["10", "11"])),
    base.file("two/b.csv", seriesCsv("A", ["12", "11", "13"])),
  ];
  const first = await base.import(paths);
  expect(first.totals).toMatchObject({ stored: 3, unchanged: 1, refused: 1, symbols: 1 });
  expect(first.refusals[0]).toMatchObject({ reason: "clash", line: 2, date: SESSIONS[0] });
  expect(first.refusals[0]?.detail).toContain("a.csv:2");
  const before = base.dump();
  const again = await base.import(paths);
  expect(again.totals).toMatchObject({ stored: 0, corrected: 0, unchanged: 4, refused: 1 });
  expect(base.dump()).toBe(before);
});

test("a rebase is named with its symbol, its factor and its range", async () => {
  const { base, report } = await afterwards(seriesCsv("A", written(scaled(0.5, 0, 20))));
  using used = base;
  expect(used.rows("SELECT * FROM price_revision")).toHaveLength(1);
  expect(report.rebases).toHaveLength(1);
  expect(report.rebases[0]).toMatchObject({ symbol: "A", from: SESSIONS[0], through: SESSIONS[19] });
  expect(report.rebases[0]?.factor).toBeCloseTo(0.5, 6);
});

test("closes outside of their low to high are told", async () => {
  using base = new TemporaryDatabase();
  const report = await base.importText(
    "symbol,date,close,high,low\nA,2025-01-02,500,11,9\nB,2025-01-02,10,11,9\n",
  );
  expect(report.warnings.join()).toContain("1 closes lie outside");
  expect(report.warnings.join()).toContain("A 2025-01-02");
});
