import { join } from "node:path";
import type { OptionGreeks, OptionInputs, OptionRight } from "../../src/risk/black-scholes.ts";

type OptionRow = readonly [
  right: OptionRight,
  spot: number,
  strike: number,
  years: number,
  volatility: number,
  rate: number,
  dividendYield: number,
  value: number,
  delta: number,
  gamma: number,
  theta: number,
  vega: number,
  rho: number,
];

type ImpliedRow = readonly [
  right: OptionRight,
  spot: number,
  strike: number,
  years: number,
  rate: number,
  dividendYield: number,
  price: number,
  implied: number | null,
];

interface OptionsOracle {
  readonly options: readonly OptionRow[];
  readonly implied: readonly ImpliedRow[];
  readonly roots: readonly (readonly [
    coefficients: readonly number[],
    low: number,
    high: number,
    root: number,
    calls: number,
  ])[];
  readonly normal: readonly (readonly [z: number, cdf: number, pdf: number])[];
}

/** Figures of scipy and mpmath; made by test/oracle/options/make_options.py. */
export const OPTIONS = (await Bun.file(
  join(import.meta.dir, "..", "oracle", "options", "options.json"),
).json()) as OptionsOracle;

/** An option of the oracle with its value and greeks. */
export interface OracleOption {
  readonly inputs: OptionInputs;
  readonly value: number;
  readonly greeks: OptionGreeks;
}

export const ORACLE_OPTIONS: readonly OracleOption[] = OPTIONS.options.map(
  ([right, spot, strike, years, volatility, rate, dividendYield, value, delta, gamma, theta, vega, rho]) => ({
    inputs: { right, spot, strike, years, volatility, rate, yield: dividendYield },
    value,
    greeks: { delta, gamma, theta, vega, rho },
  }),
);
