import { join } from "node:path";
import { Desk } from "./desk.ts";

/** By name: of a portfolio, a symbol, a date, or a window. */
export type By<T> = Readonly<Record<string, T>>;

/** Cents, but for the return and the coverage. */
export interface OracleSnapshot {
  readonly session: string;
  readonly equity: number;
  readonly cash: number;
  readonly long_value: number;
  readonly short_value: number;
  readonly gross_exposure: number;
  readonly net_exposure: number;
  readonly daily_pnl: number;
  readonly cumulative_pnl: number;
  readonly daily_return: number;
  readonly coverage: number;
  readonly position_count: number;
}

/** A regression on the market; `reason` is that of every null but those that have one of their own. */
export interface OracleRegression {
  readonly n: number;
  readonly alpha: number | null;
  readonly beta: number | null;
  readonly r_squared: number | null;
  readonly se: number | null;
  readonly se_hac: number | null;
  readonly p_value: number | null;
  readonly reason: string | null;
  readonly p_value_reason: string | null;
}

export interface OracleNumber {
  readonly n: number;
  readonly value: number | null;
  readonly reason: string | null;
}

export interface OracleUncovered {
  readonly name: string;
  readonly dollars: number | null;
  readonly reason: string;
}

export interface OracleSum extends OracleNumber {
  readonly coverage: number;
  readonly contributions: By<number>;
  readonly uncovered: readonly OracleUncovered[];
}

/** What the pro-forma series covers, and how much of it was filled; null where there is no series. */
interface OfSeries {
  readonly coverage: number;
  readonly filled: number | null;
}

export interface OraclePortfolio {
  readonly book: {
    readonly gross: number;
    readonly dollars: By<number>;
    readonly private: By<number>;
    readonly weights: By<number>;
  };
  readonly beta: By<OracleSum>;
  readonly beta_shrunk: By<OracleSum>;
  readonly regression: By<OracleRegression & OfSeries>;
  readonly volatility: By<OracleNumber & OfSeries>;
  readonly uncovered: readonly OracleUncovered[];
  readonly concentration: Readonly<Record<"hhi" | "effective_positions" | "top_3" | "top_10" | "n", number>>;
}

export interface OracleSymbol {
  readonly beta: By<
    OracleRegression & { readonly beta_shrunk: number | null; readonly beta_shrunk_reason: string | null }
  >;
  readonly volatility: By<OracleNumber>;
}

export interface OraclePrior {
  readonly mu: number;
  readonly tau2: number;
  readonly count: number;
  readonly members: readonly string[];
}

interface Night {
  readonly stated_equity: By<number>;
  readonly snapshots: By<readonly OracleSnapshot[]>;
  readonly priors: By<By<OraclePrior>>;
  readonly symbols: By<By<OracleSymbol>>;
  readonly portfolios: By<By<OraclePortfolio>>;
}

const FOLDER = join(import.meta.dir, "..", "oracle", "night");
export const NIGHT_CLOSES = join(FOLDER, "closes.csv.gz");
/** What an independent script says of a night over these closes and portfolios; its README has the units. */
export const NIGHT = (await Bun.file(join(FOLDER, "night.json")).json()) as Night;
export const NIGHT_PORTFOLIOS = Object.keys(NIGHT.stated_equity);
export const NIGHT_DATES = Object.keys(NIGHT.portfolios);

/** The text of one of the five position files. */
export function nightPositions(name: string): Promise<string> {
  return Bun.file(join(FOLDER, "portfolios", `demo_${name}.csv`)).text();
}

/** A desk with the oracle's closes and the portfolios asked for, at their stated equities. */
export async function nightDesk(portfolios: readonly string[] = NIGHT_PORTFOLIOS): Promise<Desk> {
  const desk = new Desk();
  await desk.base.import([NIGHT_CLOSES]);
  for (const name of portfolios) {
    const equity = String((NIGHT.stated_equity[name] as number) / 100);
    await desk.open(name, await nightPositions(name), { equity });
  }
  return desk;
}
