import { afterAll, beforeAll, expect, test } from "bun:test";
import { symbolReport, symbolReportLines } from "../../src/commands/symbol-report.ts";
import { LocalPool } from "../../src/compute/local-pool.ts";
import type { Panel } from "../../src/market/panel/panel.ts";
import { parseSymbol } from "../../src/market/symbol.ts";
import { isoDate } from "../../src/platform/iso-date.ts";
import { BETA_WINDOWS, VOLATILITY_WINDOWS } from "../../src/risk/conventions.ts";
import { oraclePath } from "../market/panel/oracle.ts";
import { Agreement, LOADING } from "../risk/agreement.ts";
import { ORACLE } from "../risk/oracle.ts";
import { TemporaryDatabase } from "../support/temporary-database.ts";

const ENTRY = new URL("../../src/worker.ts", import.meta.url);
let base: TemporaryDatabase;
let pool: LocalPool;
let panel: Panel;

beforeAll(async () => {
  base = new TemporaryDatabase();
  await base.import([oraclePath("closes.csv.gz")]);
  pool = new LocalPool(ENTRY, 2, base.path);
  panel = await pool.loadPanel();
});

afterAll(async () => {
  await pool.close();
  base[Symbol.dispose]();
});

async function reportOf(symbol: string, date: string) {
  const session = isoDate(date);
  const statistics = await pool.estimateSymbols(panel, panel.axes.sessions.indexOf(session));
  return symbolReport(panel.axes, statistics, parseSymbol(symbol), session, []);
}

test("what is stored of 50 symbols, read and estimated by workers, agrees with statsmodels and numpy", async () => {
  const agreement = new Agreement();
  for (const [date, { symbols }] of Object.entries(ORACLE.dates)) {
    const statistics = await pool.estimateSymbols(panel, panel.axes.sessions.indexOf(isoDate(date)));
    for (const symbol of panel.axes.symbols) {
      const { windows, volatility } = symbolReport(panel.axes, statistics, symbol, isoDate(date), []);
      const oracle = symbols[symbol];
      for (const window of BETA_WINDOWS) {
        const expected = oracle?.beta[window];
        const actual = windows[window];
        const place = `${symbol} ${date} ${window}`;
        agreement.same(`${place} n`, actual.n, expected?.n);
        if (expected === undefined || expected.reason !== undefined) {
          agreement.same(`${place} reason`, actual.beta.reason, expected?.reason);
          continue;
        }
        agreement.close(`${place} beta`, actual.beta.value, expected.beta, LOADING);
        agreement.close(`${place} alpha`, actual.alpha.value, expected.alpha, LOADING);
        agreement.close(`${place} se`, actual.se.value, expected.se, LOADING);
        agreement.close(`${place} se_hac`, actual.se_hac.value, expected.se_hac, LOADING);
        agreement.close(`${place} r_squared`, actual.r_squared.value, expected.r2, LOADING);
        if (expected.p === "exact") agreement.same(`${place} p`, actual.p_value.reason, "exact");
        else agreement.closeP(`${place} p`, actual.p_value.value, expected.p);
      }
      for (const window of VOLATILITY_WINDOWS) {
        const expected = oracle?.vol[window];
        const actual = volatility[`realized_${window}`];
        if (expected?.reason !== undefined)
          agreement.same(`${symbol} vol ${window}`, actual.reason, expected.reason);
        else agreement.close(`${symbol} vol ${window}`, actual.value, expected?.value ?? Number.NaN, LOADING);
      }
    }
  }
  expect(agreement.disagreements).toEqual([]);
  expect(agreement.compared).toBeGreaterThan(1_000);
});

test("each statistic is a value or a null with its reason, n and flags", async () => {
  const { windows, volatility } = await reportOf("HMH", "2026-05-29");
  const all = [
    ...Object.values(windows).flatMap(({ n: _, ...each }) => Object.values(each)),
    ...Object.values(volatility),
  ];
  for (const { value, reason, n, flags } of all) {
    expect(value === null).toBe(reason !== null);
    expect(Number.isInteger(n)).toBe(true);
    expect(Array.isArray(flags)).toBe(true);
  }
  expect(windows[252].beta.flags).toContain("limited_history");
  expect(volatility.realized_252).toMatchObject({ value: null, reason: "insufficient_history" });
});

test("1 and 4 workers give the same report", async () => {
  const expected = await reportOf("MSFT", "2025-03-14");
  for (const size of [1, 4]) {
    const other = new LocalPool(ENTRY, size, base.path);
    const same = await other.loadPanel();
    const statistics = await other.estimateSymbols(same, same.axes.sessions.indexOf(isoDate("2025-03-14")));
    expect(symbolReport(same.axes, statistics, parseSymbol("MSFT"), isoDate("2025-03-14"), [])).toEqual(
      expected,
    );
    await other.close();
  }
});

test("later prices change nothing of an earlier date", async () => {
  const before = await reportOf("AAPL", "2025-03-14");
  using shorter = new TemporaryDatabase();
  await shorter.import([oraclePath("closes.csv.gz")]);
  shorter.writer.db.exec("DELETE FROM price_bar WHERE session > '2025-03-14'");
  const other = new LocalPool(ENTRY, 1, shorter.path);
  const then = await other.loadPanel();
  const statistics = await other.estimateSymbols(then, then.axes.sessions.length - 1);
  expect(symbolReport(then.axes, statistics, parseSymbol("AAPL"), isoDate("2025-03-14"), [])).toEqual(before);
  await other.close();
});

test("without the market proxy nothing can be estimated on it, and the report says why", async () => {
  using alone = new TemporaryDatabase();
  await alone.importText("symbol,date,close\nA,2026-05-27,10\nA,2026-05-28,11\nA,2026-05-29,12\n");
  const other = new LocalPool(ENTRY, 1, alone.path);
  const small = await other.loadPanel();
  const statistics = await other.estimateSymbols(small, 2);
  const report = symbolReport(small.axes, statistics, parseSymbol("A"), isoDate("2026-05-29"), ["half.csv"]);
  expect(report.windows[90].beta).toMatchObject({ value: null, reason: "insufficient_history" });
  expect(symbolReportLines(report).join("\n")).toContain("insufficient_history");
  expect(symbolReportLines(report).join("\n")).toContain("the import of half.csv has not ended");
  await other.close();
});
