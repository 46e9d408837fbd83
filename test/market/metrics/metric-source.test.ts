import { expect, test } from "bun:test";
import { type MeasuredSession, MetricSource } from "../../../src/market/metrics/metric-source.ts";
import { readMetricHistory, readMetrics } from "../../../src/market/metrics/metric-view.ts";
import { isoDate } from "../../../src/platform/iso-date.ts";
import { TemporaryDatabase } from "../../support/temporary-database.ts";
import { MadeMetrics, SESSION } from "./made-metrics.ts";
import { sessionsOf } from "./made-series.ts";

const DAYS = sessionsOf("2026-05-01", SESSION);

/** A database with a close a session of each symbol. */
async function priced(...symbols: readonly string[]): Promise<TemporaryDatabase> {
  const base = new TemporaryDatabase();
  const lines = symbols.flatMap((symbol) => DAYS.map((day, at) => `${symbol},${day},${1 + at / 100}`));
  await base.importText(`${["symbol,date,close", ...lines].join("\n")}\n`, { basis: "as_traded" });
  base.writer.db.exec("UPDATE symbol SET type = 'EQUITY', currency = 'USD' WHERE symbol NOT LIKE '%=X'");
  return base;
}

const idOf = (base: TemporaryDatabase, symbol: string) =>
  base.rows("SELECT id FROM symbol WHERE symbol = ?", symbol)[0]?.id as number;

function measured(base: TemporaryDatabase, symbol: string, session: string): MeasuredSession {
  const [found] = new MetricSource(base.writer.db).measure(idOf(base, symbol), [isoDate(session)]);
  if (found === undefined) throw new Error(`no metrics of ${symbol}`);
  return found;
}

function quote(base: TemporaryDatabase, symbol: string, asOf: string, cap: number): void {
  const sql =
    "INSERT INTO valuation (symbol_id, as_of, source, currency, market_cap) VALUES (?, ?, 'yahoo', 'USD', ?)";
  base.writer.db.prepare(sql).run(idOf(base, symbol), asOf, cap);
}

function income(base: TemporaryDatabase, symbol: string, currency: string, filed: string | null): void {
  const sql = `INSERT INTO income_statement (symbol_id, frequency, period_end, currency, source, filing_date, first_seen_on, changed_on,
    total_revenue) VALUES (?, 'trailing', '2026-03-31', ?, 'yahoo', ?, '2026-05-20', '2026-05-20', 50)`;
  base.writer.db.prepare(sql).run(idOf(base, symbol), currency, filed);
}

test("a quote is that of its day and of five sessions after it, never of a day before it", async () => {
  using base = await priced("AAA");
  quote(base, "AAA", "2026-05-12", 100);
  const told = (session: string) => {
    const { values, reasons } = measured(base, "AAA", session);
    return values.marketCap ?? reasons.market_cap;
  };
  expect(told("2026-05-11")).toBe("not_known_then");
  expect(told("2026-05-12")).toBe(100);
  expect(told("2026-05-19")).toBe(100);
  expect(told("2026-05-20")).toBe("stale");
});

test("what the newest quote does not tell is unknown, whatever an older one told", async () => {
  using base = await priced("AAA");
  quote(base, "AAA", "2026-05-12", 100);
  base.writer.db
    .prepare(
      "INSERT INTO valuation (symbol_id, as_of, source, price, trailing_pe) VALUES (?, ?, 'yahoo', 9, 12)",
    )
    .run(idOf(base, "AAA"), "2026-05-13");
  const { values, reasons } = measured(base, "AAA", "2026-05-13");
  expect([values.trailingPe, values.marketCap, reasons.market_cap]).toEqual([12, null, "not_told"]);
});

test("a statement is known from its filing on, or from when it was first seen", async () => {
  using base = await priced("FILED", "SEEN");
  for (const symbol of ["FILED", "SEEN"]) quote(base, symbol, "2026-05-18", 100);
  income(base, "FILED", "USD", "2026-05-18");
  income(base, "SEEN", "USD", null);
  const told = (symbol: string, session: string) => {
    const { values, reasons } = measured(base, symbol, session);
    return values.priceToSales ?? reasons.price_to_sales;
  };
  expect([told("FILED", "2026-05-18"), told("SEEN", "2026-05-19")]).toEqual([2, "not_known_then"]);
  expect(told("SEEN", "2026-05-20")).toBe(2);
});

test("amounts are exchanged at the session's rate, by the inverse pair as well, for five sessions and no longer", async () => {
  for (const [pair, of] of [
    ["EURUSD=X", (rate: number) => 100 / (50 * rate)],
    ["USDEUR=X", (rate: number) => 100 / (50 / rate)],
  ] as const) {
    using base = await priced("AAA", pair);
    for (const day of DAYS) quote(base, "AAA", day, 100);
    income(base, "AAA", "EUR", "2026-04-20");
    base.writer.db
      .prepare("DELETE FROM price_bar WHERE symbol_id = ? AND session > '2026-05-15'")
      .run(idOf(base, pair));
    const rate = 1 + DAYS.indexOf(isoDate("2026-05-15")) / 100;
    const told = (session: string) => {
      const { values, reasons } = measured(base, "AAA", session);
      return values.priceToSales ?? reasons.price_to_sales;
    };
    expect(told("2026-05-15")).toBeCloseTo(of(rate), 12);
    expect(told("2026-05-22")).toBeCloseTo(of(rate), 12);
    expect(told("2026-05-26")).toBe("no_fx_rate");
  }
});

test("pairs and indices have no worth, and say so; a fund has no statements", async () => {
  using base = await priced("EURUSD=X", "^VIX", "FUND");
  base.writer.db.exec("UPDATE symbol SET type = 'ETF' WHERE symbol = 'FUND'");
  quote(base, "FUND", SESSION, 100);
  for (const symbol of ["EURUSD=X", "^VIX"]) {
    const { reasons } = measured(base, symbol, SESSION);
    expect(reasons).toMatchObject({ market_cap: "not_applicable", revenue: "not_applicable" });
  }
  expect(measured(base, "FUND", SESSION)).toMatchObject({
    values: { marketCap: 100 },
    reasons: { revenue: "not_applicable", trailing_pe: "not_told" },
  });
});

test("every null has a reason, and nothing that is known has one", async () => {
  using base = await priced("AAA");
  const { values, reasons } = measured(base, "AAA", SESSION);
  const nulls = Object.values(values).filter((value) => value === null).length;
  // The currency of statements is told by statements alone.
  expect(Object.keys(reasons).length).toBe(nulls - 1);
  expect(values.statementCurrency).toBeNull();
});

test("what a year's bars and actions are made of is in the inputs, and nothing else", async () => {
  using base = await priced("AAA", "BBB");
  const { db } = base.writer;
  const inputs = () => measured(base, "AAA", "2026-05-20").inputs;
  const first = inputs();
  const change = (sql: string) => db.prepare(sql).run(idOf(base, "AAA"));
  change("UPDATE price_bar SET close = 9 WHERE symbol_id = ? AND session = '2026-05-21'");
  quote(base, "AAA", "2026-05-21", 1);
  quote(base, "BBB", "2026-05-20", 1);
  income(base, "BBB", "USD", "2026-05-19");
  expect(inputs()).toBe(first);
  const seen = [first];
  for (const sql of [
    "UPDATE price_bar SET high = 99 WHERE symbol_id = ? AND session = '2026-05-05'",
    "UPDATE price_bar SET volume = 99 WHERE symbol_id = ? AND session = '2026-05-05'",
    "UPDATE price_bar SET close = 9 WHERE symbol_id = ? AND session = '2026-05-04'",
    `INSERT INTO corporate_action (symbol_id, ex_date, kind, numerator, denominator, status, source)
       VALUES (?, '2026-05-11', 'split', 2, 1, 'confirmed', 'yahoo')`,
    "UPDATE corporate_action SET status = 'rejected' WHERE symbol_id = ?",
  ]) {
    change(sql);
    seen.push(inputs());
  }
  // A split that is rejected is none: that was the state before it.
  expect(seen[5]).toBe(seen[3] as string);
  expect(new Set(seen).size).toBe(5);
  income(base, "AAA", "USD", "2026-05-19");
  expect(seen).not.toContain(inputs());
});

test("stored metrics are read as of a session, with their reasons, and as a history", () => {
  using base = new MadeMetrics();
  base.metrics("AAA", { session: isoDate("2026-05-20"), marketCap: 0 }, { close: "no_price" });
  base.metrics("AAA", { close: 3, closeSession: SESSION, currency: "USD" }, { market_cap: "stale" });
  base.metrics("BBB", {});
  const { db } = base.writer;
  expect(readMetrics(db, "AAA", isoDate("2026-05-28"))).toMatchObject({
    metrics_date: "2026-05-20",
    close_session: null,
    figures: { market_cap: { value: 0, reason: null }, close: { value: null, reason: "no_price" } },
  });
  expect(readMetrics(db, "AAA", SESSION)).toMatchObject({
    metrics_date: SESSION,
    currency: "USD",
    figures: { market_cap: { value: null, reason: "stale" }, close: { value: 3, reason: null } },
  });
  expect(readMetrics(db, "AAA", isoDate("2026-05-19"))).toBeNull();
  const days = (from: string, to: string) =>
    readMetricHistory(db, "AAA", isoDate(from), isoDate(to)).map((each) => each.metrics_date as string);
  expect(days("2026-05-20", "2026-05-29")).toEqual(["2026-05-20", "2026-05-29"]);
  expect(days("2026-05-21", "2026-05-28")).toEqual([]);
});
