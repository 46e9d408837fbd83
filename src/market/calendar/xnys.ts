import { type EpochDay, epochDayOf } from "../../platform/iso-date.ts";
import { closures } from "./closure.ts";
import { earlyClosesOf, REGULAR_CLOSE } from "./early-close.ts";
import { holidaysOf } from "./holiday.ts";
import { newYorkDayAt, newYorkInstantOfDay } from "./new-york.ts";
import type { CalendarRules } from "./rule-calendar.ts";
import { weekendName } from "./weekdays.ts";
import { yearOfDay } from "./years.ts";

interface Year {
  readonly firstDay: EpochDay;
  readonly lastDay: EpochDay;
  readonly holidays: ReadonlyMap<EpochDay, string>;
  readonly earlyCloses: ReadonlyMap<EpochDay, number>;
}

const years = new Map<number, Year>();
/** The year of the last question: questions come in runs of neighbouring days, most of all when a table is made. */
let recent: Year = { firstDay: 0, lastDay: -1, holidays: new Map(), earlyCloses: new Map() };

function rulesOf(number: number): Year {
  let year = years.get(number);
  if (year === undefined) {
    year = {
      firstDay: epochDayOf(number, 1, 1),
      lastDay: epochDayOf(number, 12, 31),
      holidays: holidaysOf(number),
      earlyCloses: earlyClosesOf(number),
    };
    years.set(number, year);
  }
  return year;
}

function yearAround(day: EpochDay): Year {
  if (day < recent.firstDay || day > recent.lastDay) recent = rulesOf(yearOfDay(day));
  return recent;
}

/** The New York Stock Exchange: sessions end at 16:00 New York time or early. */
export const xnysRules: CalendarRules = {
  closedBecause: (day) => weekendName(day) ?? closures.get(day) ?? yearAround(day).holidays.get(day) ?? null,
  closeOf: (day) => newYorkInstantOfDay(day, yearAround(day).earlyCloses.get(day) ?? REGULAR_CLOSE),
  dayAt: newYorkDayAt,
};
