import { epochDayOf, formatIsoDate, type IsoDate, isLeapYear } from "../../platform/iso-date.ts";
import { calendarOf } from "../calendar/calendar.ts";
import { FIRST_DAY } from "../calendar/years.ts";

/** The periods of which returns are told: a session, since the month's, quarter's or year's start, and whole months. */
export const PERIODS = ["1d", "mtd", "qtd", "ytd", "1m", "3m", "6m", "1y"] as const;
export type Period = (typeof PERIODS)[number];

/** The session at whose close each period begins; null before the calendar does. */
export type Anchors = Readonly<Record<Period, IsoDate | null>>;

const MONTHS_A_YEAR = 12;
const MONTHS_A_QUARTER = 3;
const DAYS_IN_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

const partsOf = (day: IsoDate) => ({
  year: Number(day.slice(0, 4)),
  month: Number(day.slice(5, 7)),
  date: Number(day.slice(8)),
});

function lastDateOf(year: number, month: number): number {
  return month === 2 && isLeapYear(year) ? 29 : (DAYS_IN_MONTH[month - 1] as number);
}

/** The same day of the month some months earlier, or that month's last: a month before 31 March is the end of February. */
export function monthsBefore(day: IsoDate, months: number): IsoDate {
  const { year, month, date } = partsOf(day);
  const count = year * MONTHS_A_YEAR + month - 1 - months;
  const [then, own] = [Math.floor(count / MONTHS_A_YEAR), (count % MONTHS_A_YEAR) + 1];
  return formatIsoDate(then, own, Math.min(date, lastDateOf(then, own)));
}

/** The newest session of New York before a day; null before the calendar's first. */
function sessionBefore(day: IsoDate): IsoDate | null {
  const { year, month, date } = partsOf(day);
  if (epochDayOf(year, month, date) < FIRST_DAY) return null;
  const xnys = calendarOf("XNYS");
  const count = xnys.ordinalOf(day);
  return count === 0 ? null : xnys.sessionAt(count - 1);
}

function sessionOnOrBefore(day: IsoDate): IsoDate | null {
  return sessionBefore(day) === null ? null : calendarOf("XNYS").sessionOnOrBefore(day);
}

/**
 * The sessions of New York at whose close the periods begin that end with a session: the previous one; the last before the
 * month, quarter or year; the last on or before the same day some months earlier.
 */
export function anchorsOf(session: IsoDate): Anchors {
  const { year, month } = partsOf(session);
  const quarter = month - ((month - 1) % MONTHS_A_QUARTER);
  const back = (months: number) => sessionOnOrBefore(monthsBefore(session, months));
  return {
    "1d": sessionBefore(session),
    mtd: sessionBefore(formatIsoDate(year, month, 1)),
    qtd: sessionBefore(formatIsoDate(year, quarter, 1)),
    ytd: sessionBefore(formatIsoDate(year, 1, 1)),
    "1m": back(1),
    "3m": back(MONTHS_A_QUARTER),
    "6m": back(2 * MONTHS_A_QUARTER),
    "1y": back(MONTHS_A_YEAR),
  };
}

/** The session some sessions of New York before another, or the calendar's first. */
export function sessionsBefore(session: IsoDate, sessions: number): IsoDate {
  const xnys = calendarOf("XNYS");
  return xnys.sessionAt(Math.max(0, xnys.ordinalOf(session) - sessions));
}
