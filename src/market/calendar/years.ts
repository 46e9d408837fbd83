import { NightdeskError } from "../../platform/errors.ts";
import { type EpochDay, epochDayOf } from "../../platform/iso-date.ts";

/**
 * The calendars' first and last year, both included. Before 1990 the exchange's and the clock's rules were others;
 * after 2100 nothing in a portfolio can mature, and a later year is rather a mistyped one.
 */
export const FIRST_YEAR = 1990;
export const LAST_YEAR = 2100;

export const FIRST_DAY: EpochDay = epochDayOf(FIRST_YEAR, 1, 1);
export const LAST_DAY: EpochDay = epochDayOf(LAST_YEAR, 12, 31);

const MEAN_YEAR_DAYS = 365.2425;

/** The year in which a day (since 1970-01-01) lies, without the cost of writing the day out. */
export function yearOfDay(day: EpochDay): number {
  const near = 1970 + Math.floor(day / MEAN_YEAR_DAYS);
  if (day < epochDayOf(near, 1, 1)) return near - 1;
  return day < epochDayOf(near + 1, 1, 1) ? near : near + 1;
}

/** The fault of a question whose answer lies in `year`, outside of the calendars' years. `what` starts the sentence. */
export function outsideOfYears(what: string, year: number): NightdeskError {
  return new NightdeskError(
    "calendar_range",
    `${what} lies in ${year}; the calendars cover the years ${FIRST_YEAR} to ${LAST_YEAR}.`,
    { details: { year, first_year: FIRST_YEAR, last_year: LAST_YEAR } },
  );
}
