import { NightdeskError } from "../../platform/errors.ts";
import { type EpochDay, fromEpochDay, type IsoDate, toEpochDay } from "../../platform/iso-date.ts";
import type { Calendar, CalendarId } from "./contract.ts";
import { SessionTable } from "./session-table.ts";
import { FIRST_DAY, FIRST_YEAR, LAST_DAY, LAST_YEAR, outsideOfYears, yearOfDay } from "./years.ts";

/** 30 minutes after the close a day's prices are taken as final: closing auctions and late prints are in by then. */
export const SETTLING_MS = 30 * 60_000;

/** What tells one calendar from another. Days are in 1990 to 2100; instants are UTC ms. */
export interface CalendarRules {
  /** Null for a session, else why there is none. */
  readonly closedBecause: (day: EpochDay) => string | null;
  /** When the session of that day ends. */
  readonly closeOf: (day: EpochDay) => number;
  /** The calendar's own day at an instant; no session of a later day may have ended by then. */
  readonly dayAt: (instantMs: number) => EpochDay;
}

/** A calendar that is made of rules. The rules are asked for every day once, when the first question comes. */
export class RuleCalendar implements Calendar {
  readonly id: CalendarId;
  readonly #rules: CalendarRules;
  #table: SessionTable | null = null;

  constructor(id: CalendarId, rules: CalendarRules) {
    this.id = id;
    this.#rules = rules;
  }

  isSession(date: IsoDate): boolean {
    return this.#sessions().isSession(dayInRange(date));
  }

  closedBecause(date: IsoDate): string | null {
    return this.#rules.closedBecause(dayInRange(date));
  }

  assertSession(date: IsoDate): void {
    const reason = this.closedBecause(date);
    if (reason === null) return;
    const ordinal = this.ordinalOf(date);
    const [previous, next] = [this.#nameOf(ordinal - 1), this.#nameOf(ordinal)];
    const around = [
      previous === null ? [] : [`the session before it is ${previous}`],
      next === null ? [] : [`the next one is ${next}`],
    ].flat();
    throw new NightdeskError("not_a_session", `${date} is ${reason}; ${around.join(", ")}.`, {
      details: { date, calendar: this.id, reason, previous, next },
    });
  }

  previousSession(date: IsoDate): IsoDate {
    return this.#nameOf(this.ordinalOf(date) - 1) ?? this.#noneBefore(date);
  }

  nextSession(date: IsoDate): IsoDate {
    const next = this.#nameOf(this.#sessions().before(dayInRange(date) + 1));
    if (next === null) throw outsideOfYears(`The session after ${date}`, LAST_YEAR + 1);
    return next;
  }

  sessionOnOrBefore(date: IsoDate): IsoDate {
    return this.#nameOf(this.#sessions().before(dayInRange(date) + 1) - 1) ?? this.#noneBefore(date);
  }

  sessionsBetween(from: IsoDate, to: IsoDate): IsoDate[] {
    const first = this.ordinalOf(from);
    const sessions: IsoDate[] = [];
    for (let left = this.countSessions(from, to), ordinal = first; left > 0; left--, ordinal++) {
      sessions.push(this.sessionAt(ordinal));
    }
    return sessions;
  }

  countSessions(from: IsoDate, to: IsoDate): number {
    return Math.max(0, this.#sessions().before(dayInRange(to) + 1) - this.ordinalOf(from));
  }

  ordinalOf(date: IsoDate): number {
    return this.#sessions().before(dayInRange(date));
  }

  sessionAt(ordinal: number): IsoDate {
    const session = this.#nameOf(ordinal);
    if (session !== null) return session;
    throw outsideOfYears(`Session number ${ordinal}`, ordinal < 0 ? FIRST_YEAR - 1 : LAST_YEAR + 1);
  }

  closeOf(session: IsoDate): number {
    this.assertSession(session);
    return this.#rules.closeOf(toEpochDay(session));
  }

  lastCompletedSession(nowMs: number): IsoDate {
    const today = assertInRange(this.#rules.dayAt(nowMs));
    const sessions = this.#sessions();
    for (let ordinal = sessions.before(today + 1) - 1; ordinal >= 0; ordinal--) {
      const day = sessions.dayOf(ordinal);
      if (day !== null && this.#rules.closeOf(day) + SETTLING_MS <= nowMs) return fromEpochDay(day);
    }
    return this.#noneBefore(fromEpochDay(today));
  }

  #sessions(): SessionTable {
    this.#table ??= new SessionTable((day) => this.#rules.closedBecause(day) === null);
    return this.#table;
  }

  #nameOf(ordinal: number): IsoDate | null {
    const day = this.#sessions().dayOf(ordinal);
    return day === null ? null : fromEpochDay(day);
  }

  #noneBefore(date: IsoDate): never {
    throw outsideOfYears(`The last session before ${date}`, FIRST_YEAR - 1);
  }
}

function dayInRange(date: IsoDate): EpochDay {
  return assertInRange(toEpochDay(date));
}

function assertInRange(day: EpochDay): EpochDay {
  if (!(day >= FIRST_DAY && day <= LAST_DAY)) throw outsideOfYears(fromEpochDay(day), yearOfDay(day));
  return day;
}
