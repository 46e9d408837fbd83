import { calendarOf } from "../market/calendar/calendar.ts";
import type { IsoDate } from "../platform/iso-date.ts";

/** The first day of which the calendars know. What was bought before it is held when any books open. */
const FIRST_DAY = "1990-01-01" as IsoDate;

/**
 * The session at whose close a day's events are in the books: a weekend's are in those of the session after it. Of a day
 * before the calendars' first it is their first session.
 */
export function bookingSession(day: IsoDate): IsoDate {
  const xnys = calendarOf("XNYS");
  if (day < FIRST_DAY) return xnys.nextSession(FIRST_DAY);
  return xnys.isSession(day) ? day : xnys.nextSession(day);
}
