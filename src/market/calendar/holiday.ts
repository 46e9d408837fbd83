import { type EpochDay, epochDayOf, weekdayOf } from "../../platform/iso-date.ts";

const SUNDAY = 0;
const MONDAY = 1;
const THURSDAY = 4;
const SATURDAY = 6;

/**
 * What the exchange does with a holiday on a weekend (NYSE Rule 7.2): `nearest` moves Saturday to Friday and Sunday to
 * Monday; `sunday` moves Sunday only, because New Year's Eve ends an accounting year and must stay a session; `never`
 * is for holidays that have a fixed day of the week.
 */
type Observance = "nearest" | "sunday" | "never";

interface HolidayRule {
  readonly name: string;
  /** First year in which the exchange closed for it; absent when that was before the calendar's first year. */
  readonly since?: number;
  readonly observance: Observance;
  readonly dayIn: (year: number) => EpochDay;
}

const RULES: readonly HolidayRule[] = [
  { name: "New Year's Day", observance: "sunday", dayIn: fixed(1, 1) },
  { name: "Martin Luther King Jr. Day", since: 1998, observance: "never", dayIn: nth(3, MONDAY, 1) },
  { name: "Washington's Birthday", observance: "never", dayIn: nth(3, MONDAY, 2) },
  { name: "Good Friday", observance: "never", dayIn: (year) => easterSunday(year) - 2 },
  { name: "Memorial Day", observance: "never", dayIn: lastMondayOfMay },
  { name: "Juneteenth", since: 2022, observance: "nearest", dayIn: fixed(6, 19) },
  { name: "Independence Day", observance: "nearest", dayIn: fixed(7, 4) },
  { name: "Labor Day", observance: "never", dayIn: nth(1, MONDAY, 9) },
  { name: "Thanksgiving Day", observance: "never", dayIn: thanksgiving },
  { name: "Christmas Day", observance: "nearest", dayIn: fixed(12, 25) },
];

function fixed(month: number, day: number): (year: number) => EpochDay {
  return (year) => epochDayOf(year, month, day);
}

function nth(count: number, weekday: number, month: number): (year: number) => EpochDay {
  return (year) => {
    const first = epochDayOf(year, month, 1);
    return first + ((weekday - weekdayOf(first) + 7) % 7) + (count - 1) * 7;
  };
}

function lastMondayOfMay(year: number): EpochDay {
  const last = epochDayOf(year, 5, 31);
  return last - ((weekdayOf(last) - MONDAY + 7) % 7);
}

/** The fourth Thursday of November, in days since 1970-01-01. */
export function thanksgiving(year: number): EpochDay {
  return nth(4, THURSDAY, 11)(year);
}

/** Easter of the Gregorian calendar, by the "anonymous" computus of 1876; its constants have no shorter meaning. */
function easterSunday(year: number): EpochDay {
  const golden = year % 19;
  const century = Math.floor(year / 100);
  const yearOfCentury = year % 100;
  const moonCorrection = Math.floor((century - Math.floor((century + 8) / 25) + 1) / 3);
  const epact = (19 * golden + century - Math.floor(century / 4) - moonCorrection + 15) % 30;
  const toSunday =
    (32 + 2 * (century % 4) + 2 * Math.floor(yearOfCentury / 4) - epact - (yearOfCentury % 4)) % 7;
  const lateMoon = Math.floor((golden + 11 * epact + 22 * toSunday) / 451);
  const sinceFebruary = epact + toSunday - 7 * lateMoon + 114;
  return epochDayOf(year, Math.floor(sinceFebruary / 31), (sinceFebruary % 31) + 1);
}

function observed(day: EpochDay, observance: Observance): EpochDay | null {
  const weekday = weekdayOf(day);
  if (observance === "never") return day;
  if (weekday === SUNDAY) return day + 1;
  if (weekday === SATURDAY) return observance === "nearest" ? day - 1 : null;
  return day;
}

/**
 * The exchange's regular holidays of a year: the day on which it closes (never a weekend) and the holiday's name, which
 * ends in "(observed)" when the day is not the holiday's own. The rules hold from 1990 on.
 */
export function holidaysOf(year: number): ReadonlyMap<EpochDay, string> {
  const holidays = new Map<EpochDay, string>();
  for (const rule of RULES) {
    if (rule.since !== undefined && year < rule.since) continue;
    const own = rule.dayIn(year);
    const day = observed(own, rule.observance);
    if (day !== null) holidays.set(day, day === own ? rule.name : `${rule.name} (observed)`);
  }
  return holidays;
}
