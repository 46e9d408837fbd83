import type { IsoDate } from "../platform/iso-date.ts";
import { ZERO_CENTS } from "../platform/money.ts";
import { effectOf, type LotEvent } from "./lot-event.ts";
import type { Lot } from "./portfolio.ts";
import { restated, type Split } from "./price-history.ts";
import { type Tranche, takeFirst } from "./tranche.ts";

/** What was held of a lot before an event that takes or hands over, on the basis of the event. */
export type Found = (event: LotEvent, held: number, isWhole: boolean) => void;

/**
 * Takes a lot's quantity through its events.
 * @param events In their order, the opening first.
 * @param found Told of each event that takes or hands over; a spin-off takes nothing of the quantity.
 */
export function walk(
  events: readonly LotEvent[],
  splits: readonly Split[],
  found: Found,
): readonly Tranche[] {
  let tranches: readonly Tranche[] = [];
  for (const [at, event] of events.entries()) {
    const { basisDate, quantity, kind } = event;
    const effect = effectOf(event, at === 0);
    if (effect === "values") continue;
    const onBasis = (each: Tranche) => restated(splits, each.quantity, each.basisDate, basisDate);
    if (effect === "adds") {
      tranches = [...tranches, { quantity, basisDate, entry: ZERO_CENTS, base: ZERO_CENTS }];
      continue;
    }
    const held = tranches.reduce((sum, each) => sum + onBasis(each), 0);
    const isWhole = effect !== "takes";
    found(event, held, isWhole);
    if (kind === "spin_off") continue;
    const wanted = isWhole ? Number.POSITIVE_INFINITY : Math.abs(quantity);
    tranches = takeFirst(tranches, wanted, basisDate, onBasis).left;
  }
  return tranches;
}

/** What a lot holds after its events through a day, on the basis of that day. */
export function quantityHeld(lot: Lot, day: IsoDate, splits: readonly Split[]): number {
  const events = lot.events.filter(({ tradeDate }) => tradeDate <= day);
  const tranches = walk(events, splits, () => undefined);
  return tranches.reduce((sum, each) => sum + restated(splits, each.quantity, each.basisDate, day), 0);
}
