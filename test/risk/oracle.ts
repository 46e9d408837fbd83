import { join } from "node:path";
import { estimateBetaPrior, shrinkBeta } from "../../src/risk/beta-prior.ts";
import type { Holdings, PrivateAsset } from "../../src/risk/book.ts";
import { BETA_WINDOWS, MARKET_PROXY } from "../../src/risk/conventions.ts";
import type { EstimatedSymbol } from "../../src/risk/portfolio-statistics.ts";
import type { Series } from "../../src/risk/sample.ts";
import { estimateSymbol, type SymbolStatistics } from "../../src/risk/symbol-statistics.ts";
import { perWindow } from "../../src/risk/window.ts";
import { oracleDoubles, oracleJson } from "../market/panel/oracle.ts";

export interface OracleBeta {
  readonly n: number;
  readonly reason?: string;
  readonly alpha: number;
  readonly beta: number;
  readonly se: number;
  readonly se_hac: number;
  readonly p: number | "exact";
  readonly low: number;
  readonly high: number;
  readonly r2: number;
}

export interface OracleNumber {
  readonly n: number;
  readonly reason?: string;
  readonly value: number;
}

export type By<T> = Readonly<Record<string, T>>;

export interface OracleSum extends OracleNumber {
  readonly coverage: number;
  readonly contributions: By<number>;
  readonly missing: string[];
}

export interface OraclePortfolio {
  readonly gross: number;
  readonly weights: By<number>;
  readonly beta: By<OracleSum>;
  readonly shrunk: By<OracleSum>;
  readonly regression: By<OracleBeta>;
  readonly vol: By<OracleNumber>;
  readonly filled: By<number>;
  readonly pro_forma_coverage: number;
  readonly pro_forma_missing: string[];
  readonly concentration: By<number>;
}

interface Oracle {
  readonly types: By<string | null>;
  readonly erfc: [number, number][];
  readonly dates: By<{
    readonly symbols: By<{
      readonly beta: By<OracleBeta>;
      readonly vol: By<OracleNumber>;
      readonly outlier: boolean;
      readonly shrunk: By<{ readonly value: number; readonly reason?: string }>;
    }>;
    readonly prior: By<{ readonly members: string[]; readonly mu: number; readonly tau2: number }>;
    readonly portfolios: By<OraclePortfolio>;
  }>;
  readonly portfolios: By<{
    readonly equity_cents: number;
    readonly positions: [string, number][];
    readonly private: [string, number][];
    readonly issuers: By<string>;
  }>;
}

/** Figures of statsmodels, scipy and numpy; made by test/oracle/risk/make_risk.py. */
export const ORACLE = (await Bun.file(
  join(import.meta.dir, "..", "oracle", "risk", "risk.json"),
).json()) as Oracle;

const { symbols, sessions } = await oracleJson<{ symbols: string[]; sessions: string[] }>("panel.json");
const doubles = await oracleDoubles("returns.f64.gz");

export const SYMBOLS: readonly string[] = symbols;
export const SESSIONS = sessions.length;
/** No corporate action on any session: the closes are total-return ones. */
export const NO_ACTIONS = new Uint8Array(SESSIONS);
export const sessionAt = (date: string): number => sessions.indexOf(date);

/** A symbol's row of the panel of 50 symbols by 730 sessions. */
export function rowOf(symbol: string): Series {
  const from = symbols.indexOf(symbol) * SESSIONS;
  const returns = doubles.slice(from, from + SESSIONS);
  return { returns, valid: Uint8Array.from(returns, (value) => (Number.isNaN(value) ? 0 : 1)) };
}

export const MARKET = rowOf(MARKET_PROXY);

export function statisticsOf(symbol: string, at: number): SymbolStatistics {
  return estimateSymbol({ symbol, series: rowOf(symbol), actions: NO_ACTIONS }, MARKET, at);
}

/** Every symbol of the panel, estimated and shrunk at a session. */
export function estimateAll(at: number): Map<string, EstimatedSymbol> {
  const all = symbols.map((symbol) => ({ symbol, statistics: statisticsOf(symbol, at) }));
  const shrunk = perWindow(BETA_WINDOWS, (window) => {
    const candidates = all.map(({ symbol, statistics }) => ({
      symbol,
      type: ORACLE.types[symbol] ?? null,
      beta: statistics.marketBeta[window].beta,
    }));
    const prior = estimateBetaPrior(window, candidates);
    return new Map(candidates.map((each) => [each.symbol, shrinkBeta(each, prior)]));
  });
  return new Map(
    all.map(({ symbol, statistics }) => [
      symbol,
      {
        series: rowOf(symbol),
        betas: perWindow(BETA_WINDOWS, (window) => statistics.marketBeta[window].beta),
        betaShrunk: perWindow(BETA_WINDOWS, (window) => {
          const found = shrunk[window].get(symbol);
          if (found === undefined) throw new Error(`${symbol} was not shrunk`);
          return found;
        }),
      },
    ]),
  );
}

/** A made-up portfolio of the oracle. */
export function holdingsOf(name: string): Holdings {
  const made = ORACLE.portfolios[name];
  if (made === undefined) throw new Error(`no portfolio ${name}`);
  return {
    equity: made.equity_cents as Holdings["equity"],
    positions: made.positions.map(([underlying, deltaDollars]) => ({ underlying, deltaDollars })),
    privateAssets: made.private.map(([each, value]) => ({
      name: each,
      value: value as PrivateAsset["value"],
    })),
    unpriced: [],
  };
}
