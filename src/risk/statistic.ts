import type { Known, Reason } from "../platform/known.ts";

/**
 * What a reader must know beside a number: limited_history (fewer returns than the window), extreme (|beta| above 5),
 * outlier_returns (a return that looks like a bad print was used), filled (missing returns were stood in for).
 */
export type Flag = "limited_history" | "extreme" | "outlier_returns" | "filled";

/** What a number rests on. `n`: returns, instruments or issuers that entered it. */
export interface Evidence {
  readonly n: number;
  /** Standard error, in the value's unit. */
  readonly se?: number;
  /** Covered |delta dollars| over gross |delta dollars|, 0 to 1 (section 7). Missing where there is nothing to cover. */
  readonly coverage?: number;
  /** Share of the covered |weight| over the sample's sessions that had no return of its own, 0 to 1 (section 9). */
  readonly filled?: number;
  /** Each once, by code unit. */
  readonly flags: readonly Flag[];
}

/** One published number: a value, or null with its reason, and what it rests on (section 13). */
export type Statistic = Known<number> & Evidence;

/** A statistic that has a value. */
export function measured<E extends Evidence>(value: number, evidence: E) {
  return { value, reason: null, ...evidence } as const;
}

/** A statistic that has none. */
export function absent<E extends Evidence>(reason: Reason, evidence: E) {
  return { value: null, reason, ...evidence } as const;
}

/** The flags of several lists, each once, in one order whatever order they came in. */
export function mergeFlags(...lists: readonly (readonly Flag[])[]): Flag[] {
  return [...new Set(lists.flat())].sort();
}

/** The statistic with further flags. */
export function withFlags<S extends Statistic>(statistic: S, flags: readonly Flag[]): S {
  return { ...statistic, flags: mergeFlags(statistic.flags, flags) };
}
