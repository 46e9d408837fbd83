import type { SnapshotGap } from "../../db/schema/words.ts";
import type { IsoDate } from "../platform/iso-date.ts";
import { type Cents, ZERO_CENTS } from "../platform/money.ts";
import type { Lot } from "./portfolio.ts";
import { type PriceHistory, sharesAt } from "./price-history.ts";
import type { Tranche } from "./tranche.ts";

/** A lot after everything that happened to it through a day. */
export interface LotState {
  readonly day: IsoDate;
  readonly tranches: readonly Tranche[];
  /** The last valuation of a private asset, a unit's. */
  readonly valuation: { readonly price: number; readonly day: IsoDate } | null;
  /** Whether its events took more, or less, than there was. */
  readonly isMismatched: boolean;
}

/** What a lot hands over to another. */
export interface Given {
  readonly lotId: number;
  readonly share: number;
  readonly entry: Cents;
  readonly base: Cents;
  /** Cash that came with it. */
  readonly boot: Cents;
}

/** What an event moved, in cents of the portfolio's currency; above zero it came in. */
export interface Movement {
  readonly session: IsoDate;
  readonly trade: Cents;
  readonly dividend: Cents;
  readonly fees: Cents;
  /** The value that came to the portfolio with the lot, or left with it. */
  readonly external: Cents;
  readonly realized: Cents;
  /** The part of the quantity that was still there after it; 1 but for what took some. */
  readonly kept: number;
  /** What a unit of the instrument's currency was worth; 1 in the portfolio's own. */
  readonly rate: number;
  readonly given: Given | null;
}

/** From a session on a lot's books cannot be told, since a rate is missing. */
export interface Break {
  readonly session: IsoDate;
  readonly reason: SnapshotGap;
  readonly detail: string;
}

/** The books of one lot. */
export interface Ledger {
  readonly lot: Lot;
  /** Ascending by day; the last one of a day stands. */
  readonly states: readonly LotState[];
  /** Ascending by session. */
  readonly movements: readonly Movement[];
  readonly given: readonly Given[];
  readonly broken: Break | null;
}

/** What an option is settled at. */
export interface Settlement {
  readonly session: IsoDate;
  /** A share's intrinsic value. */
  readonly price: number;
}

/** Nothing moved. */
export const NO_MOVEMENT = {
  trade: ZERO_CENTS,
  dividend: ZERO_CENTS,
  fees: ZERO_CENTS,
  external: ZERO_CENTS,
  realized: ZERO_CENTS,
  kept: 1,
  given: null,
} as const;

/** The quantity of tranches on the basis of a day's price. */
export function quantityOf(tranches: readonly Tranche[], splits: PriceHistory | null, day: IsoDate): number {
  let quantity = 0;
  for (const each of tranches) {
    quantity += splits === null ? each.quantity : sharesAt(splits, each.quantity, each.basisDate, day);
  }
  return quantity;
}

/** The earlier of two breaks; of two as early the same one, whichever was found first. */
export function earlierBreak(a: Break | null, b: Break | null): Break | null {
  if (a === null || b === null) return a ?? b;
  if (a.session !== b.session) return b.session < a.session ? b : a;
  return b.detail < a.detail ? b : a;
}
