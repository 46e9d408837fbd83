import type { Sqlite } from "../../db/driver.ts";
import { calendarOf } from "../market/calendar/calendar.ts";
import type { BusinessClock } from "../platform/clock.ts";
import { NightdeskError } from "../platform/errors.ts";
import { type IsoDate, isoDate } from "../platform/iso-date.ts";
import { findPortfolio } from "../portfolio/portfolio-source.ts";
import type { RunScope } from "./scope.ts";

/** A run's scope as it is given on a command line or in a request. */
export interface GivenScope {
  /** A single session; excludes `from` and `to`. */
  readonly date: string | null;
  readonly from: string | null;
  readonly to: string | null;
  /** Names or ids; none for all portfolios. */
  readonly portfolios: readonly string[];
  readonly force: boolean;
}

function sessionOf(text: string): IsoDate {
  const session = isoDate(text);
  calendarOf("XNYS").assertSession(session);
  return session;
}

function idOf(db: Sqlite, nameOrId: string): string {
  const found = findPortfolio(db, nameOrId);
  if (found !== null) return found.publicId;
  throw new NightdeskError(
    "not_found",
    `There is no portfolio "${nameOrId.slice(0, 80)}"; "nightdesk portfolio list" shows those there are.`,
  );
}

/**
 * Reads a scope. The last session is, unless given, the newest that is over by the business clock; a session that is not
 * over has no closes yet, so it is refused.
 * @throws NightdeskError `usage`, `bad_date`, `not_a_session`, and `not_found` for an unknown portfolio.
 */
export function readScope(given: GivenScope, db: Sqlite, clock: BusinessClock): RunScope {
  const { date, from, to, portfolios, force } = given;
  if (date !== null && (from !== null || to !== null)) {
    throw new NightdeskError("usage", "Give either one date, or a range from one to another.");
  }
  const newest = calendarOf("XNYS").lastCompletedSession(clock.now());
  const lastGiven = date ?? to;
  const last = lastGiven === null ? newest : sessionOf(lastGiven);
  const firstGiven = date ?? from;
  const first = firstGiven === null ? null : sessionOf(firstGiven);
  if (last > newest) {
    throw new NightdeskError(
      "bad_date",
      `${last} is not over yet; the newest session with final closes is ${newest}.`,
      { details: { date: last, newest } },
    );
  }
  if (first !== null && first > last) {
    throw new NightdeskError("bad_date", `The range runs from ${first} to ${last}, which is before it.`, {
      details: { from: first, to: last },
    });
  }
  const ids = [...new Set(portfolios.map((each) => idOf(db, each)))].sort();
  return { from: first, to: last, portfolios: ids.length === 0 ? null : ids, force };
}
