import type { FieldGroup } from "../../../db/schema/words.ts";
import { calendarOf } from "../../../src/market/calendar/calendar.ts";
import type { IsoDate } from "../../../src/platform/iso-date.ts";
import type { DeskOfCompanies } from "./desk-of-companies.ts";

/** The sessions between two tellings of a group: their mean, and the most that anybody waited. */
export interface Gaps {
  readonly mean: number;
  readonly largest: number;
  /** Who waited longest, and until when. */
  readonly of: string;
}

/** On which nights providers told what of whom. */
export class Tellings {
  readonly #nights = new Map<string, IsoDate[]>();

  /** Notes what was told on a night. */
  note(desk: DeskOfCompanies): void {
    const rows = desk.rows<{ readonly symbol: string; readonly told: FieldGroup }>(
      `SELECT symbol, field_group AS told FROM field_group_state JOIN symbol s ON s.id = symbol_id
       WHERE night = ? AND missing IS NULL`,
      desk.session,
    );
    for (const { symbol, told } of rows) {
      const key = `${told} ${symbol}`;
      const nights = this.#nights.get(key) ?? [];
      if (nights.at(-1) !== desk.session) nights.push(desk.session);
      this.#nights.set(key, nights);
    }
  }

  /** The nights on which a group of a symbol was told. */
  of(group: FieldGroup, symbol: string): readonly IsoDate[] {
    return this.#nights.get(`${group} ${symbol}`) ?? [];
  }

  /** The gaps of a group over some symbols; the time since the last telling may be the longest, but is not in the mean. */
  gaps(group: FieldGroup, symbols: readonly string[], last: IsoDate): Gaps {
    const whole: number[] = [];
    let [largest, of] = [0, "nobody"];
    for (const symbol of symbols) {
      const nights = this.of(group, symbol);
      for (const [at, from] of nights.entries()) {
        const next = nights[at + 1];
        const size = sessionsBetween(from, next ?? last);
        if (next !== undefined) whole.push(size);
        if (size > largest) [largest, of] = [size, `${symbol} ${from} to ${next ?? last}`];
      }
    }
    const mean = whole.reduce((sum, size) => sum + size, 0) / whole.length;
    return { mean: Math.round(mean * 100) / 100, largest, of };
  }

  /** The first night from a day on on which a group of a symbol was told; null if there was none. */
  firstFrom(group: FieldGroup, symbol: string, day: IsoDate): IsoDate | null {
    return this.of(group, symbol).find((night) => night >= day) ?? null;
  }
}

/** The sessions from a day on up to another, without it. */
export function sessionsBetween(from: IsoDate, to: IsoDate): number {
  return calendarOf("XNYS")
    .sessionsBetween(from, to)
    .filter((session) => session < to).length;
}
