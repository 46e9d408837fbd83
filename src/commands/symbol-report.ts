import type { SymbolReport } from "../batch/symbol-report.ts";
import type { Known } from "../platform/known.ts";
import { BETA_WINDOWS, VOLATILITY_WINDOWS } from "../risk/conventions.ts";
import { table } from "./answer.ts";

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
