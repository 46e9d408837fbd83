import { describe, expect, test } from "bun:test";
import { BETA_WINDOWS, VOLATILITY_WINDOWS } from "../../src/risk/conventions.ts";
import { estimatePortfolio } from "../../src/risk/portfolio-statistics.ts";
import type { WeightedSum } from "../../src/risk/weighted-sum.ts";
import { Agreement, LOADING, WEIGHT } from "./agreement.ts";
import { compareBeta } from "./compare-beta.ts";
import { estimateAll, holdingsOf, MARKET, ORACLE, type OracleSum, sessionAt } from "./oracle.ts";

function compareSum(to: Agreement, place: string, actual: WeightedSum, expected?: OracleSum): void {
  const { total, contributions, uncovered } = actual;
  to.same(`${place} n`, total.n, expected?.n);
  to.close(`${place} coverage`, total.coverage, expected?.coverage ?? Number.NaN, WEIGHT);
  if (expected?.reason !== undefined) {
    to.same(place, [total.value, total.reason], [null, expected.reason]);
    to.same(`${place} contributions`, contributions, []);
    return;
  }
  to.close(place, total.value, expected?.value ?? Number.NaN, LOADING);
  const names = contributions.map(({ symbol }) => symbol);
  to.same(`${place} names`, names, Object.keys(expected?.contributions ?? {}));
  for (const { symbol, contribution } of contributions) {
    to.close(`${place} ${symbol}`, contribution, expected?.contributions[symbol] ?? Number.NaN, LOADING);
  }
  const missing = uncovered.filter(({ reason }) => reason !== "private_asset").map(({ name }) => name);
  to.same(`${place} missing`, missing, expected?.missing);
}

describe.each(Object.entries(ORACLE.dates))("portfolios on %s", (date, { portfolios }) => {
  const at = sessionAt(date);
  const symbols = estimateAll(at);

  test.each(Object.entries(portfolios))("%s equals numpy's, number by number", (name, expected) => {
    const issuers = new Map(Object.entries(ORACLE.portfolios[name]?.issuers ?? {}));
    const actual = estimatePortfolio({ holdings: holdingsOf(name), symbols, market: MARKET, issuers, at });
    const to = new Agreement();
    const { book, concentration } = actual;
    to.close("gross", book.gross, expected.gross, WEIGHT);
    to.same(
      "underlyings",
      book.underlyings.map((each) => each.name),
      Object.keys(expected.weights),
    );
    for (const [n, weight] of Object.values(expected.weights).entries()) {
      to.close(`weight ${n}`, book.weights.value?.[n], weight, WEIGHT);
    }
    for (const window of BETA_WINDOWS) {
      compareSum(to, `beta ${window}`, actual.beta[window], expected.beta[window]);
      compareSum(to, `beta_shrunk ${window}`, actual.betaShrunk[window], expected.shrunk[window]);
      const regression = expected.regression[window];
      if (regression !== undefined) {
        compareBeta(to, `regression ${window}`, actual.regression[window], regression);
      }
      const { filled, coverage } = actual.regression[window].beta;
      to.close(`regression ${window} filled`, filled, expected.filled[window] ?? Number.NaN, WEIGHT);
      to.close(`regression ${window} coverage`, coverage, expected.pro_forma_coverage, WEIGHT);
    }
    for (const window of VOLATILITY_WINDOWS) {
      const { n, value, reason } = expected.vol[window] ?? { n: -1, value: Number.NaN };
      const made = actual.realised[window];
      to.same(`volatility ${window} n`, made.n, n);
      if (reason === undefined) to.close(`volatility ${window}`, made.value, value, LOADING);
      else to.same(`volatility ${window}`, [made.value, made.reason], [null, reason]);
      const filled = expected.filled[window] ?? Number.NaN;
      to.close(`volatility ${window} filled`, made.filled, filled, WEIGHT);
      to.same(`volatility ${window} flag`, made.flags.includes("filled"), filled > 0.05);
      to.close(`volatility ${window} coverage`, made.coverage, expected.pro_forma_coverage, WEIGHT);
    }
    to.same(
      "not in the series",
      actual.uncovered.map((each) => each.name),
      expected.pro_forma_missing,
    );
    for (const [key, made] of [
      ["hhi", concentration.hhi],
      ["effective_positions", concentration.effectivePositions],
      ["top_3", concentration.top3],
      ["top_10", concentration.top10],
    ] as const) {
      to.close(key, made.value, expected.concentration[key] ?? Number.NaN, WEIGHT);
      to.same(`${key} n`, made.n, expected.concentration.n);
    }
    expect(to.disagreements).toEqual([]);
    expect(to.compared).toBeGreaterThan(50);
  });
});

test("flags of what was used stand on the portfolio's numbers", () => {
  const at = sessionAt("2026-05-29");
  const holdings = holdingsOf("long_short");
  const { beta, realised } = estimatePortfolio({
    holdings,
    symbols: estimateAll(at),
    market: MARKET,
    issuers: new Map(),
    at,
  });
  expect(beta[252].total.flags).toEqual(["extreme", "limited_history", "outlier_returns"]);
  expect(realised[21].flags).toEqual(["outlier_returns"]);
  expect(realised[252].flags).toEqual(["filled", "outlier_returns"]);
});
