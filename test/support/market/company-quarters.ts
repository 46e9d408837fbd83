import { newYorkInstant } from "../../../src/market/calendar/new-york.ts";
import {
  addDays,
  epochDayOf,
  fromEpochDay,
  type IsoDate,
  toEpochDay,
  weekdayOf,
} from "../../../src/platform/iso-date.ts";
import type { Figures, Quarter } from "./company.ts";
import { type Means, quarterFigures } from "./company-figures.ts";

/** When a company does what it does every quarter. */
export interface Habits {
  /** 1 to 12. */
  readonly fiscalYearEndMonth: number;
  /** Days from a quarter's end to its earnings. */
  readonly lag: number;
  /** Minutes of New York's day at which they are told. */
  readonly announcesAt: number;
  /** Days before them on which their day is named. */
  readonly notice: number;
}

const DAY_MS = 86_400_000;
const FEWEST_LAG = 10;
const MOST_LAG = 80;
const MORNING = 8 * 60;
/** How often a named day is moved, and how often an old quarter is restated. */
const MOVED = 0.1;
const RESTATED = 0.06;
const RESTATED_BY = 0.985;
const LONGEST_DELAY_DAYS = 9;
/** More than half of all figures are there with the announcement, or the day after. */
const DELAY_POWER = 3;

interface FiscalQuarter {
  readonly start: IsoDate;
  readonly end: IsoDate;
  readonly fiscalYear: number;
  readonly fiscalQuarter: 1 | 2 | 3 | 4;
}

/** The fiscal quarters that end from one day through another. */
export function fiscalQuarters(fiscalYearEndMonth: number, from: IsoDate, to: IsoDate): FiscalQuarter[] {
  const quarters: FiscalQuarter[] = [];
  const firstYear = Number(from.slice(0, 4));
  for (let month = 0; ; month++) {
    const year = firstYear + Math.floor(month / 12);
    const ofYear = (month % 12) + 1;
    const past = (ofYear - fiscalYearEndMonth + 12) % 12;
    if (past % 3 !== 0) continue;
    const end = fromEpochDay(monthsOn(year, ofYear + 1) - 1);
    if (end > to) return quarters;
    if (end < from) continue;
    quarters.push({
      start: fromEpochDay(monthsOn(year, ofYear - 2)),
      end,
      fiscalYear: ofYear > fiscalYearEndMonth ? year + 1 : year,
      fiscalQuarter: (past === 0 ? 4 : past / 3) as 1 | 2 | 3 | 4,
    });
  }
}

/** The first day of a month that may lie outside of its year. */
function monthsOn(year: number, month: number): number {
  const months = year * 12 + month - 1;
  return epochDayOf(Math.floor(months / 12), (months % 12) + 1, 1);
}

/** Nobody tells earnings at a weekend. */
function onWeekday(date: IsoDate): IsoDate {
  const weekday = weekdayOf(toEpochDay(date));
  return addDays(date, weekday === 6 ? 2 : weekday === 0 ? 1 : 0);
}

/** Reports are filed with the earnings or after them, and before anybody tells of them. */
function lastWeekday(date: IsoDate): IsoDate {
  const weekday = weekdayOf(toEpochDay(date));
  return addDays(date, weekday === 6 ? -1 : weekday === 0 ? -2 : 0);
}

/** A company's quarters with their figures, and when each of it becomes known. */
export function madeQuarters(
  fiscal: readonly FiscalQuarter[],
  habits: Habits,
  means: Means,
  sharesOn: (day: IsoDate) => number,
  next: () => number,
): Quarter[] {
  let beginningCash = Math.round(means.revenue / 2);
  return fiscal.map((quarter, at) => {
    const shares = sharesOn(quarter.end);
    const figures = quarterFigures(means, { at, shares, beginningCash }, next);
    beginningCash = figures.cash_flow.endingCashPosition ?? beginningCash;
    const times = timesOf(quarter, habits, next);
    return { ...quarter, ...times, figures, restatement: restatementOf(figures, times.visibleAt, next) };
  });
}

function timesOf(quarter: FiscalQuarter, habits: Habits, next: () => number) {
  const lag = habits.lag + Math.floor(next() * 5) - 2;
  const announced = onWeekday(addDays(quarter.end, Math.min(MOST_LAG, Math.max(FEWEST_LAG, lag))));
  const announcedAt = newYorkInstant(announced, habits.announcesAt);
  const isMoved = next() < MOVED;
  const away = 1 + Math.floor(next() * 6);
  const firstNamed = isMoved ? onWeekday(addDays(announced, next() < 0.5 ? away : -away)) : announced;
  const namedAt = newYorkInstant(addDays(announced, -habits.notice), MORNING);
  const before = fromEpochDay(Math.min(toEpochDay(firstNamed), toEpochDay(announced)));
  const movedAt = isMoved ? newYorkInstant(addDays(before, -1), MORNING) : namedAt;
  const delay = Math.floor(next() ** DELAY_POWER * (LONGEST_DELAY_DAYS + 1));
  return {
    announced,
    announcedAt,
    firstNamed,
    namedAt,
    movedAt,
    visibleAt: announcedAt + delay * DAY_MS,
    filed: lastWeekday(addDays(announced, Math.floor(next() * (delay + 1)))),
  };
}

/** A year later some quarter has been a little worse than was told. */
function restatementOf(figures: Figures, visibleAt: number, next: () => number): Quarter["restatement"] {
  const isRestated = next() < RESTATED;
  const days = 90 + Math.floor(next() * 280);
  if (!isRestated) return null;
  const income: Record<string, number> = { ...figures.income_statement };
  for (const column of ["totalRevenue", "grossProfit", "operatingIncome", "pretaxIncome", "netIncome"]) {
    const told = income[column];
    if (told !== undefined) income[column] = Math.round(told * RESTATED_BY);
  }
  return { at: visibleAt + days * DAY_MS, figures: { ...figures, income_statement: income } };
}
