import { addDays, type IsoDate, toEpochDay } from "../../platform/iso-date.ts";
import type { Figure, MetricReason } from "./reason.ts";
import type { KnownStatement, Line } from "./statement-history.ts";

const QUARTERS = 4;
/** Days between the ends of two quarters that follow each other: a half year is none of them. */
const [SHORTEST_QUARTER, LONGEST_QUARTER] = [75, 107] as const;
/** A year, and the time until a year's report is there: what ended longer ago is not what a company is now. */
const LONGEST_AGE_DAYS = 500;

/** A company's flows of one year, or its position at one day, in one currency. */
export interface FiscalFigures {
  readonly periodEnd: IsoDate;
  readonly currency: string | null;
  readonly line: (line: Line) => Figure;
}

const told = (value: number | null | undefined): Figure => value ?? "not_told";

/** One statement as it is. */
export function periodOf({ periodEnd, currency, lines }: KnownStatement): FiscalFigures {
  return { periodEnd, currency, line: (line) => told(lines[line]) };
}

function current(period: FiscalFigures, day: IsoDate): FiscalFigures | MetricReason {
  return period.periodEnd < addDays(day, -LONGEST_AGE_DAYS) ? "stale" : period;
}

/** The newest balance sheet, of whatever frequency, that is not too old. */
export function newestBalance(
  statements: readonly KnownStatement[],
  day: IsoDate,
): FiscalFigures | MetricReason {
  const [newest] = statements;
  return newest === undefined ? "not_known_then" : current(periodOf(newest), day);
}

/**
 * The newest twelve months: as told, or the sum of four quarters that follow each other and are in one currency, whichever
 * ends later. A line that one of the quarters lacks is not told.
 * @param statements Of one kind, the newest first.
 */
export function trailingYear(
  statements: readonly KnownStatement[],
  day: IsoDate,
): FiscalFigures | MetricReason {
  if (statements.length === 0) return "not_known_then";
  const whole = statements.find(({ frequency }) => frequency === "trailing");
  const quarters = statements.filter(({ frequency }) => frequency === "quarterly").slice(0, QUARTERS);
  const sum = sumOf(quarters);
  if (sum !== null && (whole === undefined || sum.periodEnd > whole.periodEnd)) return current(sum, day);
  return whole === undefined ? "no_trailing_year" : current(periodOf(whole), day);
}

function sumOf(quarters: readonly KnownStatement[]): FiscalFigures | null {
  const [newest] = quarters;
  if (newest === undefined || quarters.length < QUARTERS) return null;
  const ends = quarters.map(({ periodEnd }) => toEpochDay(periodEnd));
  const doFollow = ends.slice(1).every((end, at) => {
    const days = (ends[at] as number) - end;
    return days >= SHORTEST_QUARTER && days <= LONGEST_QUARTER;
  });
  if (!doFollow || quarters.some(({ currency }) => currency !== newest.currency)) return null;
  const line = (name: Line): Figure => {
    let sum = 0;
    for (const { lines } of quarters) {
      const value = lines[name];
      if (value == null) return "not_told";
      sum += value;
    }
    return sum;
  };
  return { periodEnd: newest.periodEnd, currency: newest.currency, line };
}
