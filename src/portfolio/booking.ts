import { calendarOf } from "../market/calendar/calendar.ts";
import type { IsoDate } from "../platform/iso-date.ts";

/** The session at whose close a day's events are in the books: a weekend's are in those of the session after it. */
export function bookingSession(day: IsoDate): IsoDate {
  const xnys = calendarOf("XNYS");
  return xnys.isSession(day) ? day : xnys.nextSession(day);
}
