import { describe, expect, test } from "bun:test";
import { STATEMENT_LINES } from "../../../src/market/fundamentals/statement-line.ts";
import { addDays, isoDate, toEpochDay } from "../../../src/platform/iso-date.ts";
import type { Company, Quarter, ToldPeriod } from "./company.ts";
import { estimatesAt } from "./company-estimates.ts";
import { earningsOutlook } from "./earnings-outlook.ts";
import { madeCompanies } from "./made-companies.ts";
import { madeMarket } from "./made-market.ts";

const DAY_MS = 86_400_000;
const [FROM, TO] = [isoDate("2025-01-02"), isoDate("2026-05-29")];
const NOW = Date.parse("2026-05-29T22:00:00Z");
const SHARES = Array.from({ length: 60 }, (_, at) => `S${String(at).padStart(2, "0")}`);
const OTHERS = ["SPY", "VTSAX", "EURUSD=X", "GC=F", "^TYX", "BTC-USD"];
const market = madeMarket({ seed: 9, symbols: [...SHARES, ...OTHERS, "VOD.L"], from: FROM, to: TO });
const options = { seed: 4, from: isoDate("2021-03-31"), to: TO };
const companies = madeCompanies(market, options);

function companyOf(symbol: string): Company {
  const company = companies.find(symbol);
  if (company === null) throw new Error(symbol);
  return company;
}

const everyCompany = SHARES.map(companyOf);
const everyQuarter = everyCompany.flatMap((company) => company.quarters);
const days = (quarter: Quarter) => toEpochDay(quarter.announced) - toEpochDay(quarter.end);
const delay = (quarter: Quarter) => Math.round((quarter.visibleAt - quarter.announcedAt) / DAY_MS);
const ofFrequency = (periods: readonly ToldPeriod[], frequency: ToldPeriod["frequency"]) =>
  periods.filter((period) => period.frequency === frequency);

describe("made companies", () => {
  test("are decided by the seed, one by one, and only as many as are wanted", () => {
    const alone = madeMarket({ seed: 9, symbols: ["S07"], from: FROM, to: TO });
    const { sharesOn: _, ...other } = madeCompanies(alone, options).find("S07") ?? companyOf("S01");
    const { sharesOn: _own, ...own } = companyOf("S07");
    expect(other).toEqual(own);
    const few = madeCompanies(market, { ...options, count: 2 });
    expect([...SHARES, ...OTHERS].filter((symbol) => few.find(symbol) !== null)).toEqual(["S00", "S01"]);
    expect(OTHERS.filter((symbol) => companies.fund(symbol) !== null)).toEqual(["SPY", "VTSAX"]);
    expect(companies.find("NONE")).toBeNull();
    expect(companyOf("VOD.L").reportingCurrency).toBe("GBP");
    const weights = Object.values(companies.fund("SPY")?.sectorWeights ?? {});
    expect(weights).toHaveLength(11);
    expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 9);
  });

  test("tell every line somewhere, true zeros among them, and leave lines out", () => {
    for (const [kind, lines] of Object.entries(STATEMENT_LINES)) {
      const figures = everyQuarter.map((quarter) => quarter.figures[kind as keyof typeof STATEMENT_LINES]);
      const columns = new Set(figures.flatMap((each) => Object.keys(each)));
      expect([...columns].sort()).toEqual(Object.keys(lines).sort());
      expect(
        figures.flatMap((each) => Object.values(each)).filter((value) => !Number.isFinite(value)),
      ).toEqual([]);
    }
    const balances = everyQuarter.map((quarter) => quarter.figures.balance_sheet);
    expect(balances.some((balance) => balance.totalDebt === 0)).toBe(true);
    expect(balances.some((balance) => balance.inventory === 0)).toBe(true);
    expect(balances.some((balance) => !("treasuryStock" in balance))).toBe(true);
    expect(everyCompany.some((company) => company.reportingCurrency === "EUR")).toBe(true);
  });

  test("add up within a quarter and over a year", () => {
    const { figures } = companyOf("S03").quarters[5] ?? { figures: null };
    const {
      income_statement: income = {},
      balance_sheet: balance = {},
      cash_flow: cash = {},
    } = figures ?? {};
    expect(income.grossProfit).toBe((income.totalRevenue ?? 0) - (income.costOfRevenue ?? 0));
    expect(cash.netChangeInCash).toBe(
      (cash.operatingCashFlow ?? 0) + (cash.investingCashFlow ?? 0) + (cash.financingCashFlow ?? 0),
    );
    expect(cash.endingCashPosition).toBe(balance.cashAndCashEquivalents);
    const periods = companies.periodsVisibleAt("S03", NOW);
    expect(periods.map((period) => period.frequency).join(" ")).toBe(
      `${"quarterly ".repeat(5)}${"annual ".repeat(4)}${"trailing ".repeat(5)}`.trim(),
    );
    const quarters = ofFrequency(periods, "quarterly");
    const year = ofFrequency(periods, "trailing").at(-1);
    const sum = quarters
      .slice(1)
      .reduce((all, each) => all + (each.figures.income_statement.totalRevenue ?? 0), 0);
    expect([year?.end, year?.figures.income_statement.totalRevenue]).toEqual([quarters.at(-1)?.end, sum]);
    expect(ofFrequency(periods, "annual").every((each) => each.fiscalQuarter === null)).toBe(true);
  });

  test("tell earnings 10 to 80 days after a quarter, move some days, and have figures up to 9 days later", () => {
    const lags = everyQuarter.map(days);
    expect([Math.min(...lags) >= 10, Math.max(...lags) <= 82]).toEqual([true, true]);
    expect(new Set(lags).size).toBeGreaterThan(30);
    const delays = everyQuarter.map(delay);
    expect([...new Set(delays)].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(delays.filter((each) => each > 3).length / delays.length).toBeWithin(0.1, 0.5);
    expect(everyQuarter.every((quarter) => quarter.filed >= quarter.announced)).toBe(true);
    const moved = everyQuarter.filter((quarter) => quarter.firstNamed !== quarter.announced);
    expect(moved.length / everyQuarter.length).toBeWithin(0.03, 0.2);
    expect(moved.every((quarter) => quarter.namedAt < quarter.movedAt)).toBe(true);
    expect(moved.every((quarter) => quarter.movedAt < quarter.announcedAt)).toBe(true);
  });

  test("show a quarter once it is visible, and what it is restated to from then on", () => {
    const restated = everyCompany
      .flatMap(({ symbol, quarters }) => quarters.map((quarter) => ({ symbol, quarter })))
      .find(({ quarter }) => quarter.restatement !== null && quarter.restatement.at < NOW);
    const { symbol, quarter } = restated ?? { symbol: "", quarter: everyQuarter[0] };
    if (quarter?.restatement == null) throw new Error("nothing is restated");
    const revenueAt = (instant: number) =>
      ofFrequency(companies.periodsVisibleAt(symbol, instant), "quarterly").find(
        ({ end }) => end === quarter.end,
      )?.figures.income_statement.totalRevenue;
    expect(revenueAt(quarter.visibleAt - 1)).toBeUndefined();
    expect(revenueAt(quarter.visibleAt)).toBe(quarter.figures.income_statement.totalRevenue);
    expect(revenueAt(quarter.restatement.at)).toBe(quarter.restatement.figures.income_statement.totalRevenue);
    expect(revenueAt(quarter.restatement.at)).not.toBe(quarter.figures.income_statement.totalRevenue);
  });

  test("expect a window, name a day, move it, and tell of the last one for a while", () => {
    const company = companyOf("S05");
    const quarter = company.quarters.find((each) => each.firstNamed !== each.announced && each.end > FROM);
    const [at, symbol] = [quarter ?? company.quarters[9], company.symbol];
    if (at === undefined) throw new Error(symbol);
    const window = earningsOutlook(company, at.namedAt - 1);
    expect([window?.isEstimate, (window?.from ?? 0) < (window?.through ?? 0)]).toEqual([true, true]);
    const named = earningsOutlook(company, at.movedAt);
    expect([named?.isEstimate, named?.from, named?.last]).toEqual([false, at.announcedAt, at.announcedAt]);
    const [last] = companies
      .earningsDaysUpTo(at.announced)
      .filter((each) => each.symbol === symbol)
      .reverse();
    expect([last?.day, last?.periodEnd]).toEqual([at.announced, at.end]);
    const before = companies.earningsDaysUpTo(addDays(at.announced, -1));
    expect(before.some((each) => each.symbol === symbol && each.day === at.announced)).toBe(false);
  });

  test("are estimated for four periods, a little differently in some weeks and never within one", () => {
    const company = companyOf("S02");
    const weeks = Array.from({ length: 42 }, (_, at) => estimatesAt(company, NOW - at * DAY_MS));
    expect(weeks[0]?.map((each) => each.horizon)).toEqual(["0q", "+1q", "0y", "+1y"]);
    const seen = new Set(weeks.map((each) => each[3]?.eps.average));
    expect(seen.size).toBeWithin(2, 8);
  });
});
