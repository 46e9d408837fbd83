import type { Sqlite } from "../../db/driver.ts";
import type { EstimatedPriors } from "../compute/estimate-priors.ts";
import type { EstimatedCell, SymbolCell } from "../compute/estimate-symbols.ts";
import type { Pool } from "../compute/pool.ts";
import type { Panel } from "../market/panel/panel.ts";
import { unfinishedImports } from "../market/prices/ledger.ts";
import { type SymbolName, typeOfSymbol } from "../market/symbol.ts";
import { NightdeskError } from "../platform/errors.ts";
import type { IsoDate } from "../platform/iso-date.ts";
import type { Known } from "../platform/known.ts";
import { shrinkBeta } from "../risk/beta-prior.ts";
import {
  BETA_WINDOWS,
  type BetaWindow,
  VOLATILITY_WINDOWS,
  type VolatilityWindow,
} from "../risk/conventions.ts";
import type { MarketBeta } from "../risk/market-beta.ts";
import type { Statistic } from "../risk/statistic.ts";
import { perWindow } from "../risk/window.ts";
import { type PriorMoments, readPriors } from "./stored-priors.ts";

/** The regression on the market over one window of sessions: alpha is a return a day, the errors are beta's. */
interface WindowReport {
  readonly n: number;
  readonly alpha: Statistic;
  readonly beta: Statistic;
  readonly beta_shrunk: Statistic;
  readonly r_squared: Statistic;
  readonly se: Statistic;
  readonly se_hac: Statistic;
  readonly p_value: Statistic;
}

/** A symbol's own statistics at a session, as they are published. */
export interface SymbolReport {
  readonly symbol: SymbolName;
  readonly date: IsoDate;
  readonly windows: Readonly<Record<BetaWindow, WindowReport>>;
  /** Realised, annualised, as decimals. */
  readonly volatility: Readonly<Record<`realized_${VolatilityWindow}`, Statistic>>;
  /** Price files of which only a part may have been stored when this was read. */
  readonly unfinished_imports: readonly string[];
}

/**
 * The report of one symbol, computed by the pool from what is stored. The prior that its betas are drawn to is that of the
 * session's night if there was one, else of everything that is stored.
 * @throws NightdeskError `not_found` if it has no prices, or the session lies outside of all that are stored.
 */
export async function reportSymbol(
  pool: Pool,
  db: Sqlite,
  symbol: SymbolName,
  date: IsoDate,
): Promise<SymbolReport> {
  const panel = await pool.loadPanel();
  const cell = cellOf(panel, symbol, date);
  const [[estimated], priors] = await Promise.all([
    pool.estimateSymbols(panel, [cell]),
    priorsOf(pool, db, panel, date, cell.at),
  ]);
  const { statistics } = estimated as EstimatedCell;
  const windows = perWindow(BETA_WINDOWS, (window) =>
    windowReport(symbol, statistics.marketBeta[window], priors[window]),
  );
  const volatility = Object.fromEntries(
    VOLATILITY_WINDOWS.map((window) => [`realized_${window}`, statistics.realised[window]]),
  );
  return {
    symbol,
    date,
    windows,
    volatility: volatility as SymbolReport["volatility"],
    unfinished_imports: unfinishedImports(db),
  };
}

async function priorsOf(
  pool: Pool,
  db: Sqlite,
  panel: Panel,
  date: IsoDate,
  at: number,
): Promise<Readonly<Record<BetaWindow, PriorMoments>>> {
  const stored = readPriors(db, date);
  if (BETA_WINDOWS.every((window) => stored[window] !== null)) {
    return perWindow(BETA_WINDOWS, (window) => stored[window] as PriorMoments);
  }
  const [made] = await pool.estimatePriors(panel, [{ at, members: perWindow(BETA_WINDOWS, () => null) }]);
  return perWindow(BETA_WINDOWS, (window) => (made as EstimatedPriors)[window].prior);
}

function cellOf({ axes }: Panel, symbol: SymbolName, session: IsoDate): SymbolCell {
  const row = axes.symbols.indexOf(symbol);
  if (row < 0) {
    throw new NightdeskError(
      "not_found",
      `No prices of ${symbol} are stored; "nightdesk prices import" brings them in.`,
    );
  }
  const at = axes.sessions.indexOf(session);
  if (at >= 0) return { row, at };
  throw new NightdeskError(
    "not_found",
    `The stored prices run from ${axes.sessions[0]} to ${axes.sessions.at(-1)}, and ${session} is not among these sessions; give another with --date.`,
    { details: { date: session } },
  );
}

function windowReport(symbol: SymbolName, estimate: MarketBeta, prior: PriorMoments): WindowReport {
  const { beta } = estimate;
  const evidence = { n: beta.n, flags: beta.flags };
  const of = (number: Known<number>): Statistic => ({ ...number, ...evidence });
  const se: Known<number> =
    beta.reason === null ? { value: beta.se, reason: null } : { value: null, reason: beta.reason };
  return {
    n: beta.n,
    alpha: of(estimate.alpha),
    beta,
    beta_shrunk: shrinkBeta({ symbol, type: typeOfSymbol(symbol), beta }, prior),
    r_squared: of(estimate.rSquared),
    se: of(se),
    se_hac: of(estimate.seHac),
    p_value: of(estimate.pValue),
  };
}
