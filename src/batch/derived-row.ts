import type { IsoDate } from "../platform/iso-date.ts";

/** A derived row as far as its currency can be told without recomputing it. */
export interface DerivedRow {
  readonly session: IsoDate;
  readonly method: string;
  readonly seen: number;
}

/** A stored symbol, with the days of its first and its newest bar. */
export interface StoredSymbol {
  readonly id: number;
  readonly symbol: string;
  readonly first: IsoDate;
  readonly last: IsoDate;
}
