import type { RiskEngine } from "../../db/schema/words.ts";
import { typeOfSymbol } from "../market/symbol.ts";
import { hashOf } from "../platform/hash.ts";
import { type BetaPrior, shrinkBeta } from "../risk/beta-prior.ts";
import type { Holdings } from "../risk/book.ts";
import { BETA_WINDOWS, type BetaWindow } from "../risk/conventions.ts";
import type { BetaStatistic } from "../risk/market-beta.ts";
import { estimatePortfolio, type PortfolioStatistics } from "../risk/portfolio-statistics.ts";
import { perWindow } from "../risk/window.ts";
import { type PanelHandle, PanelRows } from "./panel-rows.ts";

/** Engine and version of a portfolio's numbers: rows of another are not taken for current. */
export const ENGINE_METHODS: Readonly<Record<RiskEngine, string>> = {
  market_beta: "market_beta/1",
  volatility: "volatility/1",
  sector_exposure: "sector_exposure/1",
};

/** What has been estimated of a symbol that a portfolio holds, and a hash of what that rests on. */
export interface HeldSymbol {
  readonly symbol: string;
  readonly betas: Readonly<Record<BetaWindow, BetaStatistic>>;
  readonly inputs: string;
}

/** A portfolio at a session, with everything that its numbers are looked up from. */
export interface PortfolioBook {
  /** Index on the panel's session axis. */
  readonly at: number;
  readonly holdings: Holdings;
  /** In code-unit order; a held symbol that is not among them has no estimate. */
  readonly symbols: readonly HeldSymbol[];
  readonly priors: Readonly<Record<BetaWindow, Pick<BetaPrior, "moments">>>;
}

/** A portfolio's numbers of a session, with a hash of what each engine's rest on. */
export interface EstimatedPortfolio {
  readonly statistics: PortfolioStatistics;
  readonly inputs: Readonly<Record<RiskEngine, string>>;
}

function inputsOf({ holdings, symbols, priors }: PortfolioBook): EstimatedPortfolio["inputs"] {
  const { positions, privateAssets, unpriced } = holdings;
  const held = symbols.map(({ symbol, inputs }) => [symbol, inputs]);
  const moments = BETA_WINDOWS.map((window) => priors[window].moments);
  return {
    market_beta: hashOf([ENGINE_METHODS.market_beta, holdings, held, moments]),
    volatility: hashOf([ENGINE_METHODS.volatility, holdings, held]),
    // The equity plays no part in concentration.
    sector_exposure: hashOf([ENGINE_METHODS.sector_exposure, positions, privateAssets, unpriced]),
  };
}

/** The numbers of some portfolios, in their order. Portfolios are independent: any sharding gives the same ones. */
export function estimatePortfolios(
  panel: PanelHandle,
  books: readonly PortfolioBook[],
): readonly EstimatedPortfolio[] {
  const rows = new PanelRows(panel);
  const market = rows.market();
  return books.map((book) => {
    const symbols = book.symbols.flatMap(({ symbol, betas }) => {
      const series = rows.rowOf(symbol);
      if (series === null) return [];
      const betaShrunk = perWindow(BETA_WINDOWS, (window) =>
        shrinkBeta({ symbol, type: typeOfSymbol(symbol), beta: betas[window] }, book.priors[window]),
      );
      return [[symbol, { series, betas, betaShrunk }] as const];
    });
    const { holdings, at } = book;
    const inputs = { holdings, symbols: new Map(symbols), market, issuers: new Map(), at };
    return { statistics: estimatePortfolio(inputs), inputs: inputsOf(book) };
  });
}
