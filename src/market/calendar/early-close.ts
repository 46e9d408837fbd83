import { type EpochDay, epochDayOf, isoDate, toEpochDay, weekdayOf } from "../../platform/iso-date.ts";
import { thanksgiving } from "./holiday.ts";

/** Closes of the exchange in minutes after midnight, New York time. */
export const REGULAR_CLOSE = 16 * 60;
const ONE_PM = 13 * 60;
const TWO_PM = 14 * 60;

const MONDAY = 1;
const WEDNESDAY = 3;
const THURSDAY = 4;

/** Shortened sessions ended at 14:00 until this year and at 13:00 from it on. */
const ONE_PM_SINCE = 1993;
const DAY_AFTER_THANKSGIVING_SINCE = 1992;
const INDEPENDENCE_SINCE = 1995;
/** With 4 July on a Thursday the Friday after it was short; from this year on it is the Wednesday before. */
const WEDNESDAY_BEFORE_INDEPENDENCE_SINCE = 2013;

/**
 * Sessions that ended early though no rule says so. The exchange's list "Special Closings" has all but 1999-12-31, which
 * its board decided in June 1999 (the exchange's announcement on Mondo Visione, 4 June 1999; The Independent).
 */
const UNRULY: readonly (readonly [day: string, closeMinutes: number])[] = [
  ["1994-02-11", 14 * 60 + 30], // snowstorm
  ["1996-01-08", TWO_PM], // snowstorm
  ["1997-10-27", 15 * 60 + 30], // circuit breaker
  ["1997-12-26", ONE_PM], // Friday after Christmas, as in 2003; not so in 2008, 2014 and 2025
  ["1999-12-31", ONE_PM], // eve of the year 2000
  ["2003-12-26", ONE_PM],
  ["2005-06-01", 15 * 60 + 56], // fault of the communication system
];

function independenceEarlyClose(year: number): EpochDay | null {
  if (year < INDEPENDENCE_SINCE) return null;
  const holiday = epochDayOf(year, 7, 4);
  const eve = weekdayOf(holiday - 1);
  if (eve < MONDAY || eve > THURSDAY) return null;
  return eve === WEDNESDAY && year < WEDNESDAY_BEFORE_INDEPENDENCE_SINCE ? holiday + 1 : holiday - 1;
}

function christmasEarlyClose(year: number): EpochDay | null {
  const eve = epochDayOf(year, 12, 24);
  // On a Friday the eve is not short but closed: it observes a Christmas Day that falls on Saturday.
  return weekdayOf(eve) >= MONDAY && weekdayOf(eve) <= THURSDAY ? eve : null;
}

const unruly = new Map(UNRULY.map(([day, minutes]) => [toEpochDay(isoDate(day)), minutes]));

/** The year's sessions that end early: the day and the close in minutes after midnight, New York time. */
export function earlyClosesOf(year: number): ReadonlyMap<EpochDay, number> {
  const minutes = year >= ONE_PM_SINCE ? ONE_PM : TWO_PM;
  const closes = new Map<EpochDay, number>();
  const independence = independenceEarlyClose(year);
  if (independence !== null) closes.set(independence, minutes);
  if (year >= DAY_AFTER_THANKSGIVING_SINCE) closes.set(thanksgiving(year) + 1, minutes);
  const christmas = christmasEarlyClose(year);
  if (christmas !== null) closes.set(christmas, minutes);
  const [first, last] = [epochDayOf(year, 1, 1), epochDayOf(year, 12, 31)];
  for (const [day, close] of unruly) if (day >= first && day <= last) closes.set(day, close);
  return closes;
}
