import { DerivedRows } from "../../db/bulk/derived.ts";
import { Rows } from "../../db/bulk/rows.ts";
import {
  portfolioBeta,
  portfolioConcentration,
  portfolioRisk,
  portfolioVolatility,
} from "../../db/schema/risk.ts";
import type { RiskEngine } from "../../db/schema/words.ts";
import { joinWords } from "../../db/words.ts";
import type { Writer } from "../../db/writer.ts";
import { ENGINE_METHODS, type EstimatedPortfolio } from "../compute/estimate-portfolios.ts";
import type { IsoDate } from "../platform/iso-date.ts";
import { BETA_WINDOWS, VOLATILITY_WINDOWS } from "../risk/conventions.ts";
import type { Uncovered } from "../risk/coverage.ts";
import { encodeParts, PARTS_VERSION } from "../risk/parts.ts";
import type { PortfolioStatistics } from "../risk/portfolio-statistics.ts";
import type { Contribution } from "../risk/weighted-sum.ts";
import type { Revisions } from "./revisions.ts";
import { regressionColumns, statisticColumns } from "./risk-columns.ts";
import { type Stored, weigh } from "./stored.ts";

/** A portfolio and a session. */
export interface RiskKey {
  readonly portfolioId: number;
  readonly session: IsoDate;
}

/** What takes a portfolio's numbers apart: its columns by name, each by underlying. */
type NamedParts = Readonly<Record<string, ReadonlyMap<string, number>>>;

const contributionsOf = (list: readonly Contribution[]) =>
  new Map(list.map(({ symbol, contribution }) => [symbol, contribution] as const));
const weightsOf = (statistics: PortfolioStatistics) =>
  new Map(
    statistics.book.underlyings.map(
      ({ name }, at) => [name, statistics.book.weights.value?.[at] ?? Number.NaN] as const,
    ),
  );

function partsOf(engine: RiskEngine, statistics: PortfolioStatistics): NamedParts {
  if (engine === "sector_exposure") {
    const share = new Map<string, number>();
    // A private asset may bear a symbol's name.
    for (const each of statistics.concentration.shares) {
      share.set(each.issuer, (share.get(each.issuer) ?? 0) + each.share);
    }
    return { share };
  }
  const weight = weightsOf(statistics);
  if (engine === "volatility") {
    return { weight, realized_252: contributionsOf(statistics.volatilityContributions) };
  }
  const sums = BETA_WINDOWS.flatMap((window) => [
    [`beta_${window}`, contributionsOf(statistics.beta[window].contributions)] as const,
    [`beta_shrunk_${window}`, contributionsOf(statistics.betaShrunk[window].contributions)] as const,
  ]);
  return { weight, ...Object.fromEntries(sums) };
}

/** What an engine's numbers go without. A beta's window is told, since a name may have returns enough for the longer one only. */
function uncoveredOf(
  engine: RiskEngine,
  statistics: PortfolioStatistics,
): readonly (Uncovered & { readonly window?: number })[] {
  if (engine === "sector_exposure") {
    return statistics.book.unpriced.map((name) => ({ name, dollars: null, reason: "not_priced" }));
  }
  if (engine === "volatility") return statistics.uncovered;
  return BETA_WINDOWS.flatMap((window) =>
    statistics.beta[window].uncovered.map((each) => ({ ...each, window })),
  );
}

/** Stores what the engines have made of portfolios. All calls belong inside a transaction. */
export class RiskStore {
  readonly #revisions: Revisions;
  readonly #seen: number;
  readonly #derived: DerivedRows;
  readonly #heads: Rows<typeof portfolioRisk>;
  readonly #betas: Rows<typeof portfolioBeta>;
  readonly #volatilities: Rows<typeof portfolioVolatility>;
  readonly #concentrations: Rows<typeof portfolioConcentration>;

  /** @param seen The newest price change that what is stored reflects. */
  constructor({ db }: Writer, revisions: Revisions, seen: number) {
    this.#revisions = revisions;
    this.#seen = seen;
    this.#derived = new DerivedRows(db, "portfolio_risk", ["portfolio_id", "session", "engine"]);
    this.#heads = new Rows(db, portfolioRisk);
    this.#betas = new Rows(db, portfolioBeta);
    this.#volatilities = new Rows(db, portfolioVolatility);
    this.#concentrations = new Rows(db, portfolioConcentration);
  }

  store(key: RiskKey, engine: RiskEngine, { statistics, inputs }: EstimatedPortfolio, at: string): Stored {
    const { portfolioId, session } = key;
    const method = ENGINE_METHODS[engine];
    const made = { method, inputs: inputs[engine] };
    const stored = weigh(this.#derived, [portfolioId, session, engine], made, this.#seen);
    if (stored === "unchanged") return stored;
    if (stored === "replaced") this.#revisions.keep({ ...key, part: engine }, at);
    const parts = partsOf(engine, statistics);
    const columns = Object.keys(parts);
    const names = [...new Set(Object.values(parts).flatMap((each) => [...each.keys()]))];
    const values = Object.values(parts).map((each) =>
      Float64Array.from(names, (name) => each.get(name) ?? Number.NaN),
    );
    this.#heads.put({
      ...key,
      engine,
      layout: columns.join(","),
      version: PARTS_VERSION,
      parts: Buffer.from(encodeParts({ columns, names, values })),
      uncovered: JSON.stringify(uncoveredOf(engine, statistics)),
      ...made,
      seen: this.#seen,
      publishedAt: at,
    });
    this.#numbers(key, engine, statistics);
    return stored;
  }

  #numbers(key: RiskKey, engine: RiskEngine, statistics: PortfolioStatistics): void {
    if (engine === "market_beta") this.#putBetas(key, statistics);
    else if (engine === "volatility") this.#putVolatilities(key, statistics);
    else this.#putConcentration(key, statistics);
  }

  #putBetas(key: RiskKey, statistics: PortfolioStatistics): void {
    for (const window of BETA_WINDOWS) {
      const weighted = statistics.beta[window].total;
      const shrunk = statistics.betaShrunk[window].total;
      const { beta: slope, ...rest } = statistics.regression[window];
      this.#betas.put({
        ...key,
        window,
        ...statisticColumns(weighted),
        coverage: weighted.coverage ?? null,
        shrunk: shrunk.value,
        shrunkReason: shrunk.reason,
        shrunkN: shrunk.n,
        shrunkCoverage: shrunk.coverage ?? null,
        shrunkFlags: joinWords(shrunk.flags),
        slope: slope.value,
        slopeReason: slope.reason,
        slopeN: slope.n,
        slopeCoverage: slope.coverage ?? null,
        slopeFilled: slope.filled ?? null,
        slopeFlags: joinWords(slope.flags),
        ...regressionColumns({ beta: slope, ...rest }),
      });
    }
  }

  #putVolatilities(key: RiskKey, { realised }: PortfolioStatistics): void {
    for (const window of VOLATILITY_WINDOWS) {
      const statistic = realised[window];
      const { coverage = null, filled = null } = statistic;
      this.#volatilities.put({ ...key, window, ...statisticColumns(statistic), coverage, filled });
    }
  }

  #putConcentration(key: RiskKey, { concentration }: PortfolioStatistics): void {
    const { hhi, effectivePositions, top3, top10 } = concentration;
    this.#concentrations.put({
      ...key,
      hhi: hhi.value,
      effectivePositions: effectivePositions.value,
      top3: top3.value,
      top10: top10.value,
      reason: hhi.reason,
      n: hhi.n,
      flags: joinWords(hhi.flags),
    });
  }
}
