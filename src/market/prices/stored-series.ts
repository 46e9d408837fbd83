import type { Basis } from "../../../db/schema/words.ts";
import type { IsoDate } from "../../platform/iso-date.ts";

/** A bar as it is stored. Prices are on the symbol's basis, in its trading currency. */
export interface StoredBar {
  readonly session: IsoDate;
  readonly close: number;
  readonly open: number | null;
  readonly high: number | null;
  readonly low: number | null;
  readonly volume: number | null;
}

/** The stored bars of one symbol, ascending by session. `basis` is null before its first bar. */
export interface StoredSeries {
  readonly basis: Basis | null;
  readonly bars: readonly StoredBar[];
}
