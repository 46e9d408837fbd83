import {
  type EpochDay,
  epochDayOf,
  fromEpochDay,
  type IsoDate,
  toEpochDay,
  weekdayOf,
} from "../../platform/iso-date.ts";
import { FIRST_YEAR, LAST_YEAR, outsideOfYears, yearOfDay } from "./years.ts";

/*
 * New York's clock by the rules of United States law, not by Intl: an instant costs a tenth of
 * Intl's two microseconds, and neither the host's TZ, nor its zone files, nor the ICU release in the binary can change a result.
 * The tests hold every change of the clock from 1990 to 2100 against ICU. If Congress changes the law, this file and ICU
 * both need a release.
 */

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const MINUTES_PER_DAY = 1440;

/** Eastern Standard Time is UTC-5, Eastern Daylight Time UTC-4. */
const STANDARD_OFFSET_MS = -5 * HOUR_MS;
const DAYLIGHT_OFFSET_MS = -4 * HOUR_MS;
/** Both changes happen at 02:00 of the clock that ends, so they are at 07:00 and at 06:00 UTC. */
const CHANGE_WALL_MS = 2 * HOUR_MS;

/** The Energy Policy Act of 2005 moved both changes from this year on. */
const ENERGY_POLICY_ACT_YEAR = 2007;

/** A wall clock's reading: the day and the minutes (0 to 1439) and milliseconds (0 to 59,999) since its midnight. */
export interface WallClock {
  readonly date: IsoDate;
  readonly minutes: number;
  readonly milliseconds: number;
}

function sundayOnOrAfter(day: EpochDay): EpochDay {
  return day + ((7 - weekdayOf(day)) % 7);
}

/** First day of daylight time: second Sunday of March; first Sunday of April until 2006. */
function daylightStart(year: number): EpochDay {
  return sundayOnOrAfter(year >= ENERGY_POLICY_ACT_YEAR ? epochDayOf(year, 3, 8) : epochDayOf(year, 4, 1));
}

/** Last (partial) day of daylight time: first Sunday of November; last Sunday of October until 2006. */
function daylightEnd(year: number): EpochDay {
  return sundayOnOrAfter(year >= ENERGY_POLICY_ACT_YEAR ? epochDayOf(year, 11, 1) : epochDayOf(year, 10, 25));
}

function assertYear(year: number): void {
  if (!(year >= FIRST_YEAR && year <= LAST_YEAR)) throw outsideOfYears("The time in New York", year);
}

/**
 * The UTC instant (ms) at which clocks in New York show `minutes` after midnight (0 to 1439) of `date`. An hour that is
 * skipped in spring counts on from before the change (02:30 is 03:30); of an hour that comes twice it is the first.
 * @throws NightdeskError `calendar_range` outside of 1990 to 2100.
 */
export function newYorkInstant(date: IsoDate, minutes: number): number {
  return newYorkInstantOfDay(toEpochDay(date), minutes);
}

/** As {@link newYorkInstant}, of a day in days since 1970-01-01. */
export function newYorkInstantOfDay(day: EpochDay, minutes: number): number {
  const year = yearOfDay(day);
  assertYear(year);
  const wall = day * DAY_MS + minutes * MINUTE_MS;
  const start = daylightStart(year) * DAY_MS + CHANGE_WALL_MS + HOUR_MS;
  const end = daylightEnd(year) * DAY_MS + CHANGE_WALL_MS;
  return wall - (wall >= start && wall < end ? DAYLIGHT_OFFSET_MS : STANDARD_OFFSET_MS);
}

function offsetAt(instantMs: number): number {
  // Standard time decides the year because both ends of a year are in winter.
  const year = yearOfDay(Math.floor((instantMs + STANDARD_OFFSET_MS) / DAY_MS));
  assertYear(year);
  const start = daylightStart(year) * DAY_MS + CHANGE_WALL_MS - STANDARD_OFFSET_MS;
  const end = daylightEnd(year) * DAY_MS + CHANGE_WALL_MS - DAYLIGHT_OFFSET_MS;
  return instantMs >= start && instantMs < end ? DAYLIGHT_OFFSET_MS : STANDARD_OFFSET_MS;
}

/**
 * New York's day at a UTC instant (ms), in days since 1970-01-01.
 * @throws NightdeskError `calendar_range` when New York's year is not in 1990 to 2100.
 */
export function newYorkDayAt(instantMs: number): EpochDay {
  return Math.floor((instantMs + offsetAt(instantMs)) / DAY_MS);
}

/**
 * What a clock in New York shows at a UTC instant (ms).
 * @throws NightdeskError `calendar_range` when New York's year is not in 1990 to 2100.
 */
export function newYorkClockAt(instantMs: number): WallClock {
  const wall = instantMs + offsetAt(instantMs);
  const day = Math.floor(wall / DAY_MS);
  const sinceMidnight = wall - day * DAY_MS;
  return {
    date: fromEpochDay(day),
    minutes: Math.floor(sinceMidnight / MINUTE_MS) % MINUTES_PER_DAY,
    milliseconds: sinceMidnight % MINUTE_MS,
  };
}
