import type { AssetClass, LOT_EVENT_KINDS, PositionType } from "../../db/schema/words.ts";
import type { IsoDate } from "../platform/iso-date.ts";
import type { Cents } from "../platform/money.ts";
import type { OptionTerms } from "./lot.ts";

/** A portfolio and its base: the equity stated at the close of its inception session. */
export interface Portfolio {
  readonly id: number;
  readonly publicId: string;
  readonly name: string;
  readonly currency: string;
  readonly inception: IsoDate;
  readonly statedEquity: Cents;
  /** Quantities and prices of the lots' events are on the basis of this day: splits after it change them. */
  readonly basisDate: IsoDate;
}

/** Something that happened to a lot. */
export interface LotEvent {
  readonly kind: (typeof LOT_EVENT_KINDS)[number];
  readonly tradeDate: IsoDate;
  /** Signed change of the quantity. */
  readonly quantity: number;
  readonly price: number;
  /** What the portfolio's cash gained by it, were it traded through that cash. */
  readonly cash: Cents;
}

/** What was bought, or sold short, at once, and what happened to it since. */
export interface Lot {
  readonly id: number;
  readonly publicId: string;
  /** Its place among the portfolio's lots, from 1, whatever order they came in. */
  readonly lotNo: number;
  readonly symbol: string;
  readonly assetClass: AssetClass;
  readonly subtype: string | null;
  readonly type: PositionType;
  /** Shares a unit of quantity stands for. */
  readonly multiplier: number;
  readonly option: OptionTerms | null;
  /** By trade date; the first opens it. */
  readonly events: readonly LotEvent[];
}

/** The event that opened a lot. */
export function openingOf(lot: Lot): LotEvent {
  return lot.events[0] as LotEvent;
}

/** The quantity of a lot after everything that happened to it through a day, on the basis of the portfolio's basis date. */
export function quantityOn({ events }: Lot, day: IsoDate): number {
  let quantity = 0;
  for (const event of events) if (event.tradeDate <= day) quantity += event.quantity;
  return quantity;
}
