import type { Sqlite } from "../../db/driver.ts";
import type { CalendarId } from "../../db/schema/words.ts";
import type { Duty } from "../compute/duty.ts";
import { calendarOf } from "../market/calendar/calendar.ts";
import { calendarOfSymbol } from "../market/symbol.ts";
import type { IsoDate } from "../platform/iso-date.ts";
import { readUniverse } from "./plan-state.ts";

/** How fresh a symbol's prices are, and why not fresher. */
export interface SymbolFreshness {
  readonly symbol: string;
  /** Why its prices are wanted; none if they are not. */
  readonly reasons: readonly string[];
  readonly status: string;
  readonly pinned: boolean;
  readonly newest_session: string | null;
  readonly source: string | null;
  /** Sessions of its own calendar since its newest bar; null without one. */
  readonly sessions_behind: number | null;
  readonly last_tried_at: string | null;
  readonly last_complete_at: string | null;
  /** Why the last search left something open; null if nothing is. */
  readonly missing: string | null;
  readonly detail: string | null;
  readonly next_try_at: string | null;
}

interface Row {
  readonly calendar: CalendarId;
  readonly status: string;
  readonly pinned: number;
  readonly newest: IsoDate | null;
  readonly source: string | null;
  readonly tried: string | null;
  readonly complete: string | null;
  readonly missing: string | null;
  readonly detail: string | null;
  readonly next: string | null;
}

const FRESHNESS = `
  SELECT s.calendar, s.status, s.pinned, b.session AS newest, b.source, c.tried_at AS tried, c.complete_at AS complete, c.missing,
    c.detail, c.next_try_at AS next
  FROM symbol s LEFT JOIN collect_state c ON c.symbol_id = s.id
  LEFT JOIN price_bar b ON b.symbol_id = s.id AND b.session = (SELECT max(session) FROM price_bar m WHERE m.symbol_id = s.id)
  WHERE s.symbol = ?`;

/** Reads how fresh the prices of one symbol are at a session. */
export function freshnessReader(db: Sqlite, session: IsoDate) {
  const find = db.prepare(FRESHNESS);
  return (symbol: string, reasons: readonly string[]): SymbolFreshness => {
    const row = find.get(symbol) as Row | undefined;
    const calendar = calendarOf(row?.calendar ?? calendarOfSymbol(symbol as never));
    const newest = row?.newest ?? null;
    const behind =
      newest === null ? null : calendar.countSessions(newest, session) - (newest <= session ? 1 : 0);
    return {
      symbol,
      reasons,
      status: row?.status ?? "unknown",
      pinned: row?.pinned === 1,
      newest_session: newest,
      source: row?.source ?? null,
      sessions_behind: behind === null ? null : Math.max(0, behind),
      last_tried_at: row?.tried ?? null,
      last_complete_at: row?.complete ?? null,
      missing: row?.missing ?? null,
      detail: row?.detail ?? null,
      next_try_at: row?.next ?? null,
    };
  };
}

/** Freshness of all symbols whose prices are wanted, in a worker. */
export const freshnessDuty: Duty<IsoDate, readonly SymbolFreshness[]> = {
  name: "freshness",
  answer: (db, session) => {
    const read = freshnessReader(db, session);
    return readUniverse(db, session).map(({ symbol, reasons }) => read(symbol, reasons));
  },
};
