import type { PanelAxes } from "../market/panel/panel.ts";
import type { SymbolName } from "../market/symbol.ts";
import type { IsoDate } from "../platform/iso-date.ts";
import type { Known } from "../platform/known.ts";
import { type BetaPrior, estimateBetaPrior, shrinkBeta } from "../risk/beta-prior.ts";
import {
  BETA_WINDOWS,
  type BetaWindow,
  VOLATILITY_WINDOWS,
  type VolatilityWindow,
} from "../risk/conventions.ts";
import type { MarketBeta } from "../risk/market-beta.ts";
import type { Statistic } from "../risk/statistic.ts";
import type { SymbolStatistics } from "../risk/symbol-statistics.ts";
import { perWindow } from "../risk/window.ts";
import { table } from "./answer.ts";

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
 * The report of one symbol. The whole universe goes in, because the prior that betas are drawn to is made of it.
 * @param statistics Of every symbol of the axes, in their order.
 */
export function symbolReport(
  { symbols }: PanelAxes,
  statistics: readonly SymbolStatistics[],
  symbol: SymbolName,
  date: IsoDate,
  unfinished: readonly string[],
): SymbolReport {
  const own = statistics[symbols.indexOf(symbol)] as SymbolStatistics;
  const windows = perWindow(BETA_WINDOWS, (window) => {
    const candidates = symbols.map((each, at) => ({
      symbol: each,
      type: null,
      beta: (statistics[at] as SymbolStatistics).marketBeta[window].beta,
    }));
    return windowReport(symbol, own.marketBeta[window], estimateBetaPrior(window, candidates));
  });
  const volatility = Object.fromEntries(
    VOLATILITY_WINDOWS.map((window) => [`realized_${window}`, own.realised[window]]),
  );
  return {
    symbol,
    date,
    windows,
    volatility: volatility as SymbolReport["volatility"],
    unfinished_imports: unfinished,
  };
}

function windowReport(symbol: SymbolName, estimate: MarketBeta, prior: BetaPrior): WindowReport {
  const { beta } = estimate;
  const evidence = { n: beta.n, flags: beta.flags };
  const of = (number: Known<number>): Statistic => ({ ...number, ...evidence });
  const se: Known<number> =
    beta.reason === null ? { value: beta.se, reason: null } : { value: null, reason: beta.reason };
  return {
    n: beta.n,
    alpha: of(estimate.alpha),
    beta,
    beta_shrunk: shrinkBeta({ symbol, type: null, beta }, prior),
    r_squared: of(estimate.rSquared),
    se: of(se),
    se_hac: of(estimate.seHac),
    p_value: of(estimate.pValue),
  };
}

const DIGITS = 6;
const PER_CENT = 100;

function shown({ value, reason }: Known<number>): string {
  return value === null ? reason : value.toPrecision(DIGITS);
}

/** The report for people: a column a window; what is not known says why in its place. */
export function symbolReportLines(report: SymbolReport): string[] {
  const { symbol, date, windows, volatility, unfinished_imports: unfinished } = report;
  const names = ["beta", "beta_shrunk", "alpha", "r_squared", "se", "se_hac", "p_value"] as const;
  const rows = names.map((name) => [name, ...BETA_WINDOWS.map((window) => shown(windows[window][name]))]);
  const counts = ["n", ...BETA_WINDOWS.map((window) => String(windows[window].n))];
  const flags = [...new Set(BETA_WINDOWS.flatMap((window) => windows[window].beta.flags))];
  const volatilities = VOLATILITY_WINDOWS.map((window) => {
    const { value, reason } = volatility[`realized_${window}`];
    return `${window} sessions ${value === null ? reason : `${(value * PER_CENT).toFixed(2)} %`}`;
  });
  return [
    `${symbol} at the close of ${date}`,
    ...table([["on SPY", ...BETA_WINDOWS.map((window) => `${window} sessions`)], ...rows, counts], [1, 2]),
    `realised volatility a year: ${volatilities.join(", ")}`,
    ...(flags.length === 0 ? [] : [`flags: ${flags.join(", ")}`]),
    ...unfinished.map(
      (file) => `note: the import of ${file} has not ended; what is stored of it may be a part`,
    ),
  ];
}
