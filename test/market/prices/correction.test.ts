import { describe, expect, setDefaultTimeout, test } from "bun:test";
import fc from "fast-check";
import { TemporaryDatabase } from "../../support/temporary-database.ts";
import { format, walk } from "./price-arbitraries.ts";
import { accounted, SESSIONS, seriesCsv } from "./price-csv.ts";

// A busy machine is no fault.
setDefaultTimeout(60_000);

const REVISIONS =
  "SELECT session, kind, old_close, factor, through_session FROM price_revision ORDER BY session, seq";
const closesOf = (base: TemporaryDatabase) =>
  base.rows<{ close: number }>("SELECT close FROM price_bar ORDER BY session").map(({ close }) => close);
const day = (at: number) => SESSIONS[at] ?? "";

describe("a changed close", () => {
  const change = fc.double({ min: 0.2, max: 5, noNaN: true }).filter((times) => Math.abs(times - 1) > 1e-3);

  test("is one correction with the old value, among any others, however they are written", async () => {
    await fc.assert(
      fc.asyncProperty(walk(1), format, change, fc.nat(), async (closes, write, times, which) => {
        const old = closes.map((close) => write(close / 1000));
        fc.pre(old.every((close) => Number(close) > 0));
        const at = which % old.length;
        const close = write(Number(old[at]) * times);
        fc.pre(Number(close) > 0 && Number(close) !== Number(old[at]));
        using base = new TemporaryDatabase();
        await base.importText(seriesCsv("AAPL", old));
        const report = await base.importText(seriesCsv("AAPL", old.with(at, close)));
        expect(report.totals).toMatchObject({ corrected: 1, unchanged: old.length - 1, rebased: 0 });
        expect(closesOf(base)).toEqual(old.with(at, close).map(Number));
        expect(base.rows(REVISIONS)).toEqual([
          {
            session: day(at),
            kind: "correction",
            old_close: Number(old[at]),
            factor: null,
            through_session: null,
          },
        ]);
      }),
      { numRuns: 50 },
    );
  });

  test("is a correction as well where a file has that row alone", async () => {
    await fc.assert(
      fc.asyncProperty(walk(5), change, fc.nat(), async (closes, times, which) => {
        const at = which % closes.length;
        using base = new TemporaryDatabase();
        await base.importText(seriesCsv("AAPL", closes));
        const old = closes[at] ?? 0;
        const report = await base.importText(seriesCsv("AAPL", [old * times], at));
        expect(report.totals).toMatchObject({ rows: 1, corrected: 1, rebased: 0 });
        expect(closesOf(base)).toEqual(closes.with(at, old * times));
        expect(base.rows<{ old_close: number }>(REVISIONS).map(({ old_close }) => old_close)).toEqual([old]);
      }),
      { numRuns: 12 },
    );
  });

  test("is a correction on all bases, and the second one of a day has the next number", async () => {
    for (const basis of ["as_traded", "split_adjusted", "total_return"] as const) {
      using base = new TemporaryDatabase();
      for (const close of [1, 2, 3]) await base.importText(seriesCsv("A", [close]), { basis });
      expect(base.rows("SELECT seq, old_close, old_source FROM price_revision ORDER BY seq")).toEqual([
        { seq: 1, old_close: 1, old_source: "import" },
        { seq: 2, old_close: 2, old_source: "import" },
      ]);
    }
  });

  test("a few that change by one place are corrections, not a factor that rounding hides elsewhere", async () => {
    using base = new TemporaryDatabase();
    await base.importText(seriesCsv("A", ["5.00", "5.01", "5.02", "5.03", "5.10", "5.12"]));
    const report = await base.importText(seriesCsv("A", ["5.00", "5.01", "5.02", "5.03", "5.12", "5.14"]));
    expect(report.totals).toMatchObject({ corrected: 2, rebased: 0, unchanged: 4 });
    expect(accounted(report)).toBe(6);
  });
});
