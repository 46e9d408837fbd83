import type { Book } from "./book.ts";
import { coverageOf, type Uncovered } from "./coverage.ts";
import { absent, measured, mergeFlags, type Statistic } from "./statistic.ts";

/** What one underlying adds to a portfolio number: weight times estimate. */
export interface Contribution {
  readonly symbol: string;
  readonly weight: number;
  readonly contribution: number;
}

/** A portfolio number X = sum of w[i] b[i], taken apart. */
export interface WeightedSum {
  /** n counts the underlyings that entered. It carries the flags of every estimate that did. */
  readonly total: Statistic;
  /** By symbol; they add up to the total. Empty if that is null. */
  readonly contributions: readonly Contribution[];
  readonly uncovered: readonly Uncovered[];
}

/**
 * A portfolio number from its underlyings' estimates (engines.md section 7). Without any estimate it is null, not 0.
 * @param estimates By symbol; one that is not in it is `unknown_symbol`.
 */
export function weighEstimates(book: Book, estimates: ReadonlyMap<string, Statistic>): WeightedSum {
  const estimateAt = (at: number) => estimates.get(book.underlyings[at]?.name ?? "");
  const { covered, uncovered, share, reason } = coverageOf(book, (symbol) => {
    const estimate = estimates.get(symbol);
    return estimate === undefined ? "unknown_symbol" : estimate.reason;
  });
  const flags = mergeFlags(...covered.map((at) => estimateAt(at)?.flags ?? []));
  const evidence = { n: covered.length, ...share, flags };
  if (reason !== null) return { total: absent(reason, evidence), contributions: [], uncovered };
  const contributions = covered.map((at) => {
    const weight = book.weights.value?.[at] as number;
    const symbol = book.underlyings[at]?.name as string;
    return { symbol, weight, contribution: weight * (estimateAt(at)?.value as number) };
  });
  let total = 0;
  for (const { contribution } of contributions) total += contribution;
  return { total: measured(total, evidence), contributions, uncovered };
}
