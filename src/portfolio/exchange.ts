import { calendarOf } from "../market/calendar/calendar.ts";
import { rateSymbol, wholeCurrency } from "../market/exchange-rate.ts";
import type { IsoDate } from "../platform/iso-date.ts";
import { closeOnOrBefore, type PriceHistory } from "./price-history.ts";

/** A rate is carried over this many of its sessions without one; beyond them there is none. */
export const LONGEST_RATE_CARRY_SESSIONS = 5;
/** What a unit of a currency that is quoted in hundredths is of the whole one. */
const HUNDREDTH = 0.01;

/** How an amount of a currency becomes one of the portfolio's on a day. */
export interface Rate {
  /** Their product; none for the portfolio's own currency. */
  readonly factors: readonly number[];
  readonly value: number;
  /** Whether it is the rate of an earlier day. */
  readonly isCarried: boolean;
}

/** What is missing where there is no rate, in words, with the symbols that would have it. */
export function missingRate(what: string, from: string, to: string, day: IsoDate): string {
  const pairs = [rateSymbol(from, to), rateSymbol(to, from)].filter((pair) => pair !== null);
  return `${what}: no rate of ${from} to ${to} on ${day} (${pairs.join(" or ")})`;
}

const AT_PAR: Rate = { factors: [], value: 1, isCarried: false };

/** Turns amounts into a portfolio's currency at closes of exchange rates (EURUSD=X), or at those of the inverse pair. */
export class Exchange {
  readonly currency: string;
  readonly #histories: ReadonlyMap<string, PriceHistory>;
  readonly #known = new Map<string, Rate | null>();

  /**
   * @param currency The portfolio's.
   * @param histories Those of the pairs among them, by symbol.
   */
  constructor(currency: string, histories: ReadonlyMap<string, PriceHistory>) {
    this.currency = currency;
    this.#histories = histories;
  }

  /** Null if there is no rate of the day or of the five sessions before it: then nothing is taken to be at par. */
  rateOn(currency: string, day: IsoDate): Rate | null {
    if (currency === this.currency) return AT_PAR;
    const key = `${currency} ${day}`;
    let rate = this.#known.get(key);
    if (rate === undefined) {
      rate = this.#rate(currency, day);
      this.#known.set(key, rate);
    }
    return rate;
  }

  #rate(currency: string, day: IsoDate): Rate | null {
    const whole = wholeCurrency(currency);
    const unit = whole === currency ? [] : [HUNDREDTH];
    if (whole === this.currency) return { factors: unit, value: HUNDREDTH, isCarried: false };
    const direct = this.#close(whole, this.currency, day);
    const inverse = direct === null ? this.#close(this.currency, whole, day) : null;
    const found = direct ?? inverse;
    if (found === null) return null;
    const factors = [...unit, direct === null ? 1 / found.price : found.price];
    return {
      factors,
      value: factors.reduce((product, each) => product * each, 1),
      isCarried: found.isCarried,
    };
  }

  #close(
    from: string,
    to: string,
    day: IsoDate,
  ): { readonly price: number; readonly isCarried: boolean } | null {
    const symbol = rateSymbol(from, to);
    const history = symbol === null ? undefined : this.#histories.get(symbol);
    const close = history === undefined ? null : closeOnOrBefore(history, day);
    if (history === undefined || close === null) return null;
    const own = calendarOf(history.calendar === "foreign" ? "XNYS" : history.calendar);
    const last = own.sessionOnOrBefore(day);
    const age =
      close.day >= last ? 0 : own.countSessions(close.day, last) - (own.isSession(close.day) ? 1 : 0);
    return age > LONGEST_RATE_CARRY_SESSIONS ? null : { price: close.price, isCarried: age > 0 };
  }
}
