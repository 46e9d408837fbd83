import type { IsoDate } from "../platform/iso-date.ts";

/**
 * What a run is to look at. Snapshots are filled from a portfolio's first gap through `to` in any case, since each P&L is
 * over the interval from the one before; `from` bounds what is recomputed by force, and the risk numbers.
 */
export interface RunScope {
  /** Null: from the inception of each portfolio. */
  readonly from: IsoDate | null;
  readonly to: IsoDate;
  /** Public ids; null: all portfolios. */
  readonly portfolios: readonly string[] | null;
  /** Recompute what is there and current, too. */
  readonly force: boolean;
}
