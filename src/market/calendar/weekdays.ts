import { type EpochDay, weekdayOf } from "../../platform/iso-date.ts";
import { newYorkDayAt, newYorkInstantOfDay } from "./new-york.ts";
import type { CalendarRules } from "./rule-calendar.ts";

/** Foreign exchange rolls its day at 17:00 in New York; Globex futures stop for the day at the same time. */
const ROLL_MINUTES = 17 * 60;

/** Why a day of the weekend is no session ("a Saturday"); null for the other days. */
export function weekendName(day: EpochDay): string | null {
  const weekday = weekdayOf(day);
  if (weekday === 6) return "a Saturday";
  return weekday === 0 ? "a Sunday" : null;
}

/**
 * Monday to Friday, for foreign exchange and futures. Days without a price (25 December) are sessions here; who asks must
 * be able to carry a price over them. A day is over at 17:00 New York time.
 */
export const weekdaysRules: CalendarRules = {
  closedBecause: weekendName,
  closeOf: (day) => newYorkInstantOfDay(day, ROLL_MINUTES),
  dayAt: newYorkDayAt,
};
