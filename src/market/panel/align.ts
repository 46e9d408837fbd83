import type { IsoDate } from "../../platform/iso-date.ts";

/** Characters of an ISO day. */
const DAY_LENGTH = 10;

/** Consecutive sessions, prepared so that a whole series is laid over them with one comparison. */
export class SessionAxis {
  readonly sessions: readonly IsoDate[];
  readonly #text: string;
  readonly #index: ReadonlyMap<string, number>;

  constructor(sessions: readonly IsoDate[]) {
    this.sessions = sessions;
    this.#text = sessions.join("");
    this.#index = new Map(sessions.map((session, at) => [session, at]));
  }

  /**
   * Lays closes over the axis: one number a session, NaN where there is none. Days off the axis are left out.
   * @param days The closes' days, ascending, written one after the other without a separator.
   */
  align(days: string, closes: readonly number[]): Float64Array {
    const aligned = new Float64Array(this.sessions.length).fill(Number.NaN);
    const first = this.#index.get(days.slice(0, DAY_LENGTH));
    if (first !== undefined && this.#text.startsWith(days, first * DAY_LENGTH)) {
      aligned.set(closes, first);
      return aligned;
    }
    for (let at = 0; at < closes.length; at++) {
      const index = this.#index.get(days.slice(at * DAY_LENGTH, (at + 1) * DAY_LENGTH));
      if (index !== undefined) aligned[index] = closes[at] as number;
    }
    return aligned;
  }
}
