import type { Statement as Prepared, Sqlite } from "../../../db/driver.ts";
import { addDays, type IsoDate } from "../../platform/iso-date.ts";

/**
 * Days after an earnings day on which its period is looked for, until it has come: vendors take some days, and the longer it
 * takes the less another day brings.
 */
export const SEARCH_DAYS = [3, 4, 6, 9, 14, 22, 36] as const;
/** What is told on an earnings day ended no longer before it: the quarter before that one did. */
const LONGEST_REPORT_DAYS = 95;

/** A search for the period of an earnings day. */
export interface StatementSearch {
  readonly earningsDay: IsoDate;
  /** Periods that end on or before it are of earlier earnings days: stored then, or still awaited; null where none is known. */
  readonly newestBefore: IsoDate | null;
  /** How many of the search's days have had their try, or passed without. */
  readonly tries: number;
  readonly isFound: 0 | 1;
}

/** Reads and writes of the searches for new statements, for one open connection. */
export class StatementSearches {
  readonly #get: Prepared;
  readonly #put: Prepared;

  constructor(db: Sqlite) {
    this.#get = db.prepare(
      `SELECT earnings_day AS earningsDay, newest_before AS newestBefore, tries, is_found AS isFound
       FROM statement_search WHERE symbol_id = ?`,
    );
    this.#put = db.prepare(
      `INSERT OR REPLACE INTO statement_search (symbol_id, earnings_day, newest_before, tries, is_found)
       VALUES (@symbolId, @earningsDay, @newestBefore, @tries, @isFound)`,
    );
  }

  of(symbolId: number): StatementSearch | null {
    return (this.#get.get(symbolId) as StatementSearch | undefined) ?? null;
  }

  /**
   * Notes an answer to a search. Belongs inside a transaction.
   * @param search What it was of: a search that goes on, or one that begins with this.
   * @param newest The newest period that is stored now.
   * @param today Days of the search that have passed unused, over a weekend say, are not made up for.
   */
  answered(symbolId: number, search: StatementSearch, newest: IsoDate | null, today: IsoDate): void {
    const { earningsDay, newestBefore } = search;
    const tries = SEARCH_DAYS.filter((days) => today >= addDays(earningsDay, days)).length;
    const hasCome = newest !== null && newest > (newestBefore ?? "") && newestBefore !== null;
    const isFound = hasCome || isOfDay(newest, earningsDay) ? 1 : 0;
    this.#put.run({ symbolId, earningsDay, newestBefore, tries, isFound });
  }
}

/** Quarters, and years, that are told end so many days before: where nobody names the day, it is reckoned from the last period. */
const [QUARTER_TO_NEWS, YEAR_TO_NEWS] = [136, 455] as const;

/** The earnings day that may be expected after a period where no provider names any; null where no period is known. */
export function reckonedDay(known: {
  readonly quarterly: IsoDate | null;
  readonly annual: IsoDate | null;
}): IsoDate | null {
  if (known.quarterly !== null) return addDays(known.quarterly, QUARTER_TO_NEWS);
  return known.annual === null ? null : addDays(known.annual, YEAR_TO_NEWS);
}

/** A search for the period of a new earnings day. What the search before it still waits for ends before that one's day. */
export function begun(
  stored: StatementSearch | null,
  earningsDay: IsoDate,
  newest: IsoDate | null,
): StatementSearch {
  const awaited = stored?.isFound === 0 ? stored.earningsDay : null;
  const newestBefore =
    [newest, awaited]
      .filter((day) => day !== null)
      .sort()
      .at(-1) ?? null;
  return { earningsDay, newestBefore, tries: 0, isFound: 0 };
}

/** Whether a period is the one that was told on an earnings day. */
export function isOfDay(periodEnd: IsoDate | null, earningsDay: IsoDate): boolean {
  return periodEnd !== null && periodEnd > addDays(earningsDay, -LONGEST_REPORT_DAYS);
}

/** Whether the period of an earnings day has come, by a search that was broken off before it had all of it. */
export function hasComeUnnoted(
  stored: StatementSearch | null,
  last: IsoDate | null,
  newest: IsoDate | null,
): boolean {
  const isNoted = stored !== null && stored.earningsDay === last && stored.isFound === 1;
  return last !== null && !isNoted && isOfDay(newest, last);
}

/**
 * The search that is due today; null if none is: every period is looked for once it should be there, and no more once it
 * is, and without an earnings day nothing is.
 * @param last The newest earnings day that is known; null for none.
 * @param newest The newest period that is stored.
 */
export function dueSearch(
  stored: StatementSearch | null,
  last: IsoDate | null,
  newest: IsoDate | null,
  today: IsoDate,
): StatementSearch | null {
  if (last === null) return null;
  const isNewDay = stored === null || last > stored.earningsDay;
  const search = isNewDay ? begun(stored, last, newest) : stored;
  if (search.isFound === 1 || (isNewDay && isOfDay(newest, last))) return null;
  const wait = SEARCH_DAYS[search.tries];
  return wait !== undefined && today >= addDays(search.earningsDay, wait) ? search : null;
}
