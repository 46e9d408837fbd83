import { newYorkDayAt } from "../../../src/market/calendar/new-york.ts";
import { SEARCH_DAYS } from "../../../src/market/fundamentals/statement-search.ts";
import { addDays, fromEpochDay, type IsoDate } from "../../../src/platform/iso-date.ts";
import type { Companies } from "../../support/market/company.ts";
import type { StatementSearchLog } from "./statement-searches.ts";
import type { ToldStatements } from "./told-statements.ts";

/** Where an earnings day was moved it may be known so many days late. */
const LATE_DAYS = 8;

/** A quarter that came while its company was known. */
export interface ComingQuarter {
  readonly what: string;
  /** The day from which on providers have had it. */
  readonly visible: IsoDate;
  /** The first night from the first day of a search on on which it was there. */
  readonly due: IsoDate;
  /** The last night on which it may have come. */
  readonly latest: IsoDate;
  /** When it came; null if it has not. */
  readonly found: IsoDate | null;
}

/** What coming quarters are made out from. */
export interface QuartersSeen {
  readonly companies: Companies;
  readonly searches: StatementSearchLog;
  readonly told: ToldStatements;
  /** The days of all nights that there were, in order. */
  readonly nights: readonly IsoDate[];
}

/** The quarters that were to come, after the first statements of their companies and by the last night. */
export function comingQuarters(symbols: readonly string[], seen: QuartersSeen): readonly ComingQuarter[] {
  const { companies, searches, told, nights } = seen;
  return symbols.flatMap((symbol) => {
    const first = searches.firstNight(symbol);
    return (companies.find(symbol)?.quarters ?? []).flatMap((quarter): ComingQuarter[] => {
      const { end, announced, firstNamed, visibleAt } = quarter;
      const visible = fromEpochDay(newYorkDayAt(visibleAt));
      const day = SEARCH_DAYS.map((wait) => addDays(announced, wait)).find((each) => each >= visible);
      const due = nights.find((night) => day !== undefined && night >= day);
      if (first === null || visible <= first || due === undefined) return [];
      const latest = announced === firstNamed ? due : addDays(due, LATE_DAYS);
      const isOpen = latest > (nights.at(-1) ?? latest);
      const found = told.firstTold(symbol, end);
      return isOpen && found === null ? [] : [{ what: `${symbol} ${end}`, visible, due, latest, found }];
    });
  });
}
