import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { reportSymbol } from "../../src/batch/symbol-report.ts";
import { symbolReportLines } from "../../src/commands/symbol-report.ts";
import { LocalPool } from "../../src/compute/local-pool.ts";
import { parseSymbol } from "../../src/market/symbol.ts";
import { isoDate } from "../../src/platform/iso-date.ts";
import { BETA_WINDOWS, VOLATILITY_WINDOWS } from "../../src/risk/conventions.ts";
import { faultOf } from "../db/fault.ts";
import { oraclePath } from "../market/panel/oracle.ts";
import { Agreement, LOADING } from "../risk/agreement.ts";
import { ORACLE } from "../risk/oracle.ts";
import { TemporaryDatabase } from "../support/temporary-database.ts";

// A busy machine is no fault.
setDefaultTimeout(60_000);

const ENTRY = new URL("../../src/worker.ts", import.meta.url);
let base: TemporaryDatabase;
let pool: LocalPool;

beforeAll(async () => {
  base = new TemporaryDatabase();
  await base.import([oraclePath("closes.csv.gz")]);
  pool = new LocalPool(ENTRY, 2, base.path);
});

afterAll(async () => {
  await pool.close();
  base[Symbol.dispose]();
});

const reportOf = (symbol: string, date: string, from = base, by = pool) =>
  reportSymbol(by, from.writer.db, parseSymbol(symbol), isoDate(date));

test("what is stored of 50 symbols, read and estimated by workers, agrees with statsmodels and numpy", async () => {
  const agreement = new Agreement();
  for (const [date, { symbols }] of Object.entries(ORACLE.dates)) {
    for (const [symbol, oracle] of Object.entries(symbols)) {
      const { windows, volatility } = await reportOf(symbol, date);
      for (const window of BETA_WINDOWS) {
        const expected = oracle.beta[window];
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
        const expected = oracle.vol[window];
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

/** Runs `work` with a pool of its own. */
async function withPool<T>(
  on: TemporaryDatabase,
  size: number,
  work: (pool: LocalPool) => Promise<T>,
): Promise<T> {
  const other = new LocalPool(ENTRY, size, on.path);
  try {
    return await work(other);
  } finally {
    await other.close();
  }
}

test("1 and 4 workers give the same report", async () => {
  const expected = await reportOf("MSFT", "2025-03-14");
  for (const size of [1, 4]) {
    expect(await withPool(base, size, (by) => reportOf("MSFT", "2025-03-14", base, by))).toEqual(expected);
  }
});

test("later prices change nothing of an earlier date", async () => {
  const before = await reportOf("AAPL", "2025-03-14");
  using shorter = new TemporaryDatabase();
  await shorter.import([oraclePath("closes.csv.gz")]);
  shorter.writer.db.exec("DELETE FROM price_bar WHERE session > '2025-03-14'");
  expect(await withPool(shorter, 1, (by) => reportOf("AAPL", "2025-03-14", shorter, by))).toEqual(before);
});

test("without the market proxy nothing can be estimated on it, and the report says why", async () => {
  using alone = new TemporaryDatabase();
  const prices = "symbol,date,close\nA,2026-05-27,10\nA,2026-05-28,11\nA,2026-05-29,12\n";
  await alone.import([alone.file("half.csv", prices)]);
  const whole = await withPool(alone, 1, (by) => reportOf("A", "2026-05-29", alone, by));
  expect(whole.windows[90].beta).toMatchObject({ value: null, reason: "insufficient_history" });
  expect(symbolReportLines(whole).join("\n")).toContain("insufficient_history");
  expect(symbolReportLines(whole).join("\n")).not.toContain("half.csv");
  for (const status of ["applying", "interrupted"]) {
    alone.writer.db.exec(`UPDATE import SET status = '${status}'`);
    const half = await withPool(alone, 1, (by) => reportOf("A", "2026-05-29", alone, by));
    expect(half).toEqual({ ...whole, unfinished_imports: ["half.csv"] });
    expect(symbolReportLines(half).join("\n")).toContain("the import of half.csv has not ended");
  }
});

test("a beta is drawn to the prior of the session's night, whatever has been stored since", async () => {
  using own = new TemporaryDatabase();
  await own.import([oraclePath("closes.csv.gz")]);
  const of = () => withPool(own, 1, (by) => reportOf("AAPL", "2025-03-14", own, by));
  const before = await of();
  const put = (window: number, members: string) =>
    own.writer.db.exec(
      `INSERT INTO beta_prior VALUES ('2025-03-14', ${window}, NULL, NULL, 'insufficient_cross_section', 0, '${members}', 'm', 'i', 0)`,
    );
  put(90, "AAPL MSFT");
  put(252, "");
  const { windows } = await of();
  for (const window of BETA_WINDOWS) {
    expect(before.windows[window].beta_shrunk.value).not.toBeNull();
    expect(windows[window].beta_shrunk).toMatchObject({ value: null, reason: "insufficient_cross_section" });
    expect(windows[window].beta).toEqual(before.windows[window].beta);
  }
});

test.each([
  ["NONE", "2025-03-14", "No prices of NONE are stored"],
  ["AAPL", "2026-06-01", "2026-06-01 is not among these sessions"],
  ["AAPL", "2025-03-15", "2025-03-15 is not among these sessions"],
])("there is no report of %s at %s", async (symbol, date, message) => {
  const fault = await faultOf("not_found", () => reportOf(symbol, date));
  expect(fault.message).toContain(message);
});
