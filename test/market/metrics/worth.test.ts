import { describe, expect, test } from "bun:test";
import { type KnownStatement, StatementHistory } from "../../../src/market/metrics/statement-history.ts";
import { type Worth, type WorthSource, worthOf } from "../../../src/market/metrics/worth.ts";
import { isoDate } from "../../../src/platform/iso-date.ts";

const SESSION = isoDate("2026-05-29");

function statement(periodEnd: string, lines: KnownStatement["lines"], part: Partial<KnownStatement> = {}) {
  return {
    frequency: "quarterly",
    periodEnd: isoDate(periodEnd),
    currency: "USD",
    lines,
    ...part,
  } satisfies KnownStatement;
}

const BALANCE = {
  totalDebt: 400,
  cashAndShortTermInvestments: 150,
  minorityInterest: 30,
  preferredStock: null,
  totalStockholdersEquity: 250,
};
const INCOME = { totalRevenue: 500, ebit: 80, ebitda: 120 };
const CASH = { operatingCashFlow: 90, capitalExpenditures: -40 };
const YEAR = { frequency: "trailing" } as const;
const ENDS = ["2026-03-31", "2025-12-31", "2025-09-30", "2025-06-30"];

const COMPANY = {
  income_statement: [statement("2026-03-31", INCOME, YEAR)],
  balance_sheet: [statement("2026-03-31", BALANCE)],
  cash_flow: [statement("2026-03-31", CASH, YEAR)],
};

/** The worth of a company of a thousand dollars, unless said otherwise. */
const worth = (part: Partial<WorthSource> = {}): Worth =>
  worthOf({
    session: SESSION,
    quote: { currency: "USD", marketCap: 1_000, trailingPe: 20, forwardPe: null, dividendYield: 0 },
    isCoin: false,
    statements: COMPANY,
    currency: "USD",
    rate: () => null,
    ...part,
  });

test("enterprise value and ratios by their definitions", () => {
  expect(worth()).toEqual({
    currency: "USD",
    marketCap: 1_000,
    enterpriseValue: 1_000 + 400 + 30 - 150,
    trailingPe: 20,
    forwardPe: "not_told",
    priceToSales: 2,
    priceToBook: 4,
    evToEbitda: 1_280 / 120,
    freeCashFlowYield: 0.05,
    dividendYield: 0,
    statementCurrency: "USD",
    revenue: 500,
    ebit: 80,
    freeCashFlow: 50,
  });
});

test("ratios keep their sign, and nothing is divided by nothing", () => {
  const balance_sheet = [statement("2026-03-31", { ...BALANCE, totalStockholdersEquity: -500 })];
  const income_statement = [statement("2026-03-31", { ...INCOME, totalRevenue: 0, ebitda: -64 }, YEAR)];
  const made = worth({ statements: { ...COMPANY, balance_sheet, income_statement } });
  expect(made).toMatchObject({
    priceToBook: -2,
    evToEbitda: -20,
    revenue: 0,
    priceToSales: "zero_denominator",
  });
});

describe("a balance sheet", () => {
  const with_ = (lines: KnownStatement["lines"]) =>
    worth({ statements: { ...COMPANY, balance_sheet: [statement("2026-03-31", lines)] } }).enterpriseValue;

  test("that does not tell the debt or the cash leaves enterprise value unknown", () => {
    expect(with_({ ...BALANCE, totalDebt: null })).toBe("no_debt_told");
    expect(with_({ ...BALANCE, cashAndShortTermInvestments: null })).toBe("no_cash_told");
    expect(worth({ statements: { ...COMPANY, balance_sheet: [] } }).enterpriseValue).toBe("not_known_then");
  });

  test("may tell them in parts", () => {
    const debt = { totalDebt: null, shortTermDebt: 100, longTermDebt: 300 };
    const cash = {
      cashAndShortTermInvestments: null,
      cashAndCashEquivalents: 150,
      shortTermInvestments: null,
    };
    expect(with_({ ...BALANCE, ...debt, ...cash })).toBe(1_280);
    expect(with_({ ...BALANCE, ...debt, longTermDebt: null })).toBe("no_debt_told");
  });
});

describe("a trailing year", () => {
  const ofQuarters = (quarters: readonly KnownStatement[]) =>
    worth({ statements: { ...COMPANY, income_statement: quarters } });
  const quarters = ENDS.map((end, at) => statement(end, { totalRevenue: 100 + at, ebit: 1, ebitda: null }));

  test("is the sum of four quarters that follow each other, where none is told", () => {
    expect(ofQuarters(quarters)).toMatchObject({ revenue: 406, ebit: 4, evToEbitda: "not_told" });
  });

  test("is not that of three, of four with a hole, of half years, or of two currencies", () => {
    const [first, second, third, fourth] = quarters as [
      KnownStatement,
      KnownStatement,
      KnownStatement,
      KnownStatement,
    ];
    const earlier = { ...fourth, periodEnd: isoDate("2025-03-31") };
    const halves = ["2026-03-31", "2025-09-30", "2025-03-31", "2024-09-30"].map((end) =>
      statement(end, INCOME),
    );
    for (const made of [
      [first, second, third],
      [first, second, third, earlier],
      halves,
      [first, second, third, { ...fourth, currency: "EUR" }],
    ])
      expect(ofQuarters(made).revenue).toBe("no_trailing_year");
  });

  test("that was told gives way to quarters that end later, and to nothing else", () => {
    const old = statement("2025-12-31", INCOME, YEAR);
    expect(ofQuarters([...quarters.slice(0, 1), old, ...quarters.slice(1)]).revenue).toBe(406);
    expect(ofQuarters([old, ...quarters.slice(1)]).revenue).toBe(500);
  });

  test("is unknown once it ended too long ago", () => {
    expect(ofQuarters([statement("2024-12-31", INCOME, YEAR)])).toMatchObject({
      revenue: "stale",
      priceToSales: "stale",
      priceToBook: 4,
    });
  });
});

describe("currencies", () => {
  const inEuro = {
    income_statement: [statement("2026-03-31", INCOME, { ...YEAR, currency: "EUR" })],
    balance_sheet: [statement("2026-03-31", BALANCE, { currency: "EUR" })],
    cash_flow: [statement("2026-03-31", CASH, { ...YEAR, currency: "EUR" })],
  };

  test("of statements are exchanged into that of the market value; the statements' own figures are not", () => {
    const asked: string[] = [];
    const rate = (from: string, to: string) => {
      asked.push(`${from}${to}`);
      return 1.25;
    };
    expect(worth({ statements: inEuro, rate })).toMatchObject({
      enterpriseValue: 1_000 + 1.25 * 280,
      priceToSales: 1.6,
      priceToBook: 3.2,
      freeCashFlowYield: 0.0625,
      statementCurrency: "EUR",
      revenue: 500,
    });
    expect(new Set(asked)).toEqual(new Set(["EURUSD"]));
  });

  test("without a rate, or that nobody tells, leave ratios unknown", () => {
    expect(worth({ statements: inEuro })).toMatchObject({
      enterpriseValue: "no_fx_rate",
      priceToSales: "no_fx_rate",
      revenue: 500,
    });
    const untold = {
      ...COMPANY,
      income_statement: [statement("2026-03-31", INCOME, { ...YEAR, currency: null })],
    };
    expect(worth({ statements: untold }).priceToSales).toBe("unknown_currency");
  });

  test("in hundredths are of the whole one: a market value quoted in pence is in pounds", () => {
    const inPounds = {
      ...COMPANY,
      income_statement: [statement("2026-03-31", INCOME, { ...YEAR, currency: "GBP" })],
    };
    const quote = { currency: "GBp", marketCap: 1_000 };
    expect(worth({ quote, statements: inPounds })).toMatchObject({ currency: "GBP", priceToSales: 2 });
  });
});

test("what has none of a kind, or of which nothing was known, says so", () => {
  expect(worth({ quote: "stale" })).toMatchObject({
    marketCap: "stale",
    enterpriseValue: "stale",
    priceToSales: "stale",
    revenue: 500,
  });
  expect(worth({ statements: null })).toMatchObject({ revenue: "not_applicable", marketCap: 1_000 });
  expect(worth({ statements: null, isCoin: true })).toMatchObject({
    trailingPe: "not_applicable",
    dividendYield: "not_applicable",
    marketCap: 1_000,
  });
});

test("a day knows the statements that were filed by then, as they were told then", () => {
  const row = (knownOn: string, totalRevenue: number) => ({
    frequency: "annual" as const,
    periodEnd: isoDate("2025-12-31"),
    knownOn: isoDate(knownOn),
    currency: "USD",
    totalRevenue,
    ebit: 1,
    ebitda: 1,
  });
  const revision = (replacedOn: string, figures: object) => ({
    kind: "income_statement" as const,
    frequency: "annual" as const,
    periodEnd: isoDate("2025-12-31"),
    replacedOn: isoDate(replacedOn),
    figures: JSON.stringify(figures),
  });
  const history = new StatementHistory(
    { income_statement: [row("2026-02-10", 300)], balance_sheet: [], cash_flow: [] },
    [revision("2026-04-01", { totalRevenue: 200, ebit: 2 }), revision("2026-03-01", { totalRevenue: 100 })],
  );
  const on = (day: string) =>
    history.on(isoDate(day)).income_statement.map(({ lines }) => [lines.totalRevenue, lines.ebit]);
  expect(on("2026-02-09")).toEqual([]);
  expect(on("2026-02-10")).toEqual([[100, 2]]);
  expect(on("2026-03-15")).toEqual([[200, 2]]);
  expect(on("2026-04-01")).toEqual([[300, 1]]);
  expect(on("2026-02-28")).toEqual([[100, 2]]);
});
