import type { IsoDate } from "../../platform/iso-date.ts";
import { ZERO_CENTS } from "../../platform/money.ts";
import type { LotTerms } from "../book-writer.ts";
import type { LotEvent } from "../lot-event.ts";
import { quantityHeld } from "../lot-walk.ts";
import type { Lot } from "../portfolio.ts";
import { openingOf } from "../portfolio.ts";
import { restated, type Split } from "../price-history.ts";
import type { RecordingDesk } from "./desk.ts";
import { type Dealing, plainEvent } from "./lots.ts";

/** Below this share of a trade nothing is left of it: quantities are doubles. */
const NOTHING_LEFT = 1e-9;

/** What a trade became: parts of lots that it closed, and what it could not close. */
export interface Closed {
  readonly events: readonly string[];
  /** Magnitude that no lot was there for. */
  readonly rest: number;
}

/** Lots in the order in which they were opened: the first in is the first out. */
export function firstInFirst(lots: readonly Lot[]): readonly Lot[] {
  const keyOf = (lot: Lot) => {
    const { tradeDate, time } = openingOf(lot);
    return `${tradeDate} ${time ?? ""}`;
  };
  return lots.toSorted((a, b) => {
    const [one, other] = [keyOf(a), keyOf(b)];
    return one < other ? -1 : one > other ? 1 : a.lotNo - b.lotNo;
  });
}

/** An event whose quantity is told on the basis of another day; its price is of that basis already. */
export function onBasis(event: LotEvent, basisDate: IsoDate, splits: readonly Split[]): LotEvent {
  return { ...event, basisDate, quantity: restated(splits, event.quantity, event.basisDate, basisDate) };
}

/**
 * Closes lots of the other side by a trade, the first in being the first out; its fees go with the first.
 * @param quantity Signed: below zero sells what is held long.
 * @param basisDate The day on whose basis the price is, and the events are recorded: splits that are told later change them.
 */
export function closeFirst(
  desk: RecordingDesk,
  lots: readonly Lot[],
  quantity: number,
  dealing: Dealing,
  basisDate: IsoDate,
): Closed {
  const events: string[] = [];
  let rest = Math.abs(quantity);
  for (const lot of firstInFirst(lots)) {
    if (rest <= Math.abs(quantity) * NOTHING_LEFT) return { events, rest: 0 };
    if (openingOf(lot).tradeDate > dealing.date) continue;
    const held = quantityHeld(lot, dealing.date, desk.splitsOf(lot));
    if (held === 0 || held < 0 === quantity < 0) continue;
    const size = Math.abs(held);
    const isAll = rest >= size * (1 - NOTHING_LEFT);
    const fees = events.length === 0 ? dealing.fees : ZERO_CENTS;
    const event = plainEvent(isAll ? "close" : "reduce", -Math.sign(held) * (isAll ? size : rest), {
      ...dealing,
      fees,
    });
    events.push(desk.enter(lot.id, onBasis(event, basisDate, desk.splitsOf(lot)), dealing.reason));
    rest = isAll ? Math.max(0, rest - size) : 0;
  }
  return { events, rest: rest <= Math.abs(quantity) * NOTHING_LEFT ? 0 : rest };
}

/**
 * A trade of what stands on its own: it closes lots of the other side, and opens one by what is left.
 * @param quantity Signed, as of the day.
 * @param basisDate The day on whose basis the price is.
 * @returns that lot's id, if any.
 */
export function trade(
  desk: RecordingDesk,
  terms: LotTerms,
  quantity: number,
  dealing: Dealing,
  basisDate: IsoDate,
): { readonly events: readonly string[]; readonly opened: number | null } {
  const { events, rest } = closeFirst(
    desk,
    desk.lotsOf(terms.symbol).filter(({ assetClass }) => assetClass === terms.assetClass),
    quantity,
    dealing,
    basisDate,
  );
  if (rest === 0) return { events, opened: null };
  const fees = events.length === 0 ? dealing.fees : ZERO_CENTS;
  const opening = plainEvent("open", Math.sign(quantity) * rest, { ...dealing, fees });
  const based = onBasis(opening, basisDate, desk.splitsOf(terms));
  return { events, opened: desk.open(terms, based, dealing.reason).id };
}
