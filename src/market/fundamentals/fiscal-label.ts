import {
  type EpochDay,
  epochDayOf,
  fromEpochDay,
  type IsoDate,
  toEpochDay,
  yearOf,
} from "../../platform/iso-date.ts";

const QUARTERS = 4;
const DAYS_A_QUARTER = 365.2425 / QUARTERS;
/** A year of 52 or 53 weeks may end in the first days of January, and is the old year's. */
const NEW_YEAR_DAYS = 7;

/** Which fiscal period an end belongs to. */
export interface FiscalLabel {
  readonly year: number;
  /** 1 to 4. */
  readonly quarter: number;
}

/**
 * The label of the quarter that ends on a day: quarters are counted from the end of the fiscal year, to the nearest, since
 * years of 52 or 53 weeks end on another day each; a fiscal year bears the number of the year it ends in.
 * @param yearEnd Month and day of the fiscal year's end, MM-DD.
 */
export function fiscalLabel(periodEnd: IsoDate, yearEnd: string): FiscalLabel {
  const end = toEpochDay(periodEnd);
  const [month = 12, day = 31] = yearEnd.split("-").map(Number);
  const year = yearOf(periodEnd);
  const closings = [year - 1, year, year + 1].map((each) => epochDayOf(each, month, day));
  const left = (closing: EpochDay) => Math.round((closing - end) / DAYS_A_QUARTER);
  const closing = closings.find((each) => left(each) >= 0) ?? end;
  return { year: fiscalYear(fromEpochDay(closing)), quarter: QUARTERS - left(closing) };
}

/** The number of the fiscal year that ends on a day. */
export function fiscalYear(yearEnd: IsoDate): number {
  return yearOf(fromEpochDay(toEpochDay(yearEnd) - NEW_YEAR_DAYS));
}
