import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { gunzipSync } from "bun";
import { symbolBeta, symbolVolatility } from "../../db/schema/risk.ts";
import { splitWords } from "../../db/words.ts";
import type { RunReport } from "../../src/batch/night.ts";
import { reportSymbol } from "../../src/batch/symbol-report.ts";
import { parseSymbol } from "../../src/market/symbol.ts";
import { isoDate } from "../../src/platform/iso-date.ts";
import { historyCsv, readHistory } from "../../src/portfolio/report/history.ts";
import { Agreement, LOADING } from "../risk/agreement.ts";
import type { Desk } from "../support/desk.ts";
import {
  NIGHT,
  NIGHT_CLOSES,
  NIGHT_DATES,
  NIGHT_PORTFOLIOS,
  nightDesk,
  type OracleSymbol,
} from "../support/night-oracle.ts";
import { compareRisk, compareSymbol } from "./compare-night.ts";

setDefaultTimeout(120_000);
let desk: Desk;
let night: RunReport;

beforeAll(async () => {
  desk = await nightDesk();
  night = await desk.run({ to: "2026-05-29" });
});

afterAll(() => desk[Symbol.asyncDispose]());

/** The figures of a report are decimal numbers of dollars; to compare them exactly they become cents again. */
const cents = (dollars: number) => Math.round(dollars * 100);

test("the night makes every unit that it has planned", () => {
  const counts = night.phases.map(({ phase, planned, done, skipped, partial, failed }) => [
    phase,
    planned,
    done + skipped + partial + failed,
    failed,
  ]);
  expect(counts).toEqual([
    ["phase_0", 0, 0, 0],
    ["phase_1", 1, 1, 0],
    ["phase_1_5", 0, 0, 0],
    ["phase_2", 5 * 231, 5 * 231, 0],
    ["phase_2_5", 5, 5, 0],
    ["phase_2_75", 5, 5, 0],
    // Statistics and numbers of portfolios, and the metrics of 48 symbols.
    ["phase_3", 14_784 + 48 * 231, 14_784 + 48 * 231, 0],
  ]);
});

test("every one of 231 x 5 snapshots is the oracle's to the cent", () => {
  const to = new Agreement();
  for (const name of NIGHT_PORTFOLIOS) {
    for (const { session, daily_return, coverage, ...expected } of NIGHT.snapshots[name] ?? []) {
      const { snapshot } = desk.report(name, session);
      const { cash_value: cash, position_count, ...money } = snapshot;
      const place = `${name} ${session}`;
      const exact = {
        equity: cents(money.equity),
        cash: cents(cash),
        long_value: cents(money.long_value),
        short_value: cents(money.short_value),
        gross_exposure: cents(money.gross_exposure),
        net_exposure: cents(money.net_exposure),
        daily_pnl: cents(money.daily_pnl),
        cumulative_pnl: cents(money.cumulative_pnl),
        position_count,
      };
      to.same(place, exact, expected);
      to.close(`${place} daily_return`, snapshot.daily_return, daily_return, LOADING);
      to.close(`${place} coverage`, snapshot.coverage, coverage, LOADING);
    }
  }
  expect(to.disagreements).toEqual([]);
  expect(to.compared).toBe(5 * 231 * 3);
});

test("on every session equity is cash and market values, and grows by its P&L, to the cent", () => {
  const faults = desk.base.rows(
    `WITH line AS (SELECT *, lag(equity) OVER (PARTITION BY portfolio_id ORDER BY session) AS before FROM snapshot),
       sums AS (SELECT portfolio_id, session, sum(market_value) AS value, sum(daily_pnl) AS pnl FROM snapshot_position GROUP BY 1, 2)
     SELECT * FROM line JOIN sums USING (portfolio_id, session)
     WHERE equity <> cash + value OR daily_pnl <> pnl OR equity <> coalesce(before, equity) + daily_pnl`,
  );
  expect(faults).toEqual([]);
  expect(desk.base.rows("SELECT count(*) AS n FROM snapshot")).toEqual([{ n: 5 * 231 }]);
});

test("the priors of betas are the oracle's", () => {
  const to = new Agreement();
  for (const [date, windows] of Object.entries(NIGHT.priors)) {
    for (const [window, { mu, tau2, count, members }] of Object.entries(windows)) {
      const sql = "SELECT mu, tau2, count, members FROM beta_prior WHERE session = ? AND window = ?";
      const [row] = desk.base.rows(sql, date, Number(window));
      to.close(`${date} ${window} mu`, row?.mu as number, mu, LOADING);
      to.close(`${date} ${window} tau2`, row?.tau2 as number, tau2, LOADING);
      to.same(`${date} ${window} count`, row?.count, count);
      to.same(`${date} ${window} members`, splitWords(String(row?.members)), members);
    }
  }
  expect(to.disagreements).toEqual([]);
  expect(to.compared).toBe(3 * 2 * 4);
});

test("every number that is reported of 50 symbols is the oracle's", async () => {
  const to = new Agreement();
  for (const [date, symbols] of Object.entries(NIGHT.symbols)) {
    expect(Object.keys(symbols)).toHaveLength(50);
    for (const [symbol, expected] of Object.entries(symbols)) {
      const report = await reportSymbol(desk.pool(), desk.base.writer.db, parseSymbol(symbol), isoDate(date));
      compareSymbol(to, `${symbol} ${date}`, report, expected);
    }
  }
  expect(to.disagreements).toEqual([]);
  expect(to.compared).toBeGreaterThan(4_000);
});

test("what is stored of the symbols that are held is the oracle's too", () => {
  const to = new Agreement();
  const { orm } = desk.base.writer;
  const symbolOf = new Map(
    desk.base
      .rows<{ id: number; symbol: string }>("SELECT id, symbol FROM symbol")
      .map((row) => [row.id, row.symbol] as const),
  );
  const oracleOf = (id: number, session: string): OracleSymbol | undefined =>
    NIGHT.symbols[session]?.[symbolOf.get(id) ?? ""];
  for (const row of orm.select().from(symbolBeta).all()) {
    const expected = oracleOf(row.symbolId, row.session)?.beta[row.window];
    if (expected === undefined) continue;
    const place = `${symbolOf.get(row.symbolId)} ${row.session} ${row.window}`;
    const { n, reason, p_value_reason } = expected;
    to.same(place, [row.n, row.reason, row.pValueReason], [n, reason, p_value_reason]);
    if (reason !== null) continue;
    to.close(`${place} beta`, row.value, expected.beta as number, LOADING);
    to.close(`${place} alpha`, row.alpha, expected.alpha as number, LOADING);
    to.close(`${place} r_squared`, row.rSquared, expected.r_squared as number, LOADING);
    to.close(`${place} se`, row.se, expected.se as number, LOADING);
    to.close(`${place} se_hac`, row.seHac, expected.se_hac as number, LOADING);
    if (expected.p_value !== null) to.closeP(`${place} p_value`, row.pValue, expected.p_value);
  }
  for (const row of orm.select().from(symbolVolatility).all()) {
    const expected = oracleOf(row.symbolId, row.session)?.volatility[row.window];
    if (expected === undefined) continue;
    const place = `${symbolOf.get(row.symbolId)} ${row.session} volatility ${row.window}`;
    to.same(place, [row.n, row.reason], [expected.n, expected.reason]);
    if (expected.value !== null) to.close(place, row.value, expected.value, LOADING);
  }
  expect(to.disagreements).toEqual([]);
  expect(to.compared).toBeGreaterThan(1_000);
});

test("every number that is reported of the five portfolios is the oracle's", () => {
  const to = new Agreement();
  for (const date of NIGHT_DATES) {
    for (const [name, expected] of Object.entries(NIGHT.portfolios[date] ?? {})) {
      compareRisk(to, `${name} ${date}`, desk.report(name, date), expected);
    }
  }
  expect(to.disagreements).toEqual([]);
  expect(to.compared).toBeGreaterThan(3_000);
});

test("the history links the returns of all sessions, and its CSV has them all", () => {
  const { orm } = desk.base.writer;
  for (const name of NIGHT_PORTFOLIOS) {
    const days = readHistory(orm, desk.portfolio(name), isoDate("2026-05-29"));
    const snapshots = NIGHT.snapshots[name] ?? [];
    const equityOn = (session: string) =>
      snapshots.find((each) => each.session === session)?.equity ?? Number.NaN;
    const made = days.at(-1)?.returns;
    // Nothing was added or taken, so linked returns are those of the equity.
    const since = (session: string) => equityOn("2026-05-29") / equityOn(session) - 1;
    const starts = { mtd: "2026-04-30", qtd: "2026-03-31", ytd: "2025-12-31", since_inception: "2025-06-30" };
    for (const [period, start] of Object.entries(starts)) {
      expect(made?.[period as keyof typeof starts].value).toBeCloseTo(since(start), 10);
    }
    expect(made?.one_year).toEqual({ value: null, reason: "before_inception" });
    const csv = historyCsv(days).trimEnd().split("\n");
    expect(csv).toHaveLength(1 + 231);
    expect(csv[231]).toStartWith(
      `2026-05-29,${days.at(-1)?.status},${((snapshots.at(-1)?.equity ?? 0) / 100).toFixed(2)},`,
    );
  }
});

/** Lines of the price file, and the lines of the position file beside them. */
const CLOSES = [
  "AAPL,2025-06-30,204.359",
  "AAPL,2026-05-28,312.51",
  "AAPL,2026-05-29,312.06",
  "MSFT,2025-06-30,493.468",
  "MSFT,2026-05-28,426.99",
  "MSFT,2026-05-29,450.24",
  "VNQ,2025-06-30,85.7394",
  "VNQ,2026-05-28,95.7065",
  "VNQ,2026-05-29,94.8639",
];
const SPREADSHEET = [
  {
    symbol: "AAPL",
    market_value: 25_245.65, // 80.90 x 312.06 = 25,245.654
    entry_value: 16_579.44, // 80.90 x 204.9374 = 16,579.435 660
    unrealized_pnl: 8_666.21, // 25,245.65 - 16,579.44
    daily_pnl: -36.41, // 80.90 x 312.51 = 25,282.059, so 25,245.65 - 25,282.06
    inception_adjustment: -46.8, // 80.90 x 204.359 = 16,532.643 1, so 16,532.64 - 16,579.44
  },
  {
    symbol: "MSFT",
    market_value: 19_337.81, // 42.95 x 450.24 = 19,337.808
    entry_value: 21_328.7, // 42.95 x 496.5937 = 21,328.699 415
    unrealized_pnl: -1_990.89, // 19,337.81 - 21,328.70
    daily_pnl: 998.59, // 42.95 x 426.99 = 18,339.220 5, so 19,337.81 - 18,339.22
    inception_adjustment: -134.25, // 42.95 x 493.468 = 21,194.450 6, so 21,194.45 - 21,328.70
  },
  {
    symbol: "VNQ",
    market_value: 19_140.69, // 201.77 x 94.8639 = 19,140.689 103
    entry_value: 17_799.62, // 201.77 x 88.2174 = 17,799.624 798
    unrealized_pnl: 1_341.07, // 19,140.69 - 17,799.62
    daily_pnl: -170.01, // 201.77 x 95.7065 = 19,310.700 505, so 19,140.69 - 19,310.70
    inception_adjustment: -499.98, // 201.77 x 85.7394 = 17,299.638 738, so 17,299.64 - 17,799.62
  },
];

test("three positions of individual on 2026-05-29 are what a spreadsheet makes of them", async () => {
  const lines = new TextDecoder().decode(gunzipSync(await Bun.file(NIGHT_CLOSES).bytes())).split("\n");
  for (const line of CLOSES) expect(lines).toContain(line);
  const { positions } = desk.report("individual", "2026-05-29");
  for (const expected of SPREADSHEET) {
    const found = positions.find(({ symbol }) => symbol === expected.symbol);
    expect(found).toMatchObject({ ...expected, price_date: "2026-05-29", price_age: 0, flags: [] });
  }
});
