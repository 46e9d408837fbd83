import { describe, expect, setDefaultTimeout, test } from "bun:test";
import fc from "fast-check";
import { TemporaryDatabase } from "../../support/temporary-database.ts";
import { factor, walk } from "./price-arbitraries.ts";
import { closesCsv, rowsOf, SESSIONS, seriesCsv } from "./price-csv.ts";

// A busy machine is no fault.
setDefaultTimeout(60_000);

const closesOf = (base: TemporaryDatabase) =>
  base.rows<{ close: number }>("SELECT close FROM price_bar ORDER BY session").map(({ close }) => close);
const day = (at: number) => SESSIONS[at] ?? "";

describe("a file that has only a later part", () => {
  const precise = fc.constantFrom(
    (value: number) => value.toFixed(6),
    (value: number) => String(value),
  );
  const high = walk(15).map((closes) => closes.map((close) => 100 + (close % 1000)));

  test("takes the older bars with it, and the returns over the seam stay", async () => {
    await fc.assert(
      fc.asyncProperty(high, precise, factor, fc.nat({ max: 9 }), async (closes, write, f, from) => {
        using base = new TemporaryDatabase();
        await base.importText(seriesCsv("AAPL", closes.map(write)));
        const before = closesOf(base);
        const later = before.slice(from).map((close) => write(close * f));
        const report = await base.importText(seriesCsv("AAPL", later, from));
        expect(report.totals).toMatchObject({
          rebased: closes.length - from,
          rebased_symbols: 1,
          refused: 0,
        });
        const after = closesOf(base);
        expect(after.slice(from)).toEqual(later.map(Number));
        for (let at = 1; at < before.length; at++) {
          const was = (before[at] ?? 0) / (before[at - 1] ?? 0);
          expect(Math.abs((after[at] ?? 0) / (after[at - 1] ?? 0) / was - 1)).toBeLessThan(1e-5);
        }
        expect(base.rows("SELECT session, through_session FROM price_revision")).toEqual([
          { session: day(0), through_session: day(closes.length - 1) },
        ]);
      }),
      { numRuns: 25 },
    );
  });

  test("is refused when only its first part is scaled: the older bars would stay behind", async () => {
    await fc.assert(
      fc.asyncProperty(
        high,
        precise,
        factor,
        fc.integer({ min: 1, max: 5 }),
        async (closes, write, f, from) => {
          using base = new TemporaryDatabase();
          await base.importText(seriesCsv("AAPL", closes.map(write)));
          const before = base.dumpOfPrices();
          const later = closesOf(base).slice(from);
          const part = later.map((close, at) => write(at < 6 ? close * f : close));
          const report = await base.importText(seriesCsv("AAPL", part, from));
          expect(report.refusals.map(({ reason, rows, line }) => [reason, rows, line])).toEqual([
            ["rebase_incomplete", part.length, 2],
          ]);
          expect(report.refusals[0]?.detail).toContain(`the stored bar of ${day(from - 1)}`);
          expect(base.dumpOfPrices()).toBe(before);
        },
      ),
      { numRuns: 12 },
    );
  });

  test("adds its new bars on the new base", async () => {
    using base = new TemporaryDatabase();
    await base.importText(seriesCsv("AAPL", [10, 11, 12, 13, 14, 15, 16]));
    const report = await base.importText(seriesCsv("AAPL", [6, 6.5, 7, 7.5, 8, 8.5], 2));
    expect(report.totals).toMatchObject({ rebased: 5, stored: 1, rebased_symbols: 1 });
    expect(closesOf(base)).toEqual([5, 5.5, 6, 6.5, 7, 7.5, 8, 8.5]);
  });

  test("that takes older bars out of all bounds is refused, and stops nothing", async () => {
    using base = new TemporaryDatabase();
    await base.importText(seriesCsv("AAPL", ["1e300", "1e-9", "1.1e-9", "1.2e-9", "1.3e-9", "1.4e-9"]));
    const before = closesOf(base);
    const rows = [
      ...rowsOf("AAPL", ["1e10", "1.1e10", "1.2e10", "1.3e10", "1.4e10"], 1),
      ...rowsOf("B", ["1"]),
    ];
    const report = await base.importText(closesCsv(rows));
    expect(report.refusals.map(({ reason }) => reason)).toEqual(["rebase_incomplete"]);
    expect(report.totals).toMatchObject({ stored: 1, refused: 5 });
    expect(closesOf(base).sort()).toEqual([...before, 1].sort());
  });

  test("without a common session is stored, with a warning", async () => {
    using base = new TemporaryDatabase();
    await base.importText(seriesCsv("AAPL", [10, 11]));
    const report = await base.importText(seriesCsv("AAPL", [6, 7], 2));
    expect(report.totals).toMatchObject({ stored: 2 });
    expect(report.warnings.join()).toContain("AAPL");
    const traded = await base.importText(seriesCsv("MSFT", [1]), { basis: "as_traded" });
    expect(
      [traded, await base.importText(seriesCsv("MSFT", [2], 1), { basis: "as_traded" })].flatMap(
        ({ warnings }) => warnings,
      ),
    ).toEqual([]);
  });
});
