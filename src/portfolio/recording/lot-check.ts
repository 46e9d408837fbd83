import type { IsoDate } from "../../platform/iso-date.ts";
import { ZERO_CENTS } from "../../platform/money.ts";
import { effectOf, isConversion, type LotEvent } from "../lot-event.ts";
import { type Lot, openingOf } from "../portfolio.ts";
import { restated, type Split } from "../price-history.ts";
import { type Tranche, takeFirst } from "../tranche.ts";
import { refused } from "./refused.ts";

/** Relative to what is held: quantities are doubles, and splits divide them. */
const TOLERANCE = 1e-6;

/** What a lot holds after its events through a day, on the basis of that day. */
export function quantityHeld(lot: Lot, day: IsoDate, splits: readonly Split[]): number {
  const tranches = walk(
    lot.events.filter(({ tradeDate }) => tradeDate <= day),
    splits,
    () => undefined,
  );
  return tranches.reduce((sum, each) => sum + restated(splits, each.quantity, each.basisDate, day), 0);
}

/** Takes a lot through its events; `found` is told what was held before each that takes, and what it takes. */
function walk(
  events: readonly LotEvent[],
  splits: readonly Split[],
  found: (event: LotEvent, held: number, isWhole: boolean) => void,
): readonly Tranche[] {
  let tranches: readonly Tranche[] = [];
  for (const [at, event] of events.entries()) {
    const { basisDate, quantity, kind } = event;
    const effect = effectOf(event, at === 0);
    if (effect === "values" || (kind === "spin_off" && effect === "gives")) continue;
    const onBasis = (each: Tranche) => restated(splits, each.quantity, each.basisDate, basisDate);
    if (effect === "adds") {
      tranches = [...tranches, { quantity, basisDate, entry: ZERO_CENTS, base: ZERO_CENTS }];
      continue;
    }
    const held = tranches.reduce((sum, each) => sum + onBasis(each), 0);
    const isWhole = effect !== "takes";
    found(event, held, isWhole);
    const wanted = isWhole ? Number.POSITIVE_INFINITY : Math.abs(quantity);
    tranches = takeFirst(tranches, wanted, basisDate, onBasis).left;
  }
  return tranches;
}

/**
 * Refuses a lot whose events do not fit each other: one that begins with something else than an opening, whose sign and type
 * disagree, that takes more than there is, or in which something happens after its end.
 * @param splits Of the symbol, or of an option's underlying.
 * @throws NightdeskError `event_refused`, naming the event.
 */
export function checkLot(lot: Lot, splits: readonly Split[]): void {
  const { symbol, type, option } = lot;
  if (lot.events.length === 0) return;
  const opening = openingOf(lot);
  const place = (event: LotEvent) => `${event.kind} of ${symbol} on ${event.tradeDate}`;
  const details = { symbol, lot: lot.publicId };
  // What a spin-off takes has a quantity of 0: it opens nothing, though its kind could.
  const opens = opening.kind === "open" || opening.kind === "transfer_in" || isConversion(opening);
  if (!opens || opening.quantity === 0) {
    throw refused(`The ${place(opening)} comes before the lot was opened; check its date.`, details);
  }
  const isShort = opening.quantity < 0;
  if (isShort !== (type === "SHORT" || type === "SC" || type === "SP")) {
    throw refused(
      `A ${type} lot of ${symbol} has a quantity of ${opening.quantity}; the sign and the type must agree.`,
      details,
    );
  }
  for (const [at, event] of lot.events.entries()) {
    const adds = effectOf(event, at === 0) === "adds";
    if (adds && event.quantity < 0 !== isShort) {
      throw refused(
        `The ${place(event)} adds ${event.quantity} to a ${type} lot; the sign and the type must agree.`,
        details,
      );
    }
    if (option !== null && event.kind === "valuation") {
      throw refused(`${symbol} is an option: it is valued by prices, not by valuations.`, details);
    }
  }
  walk(lot.events, splits, (event, held, isWhole) => {
    if (held === 0)
      throw refused(`The ${place(event)} comes after the lot has ended; open another lot.`, details);
    if (event.quantity < 0 === isShort) {
      throw refused(`The ${place(event)} changes the quantity by ${event.quantity}, away from 0.`, details);
    }
    const gap = isWhole
      ? Math.abs(Math.abs(event.quantity) - Math.abs(held))
      : Math.abs(event.quantity) - Math.abs(held);
    if (gap <= TOLERANCE * Math.abs(held)) return;
    throw refused(
      `The ${place(event)} takes ${Math.abs(event.quantity)}, and the lot has ${Math.abs(held)} then. If a split lies between, collect the symbol's prices or record the split first.`,
      details,
    );
  });
}
