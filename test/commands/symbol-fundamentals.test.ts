import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import type { SymbolView } from "../../src/batch/symbol-view.ts";
import { FROM_SOURCE, TEST_LIMIT_MS } from "../support/command.ts";
import { ProvidedCompanies } from "./provided-companies.ts";

setDefaultTimeout(TEST_LIMIT_MS);

const options = { program: FROM_SOURCE, env: { NIGHTDESK_PROVIDERS: "yahoo" } };
const MILLION = 1e6;
let desk: ProvidedCompanies;

beforeAll(async () => {
  desk = new ProvidedCompanies();
  for (const symbol of ["AAPL", "SPY", "^IRX"]) {
    expect(await desk.run(["symbol", symbol, "--watch"], options)).toMatchObject({ code: 0 });
  }
  expect(await desk.run(["collect"], options)).toMatchObject({ code: 0 });
});

afterAll(() => desk[Symbol.asyncDispose]());

/** What is shown of a symbol, line by line, and what there is to be shown. */
async function shown(symbol: string) {
  const { stdout } = await desk.run(["symbol", symbol], options);
  return { lines: stdout.split("\n"), view: await desk.json<SymbolView>(["symbol", symbol], options) };
}

const millions = (value: unknown) => `${Math.round(Number(value) / MILLION).toLocaleString("en-US")} M`;

test("a company is shown with its name, its worth, its next earnings and its newest periods", async () => {
  const { lines, view } = await shown("AAPL");
  const { industry, country, beta } = desk.companies.find("AAPL") ?? {};
  const { identity, valuation, earnings_dates: earnings, targets } = view.profile;
  expect(lines).toContain(`AAPL Incorporated, ${industry}, ${country} (yahoo, ${identity.as_of})`);
  const worth = valuation.values as Readonly<Record<string, unknown>>;
  const market = lines.find((line) => line.includes("market cap"));
  expect(market).toStartWith(`  ${valuation.as_of}: market cap ${millions(worth.market_cap)}, `);
  expect(market).toContain(`beta ${beta}, target ${(targets.values as { target_mean: number }).target_mean}`);
  const { next_from: next, is_expected: isExpected } = earnings.values as Readonly<Record<string, unknown>>;
  const told = lines.filter((line) => line.startsWith("  earnings on "));
  expect(told).toEqual(
    next === null ? [] : [`  earnings on ${next}${isExpected === 1 ? " (expected)" : ""}`],
  );

  const { annual, quarterly } = view.statements.periods;
  const periods = [...annual.slice(0, 2), ...quarterly.slice(0, 2)];
  const rows = periods.map(({ period_end: end, fiscal_year: year, fiscal_quarter: quarter, statements }) => {
    const { total_revenue: revenue, net_income: income } = statements.income_statement?.lines ?? {};
    const label = `FY${year}${quarter === null ? "" : ` Q${quarter}`}`;
    return `${end} ${label} revenue ${millions(revenue)} net income ${millions(income)} USD`;
  });
  const words = lines.map((line) => line.trim().replaceAll(/ +/g, " "));
  expect(words.filter((line) => line.includes(" revenue "))).toEqual(rows);
});

test("--json has all of it", async () => {
  const { view } = await shown("AAPL");
  expect(Object.keys(view.profile)).toHaveLength(8);
  expect(view.statements.periods.quarterly).toHaveLength(4);
  const truth = desk.companies.periodsVisibleAt("AAPL", Date.now());
  const newest = truth.findLast(({ frequency }) => frequency === "quarterly");
  const [quarter] = view.statements.periods.quarterly;
  expect(quarter?.period_end).toBe(newest?.end as never);
  expect(quarter?.statements.balance_sheet?.lines.total_assets).toBe(
    newest?.figures.balance_sheet.totalAssets,
  );
});

test("a fund is shown without periods, and without a word of why", async () => {
  const { lines, view } = await shown("SPY");
  expect(lines.filter((line) => /revenue|no statements|earnings on/.test(line))).toEqual([]);
  expect(lines.some((line) => line.includes(`(yahoo, ${view.profile.identity.as_of})`))).toBe(true);
  expect(view.statements.reason).toBe("not_applicable");
});

test("an index has neither", async () => {
  const { lines, view } = await shown("^IRX");
  expect(lines.filter((line) => /revenue|market cap|no statements|\(yahoo, /.test(line))).toEqual([]);
  expect(view.profile.valuation).toMatchObject({ values: null, reason: "not_applicable" });
});
