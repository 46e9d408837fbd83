import type { ActionTerms } from "../../../db/bulk/actions.ts";
import type { ActionStatus, Basis, PRICE_SOURCES, QuarantineStatus } from "../../../db/schema/words.ts";
import type { IsoDate } from "../../platform/iso-date.ts";
import type { StoredBar } from "../prices/stored-series.ts";

export type PriceSource = (typeof PRICE_SOURCES)[number];

/** A stored bar, and who it came from. */
export interface SourcedBar extends StoredBar {
  readonly source: PriceSource;
}

/** A stored corporate action, with what it counts for. */
export interface StoredAction extends Omit<ActionTerms, "exDate"> {
  readonly exDate: IsoDate;
  readonly status: ActionStatus;
  readonly source: PriceSource;
  /** Whether an operator gave it its status: then no provider changes it. */
  readonly decided: boolean;
}

/** A bar of a session that was not believed before, and what became of it. */
export interface Suspect {
  readonly session: IsoDate;
  readonly close: number | null;
  readonly status: QuarantineStatus;
}

/** What is stored of a symbol from a day on, as far as a provider's answer is held against it. */
export interface StoredPrices {
  readonly basis: Basis | null;
  readonly bars: readonly SourcedBar[];
  /** How many bars of the series are on another basis than as traded. */
  readonly others: number;
  /** All of them, whatever the day. */
  readonly actions: readonly StoredAction[];
  readonly suspects: readonly Suspect[];
}

/** How far a source is believed, the least number most: files first, then Yahoo by either road, then the others. */
const RANKS: Readonly<Record<PriceSource, number>> = {
  import: 0,
  yahoo: 1,
  yahooquery: 1,
  polygon: 2,
  fmp: 3,
};

/** Whether a source may correct what another has told. */
export function mayCorrect(source: PriceSource, stored: PriceSource): boolean {
  return RANKS[source] <= RANKS[stored];
}

/** Two prices are the same one if no more than arithmetic lies between them. */
const SAME = 1e-6;

/** Whether two prices are the same. */
export function isSamePrice(a: number, b: number): boolean {
  return Math.abs(a - b) <= SAME * Math.max(Math.abs(a), Math.abs(b));
}
