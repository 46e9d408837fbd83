import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { ROADS } from "../providers/replay.ts";
import { entriesOf, fileOf, RECORDED_SYMBOLS, recorded, timeseriesOf } from "./recorded-answers.ts";
import { Replaying, TODAY } from "./replaying.ts";
import { linesOf, YAHOO_LINES } from "./yahoo-lines.ts";
import { asRecorded } from "./yahoo-replay.ts";

// A busy machine is no fault.
setDefaultTimeout(60_000);

const TABLES = ["income_statement", "balance_sheet", "cash_flow"] as const;
const PART = {
  income_statement: "financials",
  balance_sheet: "balance-sheet",
  cash_flow: "cash-flow",
} as const;

/** Of each of Apple's periods: frequency, end, fiscal year and quarter, and when it was filed, as far as the list goes. */
const APPLE = [
  ["annual", "2022-09-30", 2022, null, "2022-10-28"],
  ["annual", "2023-09-30", 2023, null, "2023-11-03"],
  // The list of filings has no report of this year; the next one is the next quarter's.
  ["annual", "2024-09-30", 2024, null, null],
  ["quarterly", "2024-03-31", 2024, 2, "2024-05-03"],
  ["quarterly", "2024-06-30", 2024, 3, "2024-08-02"],
  ["quarterly", "2024-09-30", 2024, 4, null],
  ["quarterly", "2024-12-31", 2025, 1, "2025-01-31"],
] as const;

/** Who tells no statements: funds and others of which Yahoo has none. */
const WITHOUT = RECORDED_SYMBOLS.filter((symbol) => !["AAPL", "GOOG", "SPOT", "CRON"].includes(symbol));
/** What is no company and no fund by its form, so that nobody is asked. */
const NO_COMPANIES: readonly string[] = ["EURUSD=X", "GC=F", "^VXAPL"];

describe.each(ROADS)("recorded statements by the road of %s", (road) => {
  test.each(TABLES)("Apple's %s is stored column by column", async (table) => {
    await using yahoo = new Replaying(road);
    const ends = await yahoo.statements(["AAPL"]);
    expect(ends.get("AAPL")).toEqual({ missing: null, detail: null });
    expect(yahoo.printed).toEqual([]);
    const part = road === "yahoo" ? PART[table] : "all";
    const rows = yahoo.rows(table, "AAPL");
    const head = { currency: "USD", source: road, first_seen_on: TODAY, changed_on: TODAY };
    const expected = APPLE.map(([frequency, period_end, fiscal_year, fiscal_quarter, filing_date]) => ({
      ...{ frequency, period_end, fiscal_year, fiscal_quarter, filing_date, ...head },
      ...linesOf(recorded(fileOf.timeseries("AAPL", part, frequency)), table, frequency, period_end),
    }));
    expect(rows).toEqual(expected);
    // Enough of them is there for that to say something.
    const told = rows.flatMap((row) => Object.keys(YAHOO_LINES[table] ?? {}).map((column) => row[column]));
    expect(told.filter((value) => value != null).length).toBeGreaterThan(told.length / 2);
  });

  test("Apple's first lines are what its reports say", async () => {
    await using yahoo = new Replaying(road);
    await yahoo.statements(["AAPL"]);
    expect(yahoo.rows("income_statement", "AAPL").at(-1)).toMatchObject({
      ...{ total_revenue: 124_300_000_000, gross_profit: 58_275_000_000, net_income: 36_330_000_000 },
      ...{ diluted_eps: 2.4, basic_eps: 2.41 },
    });
    expect(yahoo.rows("balance_sheet", "AAPL").at(-1)).toMatchObject({
      ...{ total_assets: 344_085_000_000, total_stockholders_equity: 66_758_000_000 },
    });
    expect(yahoo.rows("cash_flow", "AAPL").at(-1)).toMatchObject({
      ...{ operating_cash_flow: 29_935_000_000, capital_expenditures: -2_940_000_000 },
    });
  });

  test("a zero that was told is a zero, and what was not told is not", async () => {
    await using yahoo = new Replaying(road);
    await yahoo.statements(["AAPL"]);
    const issued = yahoo.rows("cash_flow", "AAPL").map(({ frequency, period_end, debt_issuance }) => {
      return [frequency, period_end, debt_issuance];
    });
    expect(issued).toContainEqual(["annual", "2024-09-30", 0]);
    expect(issued).toContainEqual(["quarterly", "2024-09-30", 0]);
    expect(issued).toContainEqual(["quarterly", "2024-06-30", null]);
  });

  test("the same again changes no row, and leaves no revision", async () => {
    await using yahoo = new Replaying(road);
    await yahoo.statements(["AAPL"]);
    const before = TABLES.map((table) => yahoo.rows(table, "AAPL"));
    yahoo.clock.moveTo("2025-02-24T22:00:00Z");
    await yahoo.statements(["AAPL"]);
    expect(TABLES.map((table) => yahoo.rows(table, "AAPL"))).toEqual(before);
    expect(yahoo.rows("statement_revision", "AAPL")).toEqual([]);
  });

  test.each([
    ["GOOG", "USD"],
    ["CRON", "USD"],
    ["SPOT", "EUR"],
  ])("%s tells three quarters' income in %s, labelled by the end of its year", async (symbol, currency) => {
    await using yahoo = new Replaying(road);
    await yahoo.profiles([symbol], { groups: ["identity"] });
    await yahoo.statements([symbol]);
    const recording = recorded(fileOf.timeseries(symbol, "financials", "quarterly"));
    const rows = yahoo.rows("income_statement", symbol);
    expect(
      rows.map(({ period_end, fiscal_year, fiscal_quarter }) => [period_end, fiscal_year, fiscal_quarter]),
    ).toEqual([
      ["2023-06-30", 2023, 2],
      ["2023-09-30", 2023, 3],
      ["2023-12-31", 2023, 4],
    ]);
    for (const row of rows) {
      const told = linesOf(recording, "income_statement", "quarterly", String(row.period_end));
      expect(row.currency).toBe(currency);
      const inMoney = ["total_revenue", "cost_of_revenue", "operating_income", "net_income", "pretax_income"];
      const columns = currency === "USD" ? Object.keys(told) : inMoney;
      for (const column of columns) expect([column, row[column]]).toEqual([column, told[column] ?? null]);
      // Spotify's figures a share are in dollars, and cannot stand among euros.
      expect(row.diluted_eps).toBe(currency === "EUR" ? null : (told.diluted_eps ?? null));
    }
    expect([yahoo.rows("balance_sheet", symbol), yahoo.rows("cash_flow", symbol)]).toEqual([[], []]);
  });

  test.each(WITHOUT)("%s has none: that is said, and nothing is stored", async (symbol) => {
    await using yahoo = new Replaying(road);
    expect(await yahoo.statementsOf(symbol)).toMatchObject({ kind: "no_data" });
    const before = yahoo.server.asked.length;
    const ends = await yahoo.statements([symbol]);
    const isAsked = !NO_COMPANIES.includes(symbol);
    expect(yahoo.server.asked.length > before).toBe(isAsked);
    const detail = isAsked
      ? `no statement of ${symbol} since 2019-08-18`
      : "no provider that is asked has statements of it";
    expect(ends.get(symbol)).toEqual({ missing: "no_data", detail });
    expect(yahoo.missing(symbol)).toEqual({ statements: "no_data" });
    for (const table of TABLES) expect(yahoo.rows(table, symbol)).toEqual([]);
    expect(yahoo.rows("reference_change", symbol)).toEqual([]);
    expect(yahoo.printed).toEqual([]);
  });

  test("without the list of filings the statements are worth having all the same", async () => {
    await using yahoo = new Replaying(road, (asked) => (asked.kind === "summary" ? null : asRecorded(asked)));
    expect((await yahoo.statements(["AAPL"])).get("AAPL")?.missing).toBeNull();
    const rows = yahoo.rows("income_statement", "AAPL");
    expect(rows.map(({ filing_date }) => filing_date)).toEqual(APPLE.map(() => null));
  });

  test("a value that is none is named, nothing is stored, and what was there before stands", async () => {
    let isSpoilt = false;
    await using yahoo = new Replaying(road, (asked) => {
      const answer = asRecorded(asked);
      if (!isSpoilt || asked.kind !== "timeseries" || answer === null) return answer;
      return timeseriesOf(
        entriesOf(answer).map((entry) =>
          entry.meta.type[0] === "quarterlyNetIncome"
            ? { ...entry, quarterlyNetIncome: [{ asOfDate: 7 }] }
            : entry,
        ),
      );
    });
    await yahoo.statements(["AAPL"]);
    const before = yahoo.rows("income_statement", "AAPL");
    isSpoilt = true;
    const ends = await yahoo.statements(["AAPL"]);
    expect(ends.get("AAPL")).toMatchObject({
      missing: "malformed",
      detail: expect.stringContaining("quarterlyNetIncome.0.asOfDate"),
    });
    expect(yahoo.rows("income_statement", "AAPL")).toEqual(before);
  });
});
