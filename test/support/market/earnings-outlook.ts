import { newYorkInstant } from "../../../src/market/calendar/new-york.ts";
import { addDays } from "../../../src/platform/iso-date.ts";
import type { Company, Quarter } from "./company.ts";
import { dayIn } from "./zone.ts";

/** What is told about earnings days at an instant. Instants are UTC ms. */
export interface EarningsOutlook {
  /** The newest telling; null before the first. */
  readonly last: number | null;
  /** From when to when the next is expected, twice the same once its day is named; the last telling while nothing is expected yet. */
  readonly from: number;
  readonly through: number;
  readonly isEstimate: boolean;
  /** The quarter that is told next. */
  readonly quarter: Quarter;
}

const DAY_MS = 86_400_000;
const NEW_YORK = "America/New_York";
const NOON = 12 * 60;
const WINDOW_DAYS = 4;

/** What a company's calendar says; null once it has told all quarters that there are. */
export function earningsOutlook(company: Company, now: number): EarningsOutlook | null {
  const quarter = company.quarters.find((each) => each.announcedAt > now);
  if (quarter === undefined) return null;
  const last = company.quarters.findLast((each) => each.announcedAt <= now)?.announcedAt ?? null;
  if (now >= quarter.movedAt) return named(quarter, quarter.announcedAt, last);
  const minutes = (quarter.announcedAt - newYorkInstant(quarter.announced, 0)) / 60_000;
  if (now >= quarter.namedAt) return named(quarter, newYorkInstant(quarter.firstNamed, minutes), last);
  if (last !== null && now < last + company.quietDays * DAY_MS) return named(quarter, last, last);
  const from = newYorkInstant(quarter.firstNamed, NOON);
  const through = newYorkInstant(addDays(dayIn(NEW_YORK, from), WINDOW_DAYS), NOON);
  return { last, from, through, isEstimate: true, quarter };
}

/** A day that a company has named stands in place of the last one too. */
function named(quarter: Quarter, at: number, last: number | null): EarningsOutlook {
  return { last: last === null ? null : at, from: at, through: at, isEstimate: false, quarter };
}
