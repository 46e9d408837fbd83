import { calendarOf } from "../market/calendar/calendar.ts";
import type { IsoDate } from "../platform/iso-date.ts";
import { bookingSession } from "./booking.ts";
import type { PortfolioEvent } from "./cash-event.ts";
import type { PriceHistory, Split } from "./price-history.ts";

/** A recorded dividend or split replaces a derived one of its symbol that lies at most this many sessions from it. */
export const REPLACES_WITHIN_SESSIONS = 5;

function sessionsApart(a: IsoDate, b: IsoDate): number {
  const xnys = calendarOf("XNYS");
  return Math.abs(xnys.ordinalOf(bookingSession(a)) - xnys.ordinalOf(bookingSession(b)));
}

/**
 * Which derived action each recorded one replaces: the nearest that no other has replaced, the earlier of two as near.
 * @param recorded Days in their order.
 * @param derived Ex-dates.
 * @returns a place among the derived for each recorded one; null where there is none near enough.
 */
export function replacements(
  recorded: readonly IsoDate[],
  derived: readonly IsoDate[],
): readonly (number | null)[] {
  const free = new Set(derived.keys());
  return recorded.map((day) => {
    const near = [...free]
      .map((at) => ({ at, apart: sessionsApart(day, derived[at] as IsoDate) }))
      .filter(({ apart }) => apart <= REPLACES_WITHIN_SESSIONS)
      .sort((a, b) => a.apart - b.apart || a.at - b.at)[0];
    if (near === undefined) return null;
    free.delete(near.at);
    return near.at;
  });
}

/**
 * A symbol's history as a portfolio's books see it: a recorded split takes the place of a derived one, by its ratio; it goes
 * ex when the derived one does, since that is when the price changed. One that replaces none goes ex on its own day.
 */
export function withRecordedSplits<H extends Pick<PriceHistory, "symbol" | "splits">>(
  history: H,
  events: readonly PortfolioEvent[],
): H {
  const recorded = events.filter(({ kind, symbol }) => kind === "split" && symbol === history.symbol);
  if (recorded.length === 0) return history;
  const splits: Split[] = [...history.splits];
  const places = replacements(
    recorded.map(({ tradeDate }) => tradeDate),
    history.splits.map(({ exDate }) => exDate),
  );
  for (const [at, { tradeDate, numerator, denominator }] of recorded.entries()) {
    const ratio = { numerator: numerator as number, denominator: denominator as number };
    const place = places[at] ?? null;
    if (place === null) splits.push({ exDate: tradeDate, ...ratio });
    else splits[place] = { exDate: (history.splits[place] as Split).exDate, ...ratio };
  }
  splits.sort((a, b) => (a.exDate < b.exDate ? -1 : Number(a.exDate > b.exDate)));
  return { ...history, splits };
}
