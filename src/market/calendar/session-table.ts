import type { EpochDay } from "../../platform/iso-date.ts";
import { FIRST_DAY, LAST_DAY } from "./years.ts";

const DAYS = LAST_DAY - FIRST_DAY + 1;

/**
 * The sessions of 1990 to 2100 as two arrays, so that every question is one or two look-ups. Sessions are numbered from 0.
 * Days outside of the range are not checked here.
 */
export class SessionTable {
  /** How many sessions lie strictly before each day, with one entry past the last day. */
  readonly #before: Int32Array;
  readonly #days: Int32Array;

  constructor(isSession: (day: EpochDay) => boolean) {
    const before = new Int32Array(DAYS + 1);
    const days = new Int32Array(DAYS);
    let count = 0;
    for (let index = 0; index < DAYS; index++) {
      before[index] = count;
      if (isSession(FIRST_DAY + index)) days[count++] = FIRST_DAY + index;
    }
    before[DAYS] = count;
    this.#before = before;
    this.#days = days.slice(0, count);
  }

  get length(): number {
    return this.#days.length;
  }

  isSession(day: EpochDay): boolean {
    return this.before(day + 1) > this.before(day);
  }

  /** How many sessions lie strictly before the day; for a session that is its number. */
  before(day: EpochDay): number {
    return this.#before[day - FIRST_DAY] ?? 0;
  }

  /** The day of a session by its number; null when there is none. */
  dayOf(ordinal: number): EpochDay | null {
    return this.#days[ordinal] ?? null;
  }
}
