import type { Sqlite } from "../../../db/driver.ts";
import type { IsoDate } from "../../platform/iso-date.ts";
import { calendarOf } from "../calendar/calendar.ts";

/**
 * Tells the market's own price return of a session, as a decimal, from what is stored; null if either close is missing.
 * @param proxy The symbol that stands for the market.
 */
export function marketReturns(db: Sqlite, proxy: string): (session: IsoDate) => number | null {
  const find = db
    .prepare(
      "SELECT close FROM price_bar WHERE symbol_id = (SELECT id FROM symbol WHERE symbol = ?) AND session = ?",
    )
    .pluck();
  const closeOf = (session: IsoDate) => (find.get(proxy, session) as number | undefined) ?? null;
  return (session) => {
    const now = closeOf(session);
    const before = now === null ? null : closeOf(calendarOf("XNYS").previousSession(session));
    return now === null || before === null ? null : now / before - 1;
  };
}
