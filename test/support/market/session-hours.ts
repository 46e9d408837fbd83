import { calendarOf } from "../../../src/market/calendar/calendar.ts";
import { newYorkInstant } from "../../../src/market/calendar/new-york.ts";
import { addDays, type IsoDate, toEpochDay, weekdayOf } from "../../../src/platform/iso-date.ts";
import type { Instrument } from "./instrument.ts";
import { instantIn } from "./zone.ts";

const NEW_YORK_OPEN = 9 * 60 + 30;
const NEW_YORK_CLOSE = 16 * 60;
const NEW_YORK_MORNING = 8 * 60;
const END_OF_DAY = 24 * 60;

/** Opening and close, in minutes of the local day, of the exchanges abroad. */
const HOURS_ABROAD: Readonly<Record<string, readonly [open: number, close: number]>> = {
  "Europe/London": [8 * 60, 16 * 60 + 30],
  "America/Toronto": [NEW_YORK_OPEN, NEW_YORK_CLOSE],
  "Asia/Tokyo": [9 * 60, 15 * 60 + 30],
  "Asia/Hong_Kong": [NEW_YORK_OPEN, NEW_YORK_CLOSE],
};
const HOURS_ON_THE_CONTINENT = [9 * 60, 17 * 60 + 30] as const;

/** When (ms) the session of a day opens, which is what Yahoo stamps its row with; told for days without a session too. */
export function openOf(instrument: Instrument, date: IsoDate): number {
  const { calendar, zone } = instrument;
  if (calendar === "XNYS") return newYorkInstant(date, NEW_YORK_OPEN);
  if (calendar !== "foreign") return instantIn(zone, date, 0);
  return instantIn(zone, date, (HOURS_ABROAD[zone] ?? HOURS_ON_THE_CONTINENT)[0]);
}

/** When (ms) the session of a day ends, early closes included; told for days without a session too. */
export function closeOf(instrument: Instrument, date: IsoDate): number {
  const { calendar, zone } = instrument;
  if (calendar === "XNYS") {
    const sessions = calendarOf("XNYS");
    return sessions.isSession(date) ? sessions.closeOf(date) : newYorkInstant(date, NEW_YORK_CLOSE);
  }
  if (calendar !== "foreign") return instantIn(zone, date, END_OF_DAY);
  return instantIn(zone, date, (HOURS_ABROAD[zone] ?? HOURS_ON_THE_CONTINENT)[1]);
}

/** From when on (ms) a provider has a bar for a day: from its opening, but a fund's value is told the next morning. */
export function seenFrom(instrument: Instrument, date: IsoDate): number {
  return instrument.type === "MUTUALFUND"
    ? newYorkInstant(addDays(date, 1), NEW_YORK_MORNING)
    : openOf(instrument, date);
}

/** The first day after a day, or that day itself, on which the instrument's exchange opens. */
export function sessionOnOrAfter(instrument: Instrument, date: IsoDate): IsoDate {
  if (instrument.calendar !== "foreign") {
    return calendarOf(instrument.calendar).nextSession(addDays(date, -1));
  }
  const weekday = weekdayOf(toEpochDay(date));
  return addDays(date, weekday === 6 ? 2 : weekday === 0 ? 1 : 0);
}
