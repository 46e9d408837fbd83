import type { Sqlite } from "../../../db/driver.ts";
import type { IsoDate } from "../../platform/iso-date.ts";
import { calendarOf } from "../calendar/calendar.ts";

const MOST_NAMED = 100;

/** Bars of New York symbols on days that were no sessions, in words; at most a hundred. A calendar that learns of a closure finds them. */
export function misplacedBars(db: Sqlite): string[] {
  const calendar = calendarOf("XNYS");
  const days = db
    .prepare("SELECT DISTINCT session FROM price_bar ORDER BY session")
    .pluck()
    .all() as IsoDate[];
  const closed = days.filter((day) => !calendar.isSession(day));
  const bars = db
    .prepare(
      `SELECT s.symbol, b.session FROM price_bar b JOIN symbol s ON s.id = b.symbol_id
       WHERE s.calendar = 'XNYS' AND b.session IN (SELECT value FROM json_each(?)) ORDER BY b.session, s.symbol LIMIT ${MOST_NAMED}`,
    )
    .all(JSON.stringify(closed)) as { symbol: string; session: IsoDate }[];
  return bars.map(
    ({ symbol, session }) => `${symbol} has a bar on ${session}, which is ${calendar.closedBecause(session)}`,
  );
}
