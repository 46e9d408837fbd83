import type { Calendar, CalendarId } from "./contract.ts";
import { everydayRules, foreignRules } from "./everyday.ts";
import { RuleCalendar } from "./rule-calendar.ts";
import { weekdaysRules } from "./weekdays.ts";
import { xnysRules } from "./xnys.ts";

export { CALENDAR_IDS } from "../../../db/schema/words.ts";
export type { Calendar, CalendarId } from "./contract.ts";
export { SETTLING_MS } from "./rule-calendar.ts";

const calendars: Readonly<Record<CalendarId, Calendar>> = {
  XNYS: new RuleCalendar("XNYS", xnysRules),
  weekdays: new RuleCalendar("weekdays", weekdaysRules),
  everyday: new RuleCalendar("everyday", everydayRules),
  foreign: new RuleCalendar("foreign", foreignRules),
};

/**
 * The calendar by its id, always the same object. Its table is made on the first question, not here.
 * @example calendarOf("XNYS").previousSession(isoDate("2025-07-07")) // 2025-07-03
 */
export function calendarOf(id: CalendarId): Calendar {
  return calendars[id];
}
