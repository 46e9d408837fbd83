import type { CalendarId } from "../../../db/schema/words.ts";
import type { IsoDate } from "../../platform/iso-date.ts";

export type { CalendarId };

/**
 * The days on which something trades, from 1990-01-01 to 2100-12-31. Every question outside of these years, or whose
 * answer would be, throws NightdeskError `calendar_range`. Days are ISO days of the calendar's own place; instants are
 * UTC milliseconds. No answer depends on the host's clock or time zone.
 */
export interface Calendar {
  readonly id: CalendarId;
  isSession(date: IsoDate): boolean;
  /** Null for a session, else what makes "2025-07-04 is ..." a sentence: `Independence Day`, `a Saturday`. */
  closedBecause(date: IsoDate): string | null;
  /** @throws NightdeskError `not_a_session`, naming the reason and the sessions around it. */
  assertSession(date: IsoDate): void;
  /** The newest session strictly before the day. */
  previousSession(date: IsoDate): IsoDate;
  /** The first session strictly after the day. */
  nextSession(date: IsoDate): IsoDate;
  /** The day itself when it is a session, else the session before it. */
  sessionOnOrBefore(date: IsoDate): IsoDate;
  /** The sessions from `from` to `to`, both included, ascending; none when `to` is before `from`. */
  sessionsBetween(from: IsoDate, to: IsoDate): IsoDate[];
  /** How many sessions `sessionsBetween` would return, at the cost of a subtraction. */
  countSessions(from: IsoDate, to: IsoDate): number;
  /** How many sessions since 1990 lie strictly before the day; for a session that is its number, from 0. */
  ordinalOf(date: IsoDate): number;
  /** The session with this number. */
  sessionAt(ordinal: number): IsoDate;
  /**
   * The instant (UTC ms) at which the session ends, early closes included.
   * @throws NightdeskError `not_a_session`.
   */
  closeOf(session: IsoDate): number;
  /** The newest session whose close lies at least 30 minutes (`SETTLING_MS`) before `nowMs` (UTC ms). */
  lastCompletedSession(nowMs: number): IsoDate;
}
