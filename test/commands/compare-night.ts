import type { SymbolReport } from "../../src/batch/symbol-report.ts";
import type { Figure } from "../../src/portfolio/report/figure.ts";
import type { PortfolioReport } from "../../src/portfolio/report/portfolio-report.ts";
import { BETA_WINDOWS } from "../../src/risk/conventions.ts";
import { type Agreement, LOADING, WEIGHT } from "../risk/agreement.ts";
import type {
  By,
  OracleNumber,
  OraclePortfolio,
  OracleRegression,
  OracleSum,
  OracleSymbol,
  OracleUncovered,
} from "../support/night-oracle.ts";

type Numbers = By<Figure>;
type Part = Readonly<Record<string, string | number | null>>;
interface Engine {
  readonly contributions: readonly Part[];
  readonly uncovered: readonly (OracleUncovered & { readonly window?: number })[];
}
type BetaEngine = Engine & {
  readonly windows: By<{ readonly beta: Figure; readonly beta_shrunk: Figure; readonly coverage: number }>;
  readonly regression: { readonly windows: By<Numbers & { readonly n: number }> };
};

const REGRESSION = ["alpha", "beta", "r_squared", "se", "se_hac", "p_value"] as const;
const CONCENTRATION = ["hhi", "effective_positions", "top_3", "top_10"] as const;

/** A published number against the oracle's value, or its null against the oracle's reason. */
function compareFigure(
  to: Agreement,
  place: string,
  actual: Pick<Figure, "value" | "reason" | "n"> | undefined,
  expected: OracleNumber,
  scale = LOADING,
): void {
  to.same(`${place} reason`, actual?.reason, expected.reason);
  to.same(`${place} n`, actual?.n, expected.n);
  if (expected.value === null) to.same(place, actual?.value, null);
  else if (place.endsWith("p_value")) to.closeP(place, actual?.value, expected.value);
  else to.close(place, actual?.value, expected.value, scale);
}

/** All six numbers of a regression. */
function compareRegression(
  to: Agreement,
  place: string,
  actual: By<Pick<Figure, "value" | "reason" | "n">>,
  expected: OracleRegression,
): void {
  for (const name of REGRESSION) {
    const reason = name === "p_value" ? expected.p_value_reason : expected.reason;
    const scale = name === "r_squared" ? WEIGHT : LOADING;
    compareFigure(
      to,
      `${place} ${name}`,
      actual[name],
      { n: expected.n, value: expected[name], reason },
      scale,
    );
  }
}

/** A symbol's report against the oracle: every number there is. */
export function compareSymbol(
  to: Agreement,
  place: string,
  { windows, volatility }: SymbolReport,
  expected: OracleSymbol,
): void {
  for (const window of BETA_WINDOWS) {
    const { n, ...numbers } = windows[window];
    const oracle = expected.beta[window] as OracleSymbol["beta"][string];
    to.same(`${place} ${window} n`, n, oracle.n);
    compareRegression(to, `${place} ${window}`, numbers, oracle);
    const { beta_shrunk: value, beta_shrunk_reason: reason } = oracle;
    compareFigure(to, `${place} ${window} beta_shrunk`, numbers.beta_shrunk, { n, value, reason });
  }
  for (const [window, oracle] of Object.entries(expected.volatility)) {
    const actual = volatility[`realized_${window}` as keyof typeof volatility];
    compareFigure(to, `${place} realized_${window}`, actual, oracle);
  }
}

function compareUncovered(
  to: Agreement,
  place: string,
  actual: Engine["uncovered"],
  expected: readonly OracleUncovered[],
): void {
  const bare = (list: readonly OracleUncovered[]) => list.map(({ name, reason }) => ({ name, reason }));
  to.same(`${place} uncovered`, bare(actual), bare(expected));
  for (const [at, { name, dollars }] of expected.entries()) {
    const here = `${place} uncovered ${name}`;
    if (dollars === null) to.same(here, actual[at]?.dollars, null);
    else to.close(here, actual[at]?.dollars, dollars, 1);
  }
}

/** One column of what takes a number apart, against the oracle's; who is not in the one is not in the other. */
function compareParts(to: Agreement, place: string, actual: Engine, column: string, expected: By<number>) {
  const entered = actual.contributions.filter((part) => part[column] !== null);
  to.same(`${place} ${column} names`, entered.map(({ name }) => name).sort(), Object.keys(expected).sort());
  for (const part of entered) {
    const value = expected[String(part.name)] ?? Number.NaN;
    to.close(`${place} ${column} of ${part.name}`, part[column] as number, value, WEIGHT);
  }
}

/** The parts of a number add up to it. */
function compareTotal(to: Agreement, place: string, actual: Engine, column: string, total: number | null) {
  const parts = actual.contributions.map((part) => Number(part[column] ?? 0));
  to.close(
    `${place} ${column} adds up`,
    parts.reduce((sum, part) => sum + part, 0),
    total ?? 0,
    WEIGHT,
  );
}

function compareWeighted(
  to: Agreement,
  place: string,
  actual: BetaEngine,
  window: string,
  key: "beta" | "beta_shrunk",
  expected: OracleSum,
): void {
  const figure = actual.windows[window]?.[key];
  compareFigure(to, `${place} ${window} ${key}`, figure, expected);
  to.close(`${place} ${window} ${key} coverage`, figure?.coverage, expected.coverage, WEIGHT);
  compareParts(to, place, actual, `${key}_${window}`, expected.contributions);
  compareTotal(to, place, actual, `${key}_${window}`, expected.value);
}

function compareSeries(
  to: Agreement,
  place: string,
  actual: Figure | undefined,
  expected: { readonly coverage: number; readonly filled: number | null },
): void {
  to.close(`${place} coverage`, actual?.coverage, expected.coverage, WEIGHT);
  if (expected.filled === null) to.same(`${place} filled`, actual?.filled, undefined);
  else to.close(`${place} filled`, actual?.filled, expected.filled, WEIGHT);
}

function compareBetas(to: Agreement, place: string, actual: BetaEngine, expected: OraclePortfolio): void {
  compareParts(to, place, actual, "weight", expected.book.weights);
  for (const window of Object.keys(expected.beta)) {
    const weighted = expected.beta[window] as OracleSum;
    compareWeighted(to, place, actual, window, "beta", weighted);
    compareWeighted(to, place, actual, window, "beta_shrunk", expected.beta_shrunk[window] as OracleSum);
    to.close(`${place} ${window} coverage`, actual.windows[window]?.coverage, weighted.coverage, WEIGHT);
    const own = actual.uncovered.filter((each) => String(each.window) === window);
    compareUncovered(to, `${place} ${window}`, own, weighted.uncovered);
    const regression = expected.regression[window] as OraclePortfolio["regression"][string];
    const made = actual.regression.windows[window];
    compareRegression(to, `${place} regression ${window}`, made as Numbers, regression);
    to.same(`${place} regression ${window} n`, made?.n, regression.n);
    compareSeries(to, `${place} regression ${window}`, made?.beta, regression);
  }
}

function compareConcentration(
  to: Agreement,
  place: string,
  actual: Engine & Numbers,
  expected: OraclePortfolio,
) {
  for (const name of CONCENTRATION) {
    const { [name]: value, n } = expected.concentration;
    compareFigure(to, `${place} ${name}`, actual[name], { n, value, reason: null }, WEIGHT);
  }
  const { dollars, private: privates, gross } = expected.book;
  const sizes = Object.entries({ ...dollars, ...privates }).map(
    ([name, amount]) => [name, Math.abs(amount) / gross] as const,
  );
  compareParts(to, place, actual, "share", Object.fromEntries(sizes));
  compareTotal(to, place, actual, "share", 1);
  const unpriced = expected.uncovered.filter(({ reason }) => reason === "not_priced");
  compareUncovered(to, place, actual.uncovered, unpriced);
}

/** The risk part of a portfolio's report against the oracle: every number, contribution and gap of the three engines. */
export function compareRisk(
  to: Agreement,
  place: string,
  { risk }: PortfolioReport,
  expected: OraclePortfolio,
): void {
  compareBetas(to, place, risk.market_beta as unknown as BetaEngine, expected);
  const volatility = risk.volatility as unknown as Engine & Numbers;
  for (const [window, oracle] of Object.entries(expected.volatility)) {
    const figure = volatility[`realized_${window}`];
    compareFigure(to, `${place} realized_${window}`, figure, oracle);
    compareSeries(to, `${place} realized_${window}`, figure, oracle);
  }
  compareTotal(to, place, volatility, "realized_252", expected.volatility[252]?.value ?? null);
  compareParts(to, `${place} volatility`, volatility, "weight", expected.book.weights);
  compareUncovered(to, `${place} volatility`, volatility.uncovered, expected.uncovered);
  compareConcentration(to, place, risk.sector_exposure as unknown as Engine & Numbers, expected);
}
