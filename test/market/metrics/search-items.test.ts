import { expect, test } from "bun:test";
import type { Statement } from "../../../src/market/fundamentals/field-group.ts";
import { StatementStore } from "../../../src/market/fundamentals/statement-store.ts";
import { parseSearch, type WrittenSearch } from "../../../src/market/metrics/search/parse.ts";
import { searchSymbols } from "../../../src/market/metrics/search/search.ts";
import { addDays, type IsoDate, isoDate } from "../../../src/platform/iso-date.ts";
import { quarter } from "../fundamentals/told-company.ts";
import { MadeMetrics, SESSION } from "./made-metrics.ts";

test("metrics and profiles are the newest of the day, and each item tells of which session", () => {
  using own = new MadeMetrics();
  own.metrics("OLD", { session: isoDate("2026-05-20"), marketCap: 5 });
  own.metrics("NEW", { session: isoDate("2026-05-20"), marketCap: 1 });
  own.metrics("NEW", { marketCap: 2 });
  own.profile("NEW", { name: "Before", sector: "Energy" });
  own.profile("NEW", { name: "After" }, isoDate("2026-05-28"));
  own.profile("NEW", { name: "To come" }, isoDate("2026-05-30"));
  const at = (date: string) =>
    searchSymbols(
      own.writer.db,
      parseSearch({ date: isoDate(date), filters: [], period: "ttm", limit: 9, sort: "symbol" }),
    ).items.map((item) => [item.symbol, item.metrics_date, item.name, item.sector, item.market_cap]);
  const capOf = (value: number) => ({ value, reason: null });
  expect(at("2026-05-29")).toEqual([
    ["NEW", "2026-05-29", "After", "Energy", capOf(2)],
    ["OLD", "2026-05-20", null, null, capOf(5)],
  ]);
  expect(at("2026-05-27")[0]).toEqual(["NEW", "2026-05-20", "Before", "Energy", capOf(1)]);
  expect(at("2026-05-19")).toEqual([]);
});

test("a null has its reason beside it, and a zero is a zero", () => {
  using own = new MadeMetrics();
  own.metrics("AAA", { trailingPe: 0 }, { market_cap: "stale", revenue: "no_trailing_year" });
  const question = parseSearch({ date: SESSION, filters: [], period: "ttm", limit: 1 });
  const [item] = searchSymbols(own.writer.db, question).items;
  expect(item).toMatchObject({
    trailing_pe: { value: 0, reason: null },
    market_cap: { value: null, reason: "stale" },
    revenue: { value: null, reason: "no_trailing_year" },
  });
});

test("revenue and its like are those of the period that is asked for, filtered and sorted as such", () => {
  using own = new MadeMetrics();
  const { db } = own.writer;
  const income = db.prepare(
    `INSERT INTO income_statement (symbol_id, frequency, period_end, currency, fiscal_year, fiscal_quarter, source, filing_date,
       first_seen_on, changed_on, total_revenue, ebit) VALUES (?, ?, ?, 'EUR', ?, ?, 'yahoo', ?, ?, '2026-05-20', ?, ?)`,
  );
  const cash = db.prepare(
    `INSERT INTO cash_flow (symbol_id, frequency, period_end, currency, source, first_seen_on, changed_on, operating_cash_flow,
       capital_expenditures) VALUES (?, ?, ?, 'EUR', 'yahoo', '2026-05-20', '2026-05-20', 9, -2)`,
  );
  const estimate = db.prepare(
    `INSERT INTO analyst_estimate (symbol_id, as_of, source, horizon, end_date, revenue_currency, revenue_average)
     VALUES (?, ?, 'yahoo', 'current_year', '2027-01-02', 'USD', ?)`,
  );
  own.metrics("AAA", { revenue: 100, ebit: 10, freeCashFlow: 1, statementCurrency: "USD" });
  own.metrics("BBB", { revenue: 200 }, { ebit: "not_told" });
  own.metrics(
    "FUND",
    {},
    { revenue: "not_applicable", ebit: "not_applicable", free_cash_flow: "not_applicable" },
  );
  const id = own.symbol("AAA");
  income.run(id, "annual", "2024-12-31", 2024, null, "2025-02-01", "2026-05-20", 300, 0);
  income.run(id, "annual", "2025-12-31", 2025, null, "2026-06-01", "2026-06-01", 999, 9);
  income.run(id, "quarterly", "2026-03-31", 2026, 1, null, "2026-05-20", 40, null);
  income.run(own.symbol("BBB"), "quarterly", "2026-03-31", 2026, null, null, "2026-05-20", 50, 5);
  cash.run(id, "annual", "2024-12-31");
  for (const [asOf, revenue] of [
    ["2026-05-01", 400],
    ["2026-05-15", 450],
    ["2026-06-01", 500],
  ] as const)
    estimate.run(id, asOf, revenue);
  const ask = (period: WrittenSearch["period"], filters: readonly string[] = []) => {
    const written = { date: SESSION, filters, period, sort: "-revenue", limit: 9 };
    return searchSymbols(db, parseSearch(written)).items.map((item) => [
      item.symbol,
      item.period_label,
      item.statement_currency,
      ...["revenue", "ebit", "free_cash_flow"].map((column) => {
        const { value, reason } = item[column] as { value: number | null; reason: string | null };
        return value ?? reason;
      }),
    ]);
  };
  const none = ["not_applicable", "not_applicable", "not_applicable"];
  expect(ask("ttm")).toEqual([
    ["BBB", "TTM", null, 200, "not_told", null],
    ["AAA", "TTM", "USD", 100, 10, 1],
    ["FUND", "TTM", null, ...none],
  ]);
  const untold = ["not_known_then", "not_known_then", "not_known_then"];
  // The year of 2025 is filed after the day.
  expect(ask("last_year")).toEqual([
    ["AAA", "FY 2024", "EUR", 300, 0, 7],
    ["BBB", null, null, ...untold],
    ["FUND", null, null, ...none],
  ]);
  expect(ask("last_quarter", ["revenue>=50"])).toEqual([["BBB", null, "EUR", 50, 5, "not_told"]]);
  expect(ask("last_quarter").at(1)).toEqual(["AAA", "Q1 2026", "EUR", 40, "not_told", "not_told"]);
  expect(ask("forward")).toEqual([
    ["AAA", "FY 2026", "USD", 450, "not_forecast", "not_forecast"],
    ["BBB", null, null, "not_known_then", "not_forecast", "not_forecast"],
    ["FUND", null, null, ...none],
  ]);
});

test("what was restated later is as it was told on the day", () => {
  using own = new MadeMetrics();
  own.metrics("AAA", { revenue: 1 });
  const store = new StatementStore(own.writer.db);
  const tell = (today: IsoDate, figures: Statement["figures"]) =>
    store.store(own.symbol("AAA"), "yahoo", [quarter(figures)], {
      today,
      at: `${today}T22:00:00.000Z`,
      runId: "r1",
    });
  const asked = (date: IsoDate) => {
    const written = { date, filters: [], period: "last_quarter", limit: 9 } as const;
    const [item] = searchSymbols(own.writer.db, parseSearch(written)).items;
    return [item?.revenue, item?.ebit].map((figure) => (figure as { value: number | null }).value);
  };
  tell(isoDate("2026-05-04"), { totalRevenue: 100, ebit: 10 });
  tell(addDays(SESSION, 10), { totalRevenue: 90, ebit: 9 });
  tell(addDays(SESSION, 20), { totalRevenue: 80, ebit: 9 });
  expect([SESSION, addDays(SESSION, 10), addDays(SESSION, 20)].map(asked)).toEqual([
    [100, 10],
    [90, 9],
    [80, 9],
  ]);
});
