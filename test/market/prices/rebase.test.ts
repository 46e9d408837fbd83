import { describe, expect, setDefaultTimeout, test } from "bun:test";
import fc from "fast-check";
import type { Basis } from "../../../db/schema/words.ts";
import { TemporaryDatabase } from "../../support/temporary-database.ts";
import { factor, format, walk } from "./price-arbitraries.ts";
import { closesCsv, rowsOf, SESSIONS, seriesCsv } from "./price-csv.ts";

// A busy machine is no fault.
setDefaultTimeout(60_000);

const REVISIONS =
  "SELECT session, kind, old_close, factor, through_session FROM price_revision ORDER BY session, seq";
const closesOf = (base: TemporaryDatabase) =>
  base.rows<{ close: number }>("SELECT close FROM price_bar ORDER BY session").map(({ close }) => close);
const day = (at: number) => SESSIONS[at] ?? "";

describe("a file that differs by one factor", () => {
  test("is a rebase, recorded once a symbol, whatever it is rounded to, and unchanged when it comes again", async () => {
    await fc.assert(
      fc.asyncProperty(walk(5), walk(5), format, format, factor, factor, async (a, b, put, write, f, g) => {
        // The stored and the new file write the prices in their own form: only that of the new one rounds the factor.
        const stored = [a, b].map((closes) => closes.map((close) => put(close)));
        const scaled = stored.map((closes, at) =>
          closes.map((close) => write(Number(close) * (at === 0 ? f : g))),
        );
        fc.pre(scaled.flat().every((close) => Number(close) > 0));
        using base = new TemporaryDatabase();
        const file = ([x = [], y = []]: string[][]) => closesCsv([...rowsOf("AAA", x), ...rowsOf("BBB", y)]);
        await base.importText(file(stored));
        const report = await base.importText(file(scaled));
        expect(report.refusals).toEqual([]);
        expect(report.totals).toMatchObject({
          rebased: a.length + b.length,
          rebased_symbols: 2,
          corrected: 0,
        });
        expect(closesOf(base).sort()).toEqual(scaled.flat().map(Number).sort());
        const revisions = base.rows<{
          kind: string;
          factor: number;
          session: string;
          through_session: string;
        }>("SELECT * FROM price_revision ORDER BY symbol_id");
        expect(
          revisions.map(({ kind, session, through_session }) => [kind, session, through_session]),
        ).toEqual([
          ["rebase", day(0), day(a.length - 1)],
          ["rebase", day(0), day(b.length - 1)],
        ]);
        const before = base.dump();
        const third = await base.importText(file(scaled));
        expect(third.totals).toMatchObject({ unchanged: a.length + b.length, rebased: 0, corrected: 0 });
        expect(base.dump()).toBe(before);
      }),
      { numRuns: 50 },
    );
  });

  test("each symbol of a file has its own number of decimals", async () => {
    using base = new TemporaryDatabase();
    const cents = [51.23, 52.34, 50.01, 49.99, 51.11, 51.5, 53.07];
    const small = [0.1234, 0.1235, 0.1236, 0.1229, 0.1231, 0.1233, 0.1239];
    const file = (f: number) =>
      closesCsv([
        ...rowsOf(
          "CENTS",
          cents.map((close) => (close * f).toFixed(2)),
        ),
        ...rowsOf(
          "SMALL",
          small.map((close) => (close * f).toFixed(6)),
        ),
      ]);
    await base.importText(file(1));
    expect((await base.importText(file(0.5))).totals).toMatchObject({ rebased_symbols: 2, rebased: 14 });
    expect((await base.importText(file(1))).totals).toMatchObject({ rebased_symbols: 2, rebased: 14 });
  });

  test("a vendor's cents, adjusted from its own full digits for a dividend of half a percent", async () => {
    using base = new TemporaryDatabase();
    const closes = Array.from({ length: 60 }, (_, at) => 60 + 3 * Math.sin(at));
    await base.importText(
      seriesCsv(
        "AAPL",
        closes.map((close) => close.toFixed(2)),
      ),
    );
    const report = await base.importText(
      seriesCsv(
        "AAPL",
        closes.map((close) => (close * 0.995).toFixed(2)),
      ),
    );
    expect(report.totals).toMatchObject({ rebased: 60, rebased_symbols: 1 });
    expect(base.rows<{ factor: number }>(REVISIONS)[0]?.factor).toBeCloseTo(0.995, 4);
  });

  test("a fund that stood at 1", async () => {
    using base = new TemporaryDatabase();
    await base.importText(seriesCsv("CASH", Array(9).fill("1.0000")));
    const report = await base.importText(seriesCsv("CASH", Array(9).fill("0.9955")));
    expect(report.totals).toMatchObject({ rebased: 9, corrected: 0 });
  });

  test("cents are stored, and the new file has more decimals", async () => {
    using base = new TemporaryDatabase();
    const closes = Array.from({ length: 20 }, (_, at) => 60 + 3 * Math.sin(at));
    await base.importText(
      seriesCsv(
        "AAPL",
        closes.map((close) => close.toFixed(2)),
      ),
    );
    const report = await base.importText(
      seriesCsv(
        "AAPL",
        closes.map((close) => (close / 3).toFixed(6)),
      ),
    );
    expect(report.totals).toMatchObject({ rebased: 20, corrected: 0 });
  });

  test("closes as single precision prints them", async () => {
    using base = new TemporaryDatabase();
    const closes = Array.from({ length: 30 }, (_, at) => 189.79 + at * 1.37);
    await base.importText(seriesCsv("AAPL", closes.map(Math.fround)));
    const report = await base.importText(
      seriesCsv(
        "AAPL",
        closes.map((close) => Math.fround(close * 0.9973)),
      ),
    );
    expect(report.totals).toMatchObject({ rebased: 30, corrected: 0 });
  });

  test("of a whole series is one from two sessions on; one changed bar is a correction", async () => {
    using base = new TemporaryDatabase();
    await base.importText(
      `${seriesCsv("A", [100])}${seriesCsv("B", [100, 101]).split("\n").slice(1).join("\n")}`,
    );
    const scaled = `${seriesCsv("A", [50])}${seriesCsv("B", [50, 50.5]).split("\n").slice(1).join("\n")}`;
    const report = await base.importText(scaled);
    expect(report.totals).toMatchObject({ corrected: 1, rebased: 2, rebased_symbols: 1 });
    expect(report.warnings).toEqual([]);
    expect(base.rows("SELECT kind FROM price_revision ORDER BY kind")).toEqual([
      { kind: "correction" },
      { kind: "rebase" },
    ]);
  });

  test.each<Basis>(["total_return", "split_adjusted"])(
    "opens, highs and lows of %s move with the close",
    async (basis) => {
      using base = new TemporaryDatabase();
      const file = (f: number, from: number) => {
        const rows = SESSIONS.slice(from, 10).map((date, at) => {
          const close = 100 + from + at;
          return `A,${date},${[close, close - 1, close + 2, close - 2].map((price) => price * f)},${1000 / f}`;
        });
        return `symbol,date,close,open,high,low,volume\n${rows.join("\n")}\n`;
      };
      await base.importText(file(1, 0), { basis });
      await base.importText(file(0.25, 5), { basis });
      const [first, ...rest] = base.rows(
        "SELECT close, open, high, low, volume FROM price_bar ORDER BY session",
      );
      // Only a split moves volumes, and only split-adjusted prices move by splits alone.
      const volume = basis === "split_adjusted" ? 4000 : 1000;
      expect(first).toEqual({ close: 25, open: 24.75, high: 25.5, low: 24.5, volume });
      expect(rest.at(-1)).toEqual({ close: 27.25, open: 27, high: 27.75, low: 26.75, volume: 4000 });
    },
  );
});

test("an as-traded series is never rebased: the file is adjusted, or the stored one is", async () => {
  using base = new TemporaryDatabase();
  await base.importText(seriesCsv("AAPL", [400, 404, 408, 412, 416]), { basis: "as_traded" });
  const before = base.dumpOfPrices();
  const report = await base.importText(seriesCsv("AAPL", [100, 101, 102, 103, 104]), { basis: "as_traded" });
  expect(report.refusals.map(({ reason, rows }) => [reason, rows])).toEqual([["not_as_traded", 5]]);
  expect(report.refusals[0]?.detail).toContain("0.25 times");
  expect(base.dumpOfPrices()).toBe(before);
});
