import { isConversion, type LotEvent } from "./lot-event.ts";
import { walk } from "./lot-walk.ts";
import type { Lot } from "./portfolio.ts";
import type { Split } from "./price-history.ts";

const isGiving = (event: LotEvent, at: number) => at > 0 && isConversion(event) && event.ratio !== null;

/**
 * Lots with what their conversions come to: what was held then times the ratio, whatever had been known of it when it was
 * recorded. A split that is told later, or a trade that is recorded before it, changes both ends.
 * @param lots All of a portfolio's.
 * @param splitsOf Those that a lot's quantity goes through.
 */
export function withReceivedUnits(
  lots: readonly Lot[],
  splitsOf: (lot: Lot) => readonly Split[],
): readonly Lot[] {
  if (!lots.some(({ events }) => events.some(isConversion))) return lots;
  const byId = new Map(lots.map((lot) => [lot.id, lot]));
  const told = new Map<number, Lot>();
  const resolved = (lot: Lot): Lot => {
    const known = told.get(lot.id);
    if (known !== undefined) return known;
    // Of lots that would come from each other each stands as it was recorded.
    told.set(lot.id, lot);
    const given = withGiven(withOpening(lot), splitsOf(lot));
    told.set(lot.id, given);
    return given;
  };
  const withOpening = (lot: Lot): Lot => {
    const [opening, ...rest] = lot.events;
    if (opening === undefined || !isConversion(opening)) return lot;
    const giver = byId.get(opening.counterLotId ?? lot.id);
    if (giver === undefined || giver.id === lot.id) return lot;
    const units = unitsFor(resolved(giver), lot.id, splitsOf(giver));
    return units === null ? lot : { ...lot, events: [{ ...opening, quantity: units }, ...rest] };
  };
  return lots.map(resolved);
}

/** The units that a lot hands over to another; null where it has none to hand over. */
function unitsFor({ events }: Lot, receiverId: number, splits: readonly Split[]): number | null {
  let units: number | null = null;
  walk(events, splits, ({ counterLotId, ratio }, held) => {
    if (counterLotId === receiverId && ratio !== null && held !== 0) units = held * ratio;
  });
  return units;
}

/** A lot whose conversions into others take what it has then. */
function withGiven(lot: Lot, splits: readonly Split[]): Lot {
  if (!lot.events.some(isGiving)) return lot;
  const taken = new Map<LotEvent, number>();
  walk(lot.events, splits, (event, held) => {
    if (event.ratio !== null && event.kind !== "spin_off" && held !== 0) taken.set(event, -held);
  });
  return {
    ...lot,
    events: lot.events.map((event) => ({ ...event, quantity: taken.get(event) ?? event.quantity })),
  };
}
