import { calendarOf } from "../../../src/market/calendar/calendar.ts";
import type { EarningsDates, ProfileGroup } from "../../../src/market/fundamentals/field-group.ts";
import { GroupStates } from "../../../src/market/fundamentals/group-state.ts";
import { type IsoDate, isoDate } from "../../../src/platform/iso-date.ts";
import type { TemporaryDatabase } from "../../support/temporary-database.ts";

/** Sessions in a row, one night each. */
export const NIGHTS = calendarOf("XNYS").sessionsBetween(isoDate("2026-01-05"), isoDate("2026-05-29"));
export const FIRST = NIGHTS[0] as IsoDate;

/** The night of a place in the row. */
export const nightAt = (at: number): IsoDate => NIGHTS[at] as IsoDate;

/** The evening in New York of a session. */
export const eveningOf = (night: IsoDate): number => Date.parse(`${night}T22:00:00Z`);

/** The groups that are kept of a company. */
export const COMPANY: readonly ProfileGroup[] = [
  "valuation",
  "beta",
  "ratios",
  "targets",
  "estimates",
  "earnings_dates",
  "identity",
];

/** Notes that groups were told at a night, or that there is nothing of them. */
export function tellGroups(
  { writer }: TemporaryDatabase,
  id: number,
  groups: readonly (ProfileGroup | "statements")[],
  night: IsoDate,
  missing: string | null = null,
): void {
  const states = new GroupStates(writer.db);
  const said = missing === null ? null : { reason: missing, detail: "d" };
  for (const group of groups) states.answered(id, group, "yahoo", said, { now: eveningOf(night), night });
}

/** Earnings that are told on a day that was named before. */
export function named(day: IsoDate): EarningsDates {
  return {
    ...{ lastDate: null, nextFrom: day, nextThrough: day, isExpected: false },
    ...{
      epsAverage: null,
      epsLow: null,
      epsHigh: null,
      revenueAverage: null,
      revenueLow: null,
      revenueHigh: null,
    },
  };
}
