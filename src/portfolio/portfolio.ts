import type { AssetClass, DividendMode, PositionType } from "../../db/schema/words.ts";
import type { IsoDate } from "../platform/iso-date.ts";
import type { Cents } from "../platform/money.ts";
import type { OptionTerms } from "./lot.ts";
import { isConversion, type LotEvent } from "./lot-event.ts";

/** A portfolio and its base: the equity stated at the close of its inception session. */
export interface Portfolio {
  readonly id: number;
  readonly publicId: string;
  readonly name: string;
  /** Whose it is, in the words of who opened it. */
  readonly owner: string | null;
  readonly currency: string;
  readonly inception: IsoDate;
  readonly statedEquity: Cents;
  /** Quantities and prices of the lots that it was opened with are on the basis of this day. */
  readonly basisDate: IsoDate;
  readonly dividends: DividendMode;
}

/** What was bought, or sold short, at once, and what happened to it since. */
export interface Lot {
  readonly id: number;
  readonly publicId: string;
  /** Its place among the portfolio's lots, from 1, in the order in which they were recorded. */
  readonly lotNo: number;
  readonly symbol: string;
  readonly assetClass: AssetClass;
  readonly subtype: string | null;
  readonly type: PositionType;
  /** Shares a unit of quantity stands for. */
  readonly multiplier: number;
  readonly option: OptionTerms | null;
  readonly note: string | null;
  /** In the order in which they are booked; the first opens it. None: the lot has been taken out of the books. */
  readonly events: readonly LotEvent[];
}

/** The event that opened a lot that is in the books. */
export function openingOf(lot: Lot): LotEvent {
  return lot.events[0] as LotEvent;
}

/** Everything by which two lots can differ, as text; of one that came from another, that one as well. */
function naturalKey(lot: Lot, byId: ReadonlyMap<number, Lot>, keys: Map<number, string>): string {
  const known = keys.get(lot.id);
  if (known !== undefined) return known;
  const { id: _, publicId: __, lotNo: ___, events, ...terms } = lot;
  const opening = events[0];
  const giverId = opening !== undefined && isConversion(opening) ? opening.counterLotId : null;
  const giver = giverId === null ? undefined : byId.get(giverId);
  const own = [terms, events.map(({ counterLotId: ____, ...event }) => event)];
  const key = JSON.stringify(giver === undefined ? own : [...own, naturalKey(giver, byId, keys)]);
  keys.set(lot.id, key);
  return key;
}

/** Lots in an order that does not depend on the one in which they were recorded: sums over them are the same to the last bit. */
export function inNaturalOrder(lots: readonly Lot[]): readonly Lot[] {
  const byId = new Map(lots.map((lot) => [lot.id, lot]));
  const keys = new Map<number, string>();
  return lots
    .map((lot) => ({ lot, key: naturalKey(lot, byId, keys) }))
    .sort((a, b) =>
      a.lot.symbol < b.lot.symbol
        ? -1
        : a.lot.symbol > b.lot.symbol
          ? 1
          : a.key < b.key
            ? -1
            : Number(a.key > b.key),
    )
    .map(({ lot }) => lot);
}
