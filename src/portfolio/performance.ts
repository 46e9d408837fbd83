import { calendarOf } from "../market/calendar/calendar.ts";
import { formatIsoDate, type IsoDate, isLeapYear, yearOf } from "../platform/iso-date.ts";
import { type Known, known, notKnown, type Reason } from "../platform/known.ts";
import { placeAfter } from "./running-totals.ts";

/** A portfolio's return of one session, with its equity at the close. */
export interface DailyReturn {
  readonly session: IsoDate;
  readonly dailyReturn: number | null;
  /** Why it is null. */
  readonly reason: Reason | null;
}

export const PERIODS = ["mtd", "qtd", "ytd", "one_year", "since_inception"] as const;
export type Period = (typeof PERIODS)[number];
const MONTHS_A_QUARTER = 3;

/** The session at whose close a period begins, for a date: the last one before the month, quarter or year; a year ago, or the one before. */
export function periodStart(period: Exclude<Period, "since_inception">, date: IsoDate): IsoDate {
  const xnys = calendarOf("XNYS");
  const year = yearOf(date);
  const month = Number(date.slice(5, 7));
  if (period === "one_year") {
    const day = Number(date.slice(8, 10));
    const isLeapDay = month === 2 && day === 29 && !isLeapYear(year - 1);
    return xnys.sessionOnOrBefore(formatIsoDate(year - 1, month, isLeapDay ? day - 1 : day));
  }
  const first = period === "mtd" ? month : period === "ytd" ? 1 : month - ((month - 1) % MONTHS_A_QUARTER);
  return xnys.previousSession(formatIsoDate(year, first, 1));
}

function extended(total: Known<number>, { dailyReturn, reason }: DailyReturn): Known<number> {
  if (total.reason !== null) return total;
  if (dailyReturn === null) return notKnown(reason ?? "non_positive_equity");
  return known((1 + total.value) * (1 + dailyReturn) - 1);
}

/**
 * Time-weighted returns at every session, linked from daily ones, as decimals. A period that began before the inception is
 * `before_inception`; one with a day whose return is not known has the reason of the first such day.
 * @param days Every session from the inception on that could be told, ascending; the inception's own return is 0.
 */
export function performanceOf(
  days: readonly DailyReturn[],
): readonly Readonly<Record<Period, Known<number>>>[] {
  // A session that could not be told is in the return of the next one that could.
  const indexAt = (session: IsoDate) => placeAfter(days, session, (day) => day.session) - 1;
  // Each period is linked by itself: a quotient of two growths from inception would be 0 / 0 after a total loss.
  const linked = (from: number, to: number): Known<number> => {
    if (from < 0) return notKnown("before_inception");
    let total: Known<number> = known(0);
    for (let at = from + 1; at <= to; at++) total = extended(total, days[at] as DailyReturn);
    return total;
  };
  let sinceInception: Known<number> = known(0);
  return days.map(({ session }, at) => {
    if (at > 0) sinceInception = extended(sinceInception, days[at] as DailyReturn);
    const of = (period: Exclude<Period, "since_inception">) =>
      linked(indexAt(periodStart(period, session)), at);
    return {
      mtd: of("mtd"),
      qtd: of("qtd"),
      ytd: of("ytd"),
      one_year: of("one_year"),
      since_inception: sinceInception,
    };
  });
}
