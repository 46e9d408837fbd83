import type { EpochDay } from "../../platform/iso-date.ts";
import type { CalendarRules } from "./rule-calendar.ts";

const DAY_MS = 86_400_000;

/** Every day of the week, for crypto: days are UTC's and over at 24:00 UTC. */
export const everydayRules: CalendarRules = {
  closedBecause: () => null,
  closeOf: endOfUtcDay,
  dayAt: (instantMs) => Math.floor(instantMs / DAY_MS),
};

/**
 * Exchanges without rules here: every day may be a session, because weeks differ too (Tel Aviv and Riyadh trade on
 * Sundays) and a bar must never be refused by a calendar that does not know better. A day counts as over at 24:00 UTC: by
 * then even the exchanges farthest west have closed it.
 */
export const foreignRules: CalendarRules = everydayRules;

function endOfUtcDay(day: EpochDay): number {
  return (day + 1) * DAY_MS;
}
