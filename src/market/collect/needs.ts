import type { Sqlite, Statement } from "../../../db/driver.ts";
import type { Basis, CalendarId, InstrumentType, SymbolStatus } from "../../../db/schema/words.ts";
import { type EpochMs, formatInstant } from "../../platform/clock.ts";
import type { IsoDate } from "../../platform/iso-date.ts";
import { type Calendar, calendarOf } from "../calendar/calendar.ts";
import { calendarOfSymbol, type SymbolName } from "../symbol.ts";

/** Sessions before the first missing one that are asked for again, so that corrections and splits are noticed. */
export const OVERLAP_SESSIONS = 5;
/** Said so many times, by two providers or on two nights, an absence is confirmed. */
export const CONFIRMED_TIMES = 2;

/** A symbol whose prices should be there, and of which sessions. */
export interface Requirement {
  readonly symbol: SymbolName;
  readonly from: IsoDate;
  /** The last session by New York's calendar; others take their last one on or before it. */
  readonly through: IsoDate;
  /** Why it is in the universe: `held`, `factor_proxy`, ... */
  readonly reasons: readonly string[];
}

/** A symbol of which something is missing. */
export interface Need extends Requirement {
  /** The sessions that are missing, ascending, at least one. */
  readonly missing: readonly IsoDate[];
  /** From when on prices are to be asked for: the missing sessions and the overlap. */
  readonly askFrom: IsoDate;
  /** Whether nothing of it is stored as it traded, so that its whole history is wanted. */
  readonly whole: boolean;
  readonly type: InstrumentType | null;
  /** What cannot be had before this instant; null if it may be asked for now. */
  readonly deferredUntil: string | null;
  readonly deferredBecause: string | null;
}

/** What needs are read under. */
export interface NeedQuestion {
  /** The real now: what is not over by then is not missing. */
  readonly now: EpochMs;
  /**
   * The session that the run is for: what was said to be absent on this night is not asked for again on it. Null in the
   * run itself: one provider's word keeps it from no other one.
   */
  readonly night: IsoDate | null;
  /**
   * Whether the search is at its end. Before, what this night's search has told of an absence counts only if that search came
   * to its end: one that was cut short may not have asked the others.
   */
  readonly isEnding?: boolean;
}

/** A search for the prices of an absence's symbol that was cut short after its provider's word. */
const CUT_SHORT = `SELECT 1 FROM provider_state p LEFT JOIN collect_state c ON c.symbol_id = p.symbol_id
  WHERE p.symbol_id = a.symbol_id AND p.provider = a.provider AND p.asked_at > coalesce(c.tried_at, '')`;

interface SymbolRow {
  readonly id: number;
  readonly basis: Basis | null;
  readonly calendar: CalendarId;
  readonly firstTrade: IsoDate | null;
  readonly type: InstrumentType | null;
  readonly status: SymbolStatus;
  readonly pinned: number;
  readonly missing: string | null;
  readonly nextTryAt: string | null;
}

interface Range {
  readonly from: IsoDate;
  readonly through: IsoDate;
}

/** Reads which sessions of the symbols that are wanted have no good bar, from a connection that only reads. */
export class NeedReader {
  readonly #question: NeedQuestion;
  readonly #symbol: Statement;
  readonly #count: Statement;
  readonly #sessions: Statement;
  readonly #newest: Statement;
  readonly #absent: Statement;
  readonly #rejected: Statement;

  constructor(db: Sqlite, question: NeedQuestion) {
    this.#question = question;
    this.#symbol = db.prepare(
      `SELECT s.id, s.basis, s.calendar, s.first_trade AS firstTrade, s.type, s.status, s.pinned, c.missing,
         c.next_try_at AS nextTryAt FROM symbol s LEFT JOIN collect_state c ON c.symbol_id = s.id WHERE s.symbol = ?`,
    );
    const range = "FROM price_bar WHERE symbol_id = ? AND session BETWEEN ? AND ?";
    this.#count = db.prepare(`SELECT count(*) ${range}`).pluck();
    this.#sessions = db.prepare(`SELECT session ${range}`).pluck();
    this.#newest = db.prepare("SELECT max(session) FROM price_bar WHERE symbol_id = ?").pluck();
    const cutShort = question.isEnding === true ? "" : ` AND NOT EXISTS (${CUT_SHORT})`;
    this.#absent = db.prepare(
      `SELECT from_session AS "from", through_session AS through FROM price_absence a
       WHERE symbol_id = ? AND (times >= ${CONFIRMED_TIMES} OR night = ?${cutShort})`,
    );
    this.#rejected = db
      .prepare("SELECT session FROM price_quarantine WHERE symbol_id = ? AND status = 'rejected'")
      .pluck();
  }

  /** What is missing of a symbol; null if nothing is, or if its prices come from files only. */
  need(requirement: Requirement): Need | null {
    const row = this.#symbol.get(requirement.symbol) as SymbolRow | undefined;
    if (row?.pinned === 1) return null;
    const id = row?.calendar ?? calendarOfSymbol(requirement.symbol);
    const calendar = calendarOf(id);
    const missing = this.#missing(requirement, row, calendar);
    const [first] = missing;
    if (first === undefined) return null;
    const whole = row === undefined || row.basis !== "as_traded";
    const isDeferred = row?.nextTryAt != null && row.nextTryAt > formatInstant(this.#question.now);
    return {
      ...requirement,
      missing,
      askFrom: whole ? requirement.from : overlapBefore(first, calendar),
      whole,
      type: row?.type ?? null,
      deferredUntil: isDeferred ? row.nextTryAt : null,
      deferredBecause: isDeferred ? row.missing : null,
    };
  }

  #missing(
    { from, through }: Requirement,
    row: SymbolRow | undefined,
    calendar: Calendar,
  ): readonly IsoDate[] {
    const over = calendar.lastCompletedSession(this.#question.now);
    const last = calendar.sessionOnOrBefore(through < over ? through : over);
    if (calendar.id === "foreign") {
      const newest = row === undefined ? null : (this.#newest.get(row.id) as IsoDate | null);
      const isThere = (newest ?? "") >= last;
      const isRejected = row !== undefined && this.#rejected.all(row.id).includes(last);
      return isThere || isRejected ? [] : [last];
    }
    const first = row?.firstTrade != null && row.firstTrade > from ? row.firstTrade : from;
    if (first > last) return [];
    const expected = calendar.countSessions(first, last);
    if (row === undefined) return calendar.sessionsBetween(first, last);
    if ((this.#count.get(row.id, first, last) as number) >= expected) return [];
    const stored = new Set(this.#sessions.all(row.id, first, last) as IsoDate[]);
    const absent = this.#absent.all(row.id, this.#question.night) as Range[];
    for (const session of this.#rejected.all(row.id) as IsoDate[]) stored.add(session);
    return calendar
      .sessionsBetween(first, last)
      .filter(
        (session) =>
          !stored.has(session) && !absent.some((range) => range.from <= session && session <= range.through),
      );
  }
}

/** The session from which an overlap before another begins. */
export function overlapBefore(session: IsoDate, calendar: Calendar): IsoDate {
  const ordinal = calendar.ordinalOf(session) - OVERLAP_SESSIONS;
  return calendar.sessionAt(Math.max(0, ordinal));
}
