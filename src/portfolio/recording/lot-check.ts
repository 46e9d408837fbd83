import { calendarOf } from "../../market/calendar/calendar.ts";
import { bookingSession } from "../booking.ts";
import { effectOf, isConversion, type LotEvent } from "../lot-event.ts";
import { walk } from "../lot-walk.ts";
import { expirySession } from "../option-desk.ts";
import { type Lot, openingOf } from "../portfolio.ts";
import type { Split } from "../price-history.ts";
import { refused } from "./refused.ts";

/** Relative to what is held: quantities are doubles, and splits divide them. */
const TOLERANCE = 1e-6;

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
    requireAlive(lot, event);
  }
  walk(lot.events, splits, (event, held, isWhole) => {
    if (held === 0)
      throw refused(`The ${place(event)} comes after the lot has ended; open another lot.`, details);
    if (event.kind === "spin_off") return;
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

/** How an option may have ended that is told after its last session: brokers tell it on the day after, or on Monday. */
const TOLD_LATER: ReadonlySet<string> = new Set(["exercise", "assign", "expire"]);

/** Refuses what cannot have happened to an option that had expired. */
function requireAlive({ option, symbol, publicId }: Lot, { kind, tradeDate }: LotEvent): void {
  if (option === null) return;
  const last = expirySession(option);
  if (tradeDate <= last) return;
  const isLate = TOLD_LATER.has(kind) && bookingSession(tradeDate) <= calendarOf("XNYS").nextSession(last);
  if (isLate) return;
  throw refused(
    `The ${kind} of ${symbol} on ${tradeDate} comes after its last session, ${last}: it was settled then. What ended it otherwise, an exercise, an assignment or an expiry, is recorded by the next session.`,
    { symbol, lot: publicId },
  );
}
