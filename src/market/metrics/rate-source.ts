import type { Sqlite, Statement } from "../../../db/driver.ts";
import { addDays, type IsoDate } from "../../platform/iso-date.ts";
import { calendarOf } from "../calendar/calendar.ts";
import { rateSymbol } from "../exchange-rate.ts";

/** A rate is carried over this many of its sessions without one, as it is in a portfolio's books. */
const LONGEST_CARRY_SESSIONS = 5;
/** More days than so many sessions of any calendar take. */
const LOOK_BACK_DAYS = 14;

/** The symbols by whose closes one currency may be told in another: the pair, then its inverse. */
export function pairsOf(from: string, to: string): readonly string[] {
  return [rateSymbol(from, to), rateSymbol(to, from)].filter((pair) => pair !== null);
}

/** Reads rates of exchange at sessions. */
export class RateSource {
  readonly #close: Statement;
  readonly #known = new Map<string, number | null>();

  constructor(db: Sqlite) {
    this.#close = db.prepare(
      `SELECT b.session, b.close FROM price_bar b JOIN symbol s ON s.id = b.symbol_id
       WHERE s.symbol = ? AND b.session BETWEEN ? AND ? ORDER BY b.session DESC LIMIT 1`,
    );
  }

  /** Units of one currency for a unit of another; null if there is no rate of the session or the five before it. */
  rate(from: string, to: string, session: IsoDate): number | null {
    const key = `${from} ${to} ${session}`;
    let rate = this.#known.get(key);
    if (rate === undefined) {
      const [pair, inverse] = pairsOf(from, to);
      const direct = pair === undefined ? null : this.#closeOf(pair, session);
      const other = direct !== null || inverse === undefined ? null : this.#closeOf(inverse, session);
      rate = direct ?? (other === null ? null : 1 / other);
      this.#known.set(key, rate);
    }
    return rate;
  }

  #closeOf(symbol: string, session: IsoDate): number | null {
    const found = this.#close.get(symbol, addDays(session, -LOOK_BACK_DAYS), session) as
      | { readonly session: IsoDate; readonly close: number }
      | undefined;
    if (found === undefined) return null;
    const missed = calendarOf("weekdays").countSessions(found.session, session) - 1;
    return missed > LONGEST_CARRY_SESSIONS ? null : found.close;
  }
}
