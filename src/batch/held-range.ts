import { underlyingOf } from "../market/underlying.ts";
import type { IsoDate } from "../platform/iso-date.ts";
import { bookingSession } from "../portfolio/booking.ts";
import { effectOf } from "../portfolio/lot-event.ts";
import { type Lot, openingOf } from "../portfolio/portfolio.ts";

/** A range of sessions, both included; an open end is null. */
export interface SessionRange {
  readonly from: IsoDate;
  readonly through: IsoDate | null;
}

/** Whether a session lies in a range. */
export const within = ({ from, through }: SessionRange, session: IsoDate): boolean =>
  session >= from && (through === null || session <= through);

/** Whether a lot is in the books: one whose events have all been reversed is not. */
export const isInBooks = ({ events }: Lot): boolean => events.length > 0;

/**
 * Sessions at which a lot may be held, or has been since the session before: through its last event, if that leaves nothing.
 * An option is held to its expiration at the latest, for as long as it is settled by then.
 */
export function lifeOf(lot: Lot): SessionRange {
  const { events, option } = lot;
  const { tradeDate, basisDate } = openingOf(lot);
  const last = events.at(-1) as (typeof events)[number];
  const effect = effectOf(last, events.length === 1);
  const isWhole = effect === "takes_all" || (effect === "gives" && last.kind !== "spin_off");
  // Without splits in between, what was taken in parts can be added up.
  const isOneBasis = events.every((event) => event.basisDate === basisDate);
  const rest = events.reduce((sum, { quantity }) => sum + quantity, 0);
  const isOver = isWhole || (isOneBasis && rest === 0 && option === null);
  return { from: tradeDate, through: isOver ? bookingSession(last.tradeDate) : null };
}

/** The symbol whose returns a lot is exposed to: an option's is its underlying's. Null for a private asset. */
export function exposureSymbol({ assetClass, symbol, option }: Lot): string | null {
  if (assetClass === "PRIVATE") return null;
  return option === null ? symbol : underlyingOf(option.underlying);
}

/** Whether a lot may be held at a session. */
export function mayBeHeld(lot: Lot, session: IsoDate): boolean {
  if (!isInBooks(lot) || (lot.option !== null && lot.option.expiration <= session)) return false;
  const { from, through } = lifeOf(lot);
  return session >= bookingSession(from) && (through === null || session < through);
}
