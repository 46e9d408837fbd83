import type { HeldSymbol, PortfolioBook } from "../../src/compute/estimate-portfolios.ts";
import { estimatePriors } from "../../src/compute/estimate-priors.ts";
import { estimateSymbols } from "../../src/compute/estimate-symbols.ts";
import type { Panel } from "../../src/market/panel/panel.ts";
import { BETA_WINDOWS } from "../../src/risk/conventions.ts";
import { perWindow } from "../../src/risk/window.ts";
import { holdingsOf, ORACLE } from "../risk/oracle.ts";

/** No members have been fixed: the whole panel is asked. */
export const WHOLE = perWindow(BETA_WINDOWS, () => null);

/** The books of the oracle's portfolios at one session of the panel of its closes. */
export function booksAt(panel: Panel, at: number): PortfolioBook[] {
  const { symbols } = panel.axes;
  const estimated = estimateSymbols(
    panel,
    symbols.map((_, row) => ({ row, at })),
  );
  const held = symbols.map((symbol, row): HeldSymbol => {
    const { statistics, inputs } = estimated[row] as (typeof estimated)[number];
    return { symbol, betas: perWindow(BETA_WINDOWS, (window) => statistics.marketBeta[window].beta), inputs };
  });
  const [priors] = estimatePriors(panel, [{ at, members: WHOLE }]);
  return Object.keys(ORACLE.portfolios).map((name) => {
    const holdings = holdingsOf(name);
    const names = new Set(holdings.positions.map(({ underlying }) => underlying));
    return {
      at,
      holdings,
      symbols: held.filter(({ symbol }) => names.has(symbol)),
      priors: perWindow(BETA_WINDOWS, (window) => ({
        moments: (priors as NonNullable<typeof priors>)[window].prior.moments,
      })),
    };
  });
}
