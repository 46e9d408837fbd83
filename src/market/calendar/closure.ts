import { type EpochDay, isoDate, toEpochDay } from "../../platform/iso-date.ts";

/**
 * Days since 1990 on which the exchange stayed closed though no rule says so. No rule can know the next one: it is added
 * here when the exchange announces it. Sources: the exchange's list "Special Closings" (to 2010), its announcements since;
 * QuantLib 1.29 has all but the last, R's timeDate 4022.108 all but the last two (see test/oracle/calendar).
 */
const CLOSURES: readonly (readonly [name: string, ...days: string[]])[] = [
  ["the day of mourning for President Nixon", "1994-04-27"],
  ["the closure after the attacks of September 11", "2001-09-11", "2001-09-12", "2001-09-13", "2001-09-14"],
  ["the day of mourning for President Reagan", "2004-06-11"],
  ["the day of mourning for President Ford", "2007-01-02"],
  ["the closure for Hurricane Sandy", "2012-10-29", "2012-10-30"],
  ["the day of mourning for President George H. W. Bush", "2018-12-05"],
  ["the day of mourning for President Carter", "2025-01-09"],
];

/** The exchange's unscheduled closures since 1990: the day and what it was closed for. */
export const closures: ReadonlyMap<EpochDay, string> = new Map(
  CLOSURES.flatMap(([name, ...days]) => days.map((day) => [toEpochDay(isoDate(day)), name] as const)),
);
