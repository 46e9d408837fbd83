import { expect, test } from "bun:test";
import { join } from "node:path";
import { TemporaryDatabase } from "../../support/temporary-database.ts";

const FOLDER = join(import.meta.dir, "../../oracle/panel");

test("50 real symbols, bad prints and all, go in without a refusal, and again change nothing", async () => {
  using base = new TemporaryDatabase();
  const path = join(FOLDER, "closes.csv.gz");
  const report = await base.import([path]);
  expect(report.refusals).toEqual([]);
  expect(report.totals).toMatchObject({ rows: 33_093, stored: 33_093, symbols: 50 });
  expect(
    base.rows(
      "SELECT count(*) AS bars, count(DISTINCT symbol_id) AS symbols, max(close) AS highest FROM price_bar",
    ),
  ).toEqual([{ bars: 33_093, symbols: 50, highest: expect.any(Number) }]);
  expect(
    base.rows(
      "SELECT session FROM price_bar b JOIN symbol s ON s.id = b.symbol_id WHERE s.symbol = 'USBC' AND session = '2025-02-19'",
    ),
  ).toEqual([]);
  const before = base.dump();
  const again = await base.import([path], { strict: true });
  expect(again.totals).toMatchObject({ unchanged: 33_093, stored: 0, corrected: 0, rebased: 0 });
  expect(base.dump()).toBe(before);
});

test("nine years of AAPL as traded, with its dividends and splits", async () => {
  using base = new TemporaryDatabase();
  const path = join(FOLDER, "as-traded-aapl.csv");
  const report = await base.import([path], { basis: "as_traded" });
  expect(report.totals).toMatchObject({ rows: 2265, stored: 2265, refused: 0 });
  const actions = base.rows(
    "SELECT ex_date, kind, numerator, denominator, amount, status FROM corporate_action ORDER BY ex_date",
  );
  expect(actions.filter(({ kind }) => kind === "cash_dividend").length).toBe(34);
  expect(actions.filter(({ kind }) => kind === "split")).toEqual([
    { ex_date: "2014-06-09", kind: "split", numerator: 7, denominator: 1, amount: null, status: "confirmed" },
    { ex_date: "2020-08-31", kind: "split", numerator: 4, denominator: 1, amount: null, status: "confirmed" },
  ]);
  expect(actions[0]).toMatchObject({ ex_date: "2012-08-09", amount: 2.65 });
  expect(base.rows("SELECT close, open, high, low, volume FROM price_bar ORDER BY session LIMIT 1")).toEqual([
    { close: 411.23, open: 409.5, high: 412.5, low: 409, volume: 10_355_371 },
  ]);
  const before = base.dump();
  await base.import([path], { basis: "as_traded" });
  expect(base.dump()).toBe(before);
});

test("the same years split-adjusted are refused beside them, and stand alone", async () => {
  using base = new TemporaryDatabase();
  await base.import([join(FOLDER, "as-traded-aapl.csv")], { basis: "as_traded" });
  const path = join(FOLDER, "split-adjusted-aapl.csv");
  const other = await base.import([path], { basis: "split_adjusted" });
  expect(other.refusals.map(({ reason, rows }) => [reason, rows])).toEqual([["basis_differs", 2265]]);
  using alone = new TemporaryDatabase();
  expect((await alone.import([path], { basis: "split_adjusted" })).totals).toMatchObject({
    stored: 2265,
    refused: 0,
  });
});
