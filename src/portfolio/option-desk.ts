import { calendarOf } from "../market/calendar/calendar.ts";
import { fillReturns } from "../market/panel/returns.ts";
import { underlyingOf } from "../market/underlying.ts";
import { addDays, type IsoDate, toEpochDay } from "../platform/iso-date.ts";
import { intrinsic } from "../risk/black-scholes.ts";
import { OPTION_VOLATILITY_WINDOW, RATE_SYMBOL } from "../risk/conventions.ts";
import { realisedVolatility } from "../risk/volatility.ts";
import { bookingSession } from "./booking.ts";
import type { Settlement } from "./ledger.ts";
import type { OptionTerms } from "./lot.ts";
import { type Lot, openingOf } from "./portfolio.ts";
import { closeOnOrBefore, type PriceHistory, restated, sharesAt } from "./price-history.ts";

/** Index contracts that are settled at the opening of the expiry session, by their roots. */
const MORNING_SETTLED: ReadonlySet<string> = new Set(["SPX", "NDX", "RUT", "DJX", "VIX", "VIXW"]);
const OCC_TAIL = 15;
const DIVIDEND_DAYS = 365;
const DAYS_PER_YEAR = 365;
const PER_CENT = 100;
/** A close is carried over this many sessions; beyond them an underlying has none. */
const LONGEST_CARRY_SESSIONS = 5;

/** What the underlying of an option was at a session. */
export interface Spot {
  readonly price: number;
  readonly day: IsoDate;
  /** Sessions since that day. */
  readonly age: number;
}

interface ReturnSeries {
  readonly first: number;
  readonly returns: Float64Array;
  readonly valid: Uint8Array;
}

/** Whether a contract is on an index: European, settled in cash. */
export function isIndexOption({ underlying }: OptionTerms): boolean {
  return underlyingOf(underlying)?.startsWith("^") ?? false;
}

/** The last session of a contract: that of its expiration, or the one before a holiday or weekend. */
export function expirySession({ expiration }: Pick<OptionTerms, "expiration">): IsoDate {
  return calendarOf("XNYS").sessionOnOrBefore(expiration);
}

/** What options are valued by, of a portfolio's underlyings: spots, volatilities, rates, dividends (engines.md section 12). */
export class OptionDesk {
  readonly #histories: ReadonlyMap<string, PriceHistory>;
  readonly #through: IsoDate;
  readonly #assumedRate: number;
  readonly #series = new Map<string, ReturnSeries>();
  readonly #volatilities = new Map<string, number | null>();

  /**
   * @param histories By symbol: the underlyings', the contracts' own, and that of the rate.
   * @param through Nothing after it is read.
   * @param assumedRate What stands in for the rate where none is stored, a fraction a year.
   */
  constructor(histories: ReadonlyMap<string, PriceHistory>, through: IsoDate, assumedRate: number) {
    this.#histories = histories;
    this.#through = through;
    this.#assumedRate = assumedRate;
  }

  /** The prices of what an option is on; null if there are none. */
  underlying({ underlying }: OptionTerms): PriceHistory | null {
    const symbol = underlyingOf(underlying);
    return symbol === null ? null : (this.#histories.get(symbol) ?? null);
  }

  /** The contract's own close of a session; null if it has none. */
  ownClose(lot: Lot, session: IsoDate): number | null {
    const history = this.#histories.get(lot.symbol);
    const close = history === undefined ? null : closeOnOrBefore(history, session);
    return close !== null && close.day === session ? close.price : null;
  }

  /** Null without a close of the session or of the five before it. */
  spot(underlying: PriceHistory, session: IsoDate): Spot | null {
    const close = closeOnOrBefore(underlying, session);
    if (close === null) return null;
    const xnys = calendarOf("XNYS");
    const age = xnys.countSessions(close.day, session) - (xnys.isSession(close.day) ? 1 : 0);
    return age > LONGEST_CARRY_SESSIONS ? null : { ...close, age };
  }

  /** Shares that one of the contract's were, at a session: splits of the underlying adjust it. */
  adjustment(lot: Lot, underlying: PriceHistory | null, day: IsoDate): number {
    return underlying === null ? 1 : sharesAt(underlying, 1, openingOf(lot).basisDate, day);
  }

  /** The 63-session realised volatility as of a session; null without enough returns. */
  volatility(underlying: PriceHistory, session: IsoDate): number | null {
    const key = `${underlying.symbol} ${session}`;
    let volatility = this.#volatilities.get(key);
    if (volatility === undefined) {
      const series = this.#seriesOf(underlying);
      const at = calendarOf("XNYS").ordinalOf(session) - series.first;
      const known = at >= 0 && at < series.returns.length;
      volatility = known ? realisedVolatility(series, at, OPTION_VOLATILITY_WINDOW).value : null;
      this.#volatilities.set(key, volatility);
    }
    return volatility;
  }

  /** The rate of 13-week bills as of a session, continuous; where it is not stored, assumed. */
  rate(session: IsoDate): { readonly value: number; readonly isAssumed: boolean } {
    const history = this.#histories.get(RATE_SYMBOL);
    const spot = history === undefined ? null : this.spot(history, session);
    return spot === null
      ? { value: this.#assumedRate, isAssumed: true }
      : { value: spot.price / PER_CENT, isAssumed: false };
  }

  /** Cash dividends of the last 365 days over the spot, each on the basis of its price. */
  dividendYield(underlying: PriceHistory, session: IsoDate, spot: number): number {
    if (underlying.basis === "total_return") return 0;
    const from = addDays(session, -DIVIDEND_DAYS);
    let cash = 0;
    for (const { exDate, amount } of underlying.dividends) {
      if (exDate <= from || exDate > session) continue;
      const isAsTraded = underlying.basis === "as_traded";
      cash += isAsTraded ? amount / restated(underlying.splits, 1, exDate, session) : amount;
    }
    return cash / spot;
  }

  /** Calendar days to the expiration in years of 365. */
  years({ expiration }: OptionTerms, session: IsoDate): number {
    return Math.max(0, toEpochDay(expiration) - toEpochDay(session)) / DAYS_PER_YEAR;
  }

  /** What is settled of a contract that expired: what is left of it once the last thing recorded of it has happened. */
  settlement(lot: Lot): Settlement | null {
    const settled = this.settledAt(lot);
    const last = lot.events.at(-1)?.tradeDate;
    if (settled === null || last === undefined || last <= settled.session) return settled;
    const session = bookingSession(last);
    return session > this.#through ? null : { ...settled, session };
  }

  /**
   * What a contract is worth when it expires: the intrinsic value by the underlying's close of the expiry session, or by its opening if
   * the contract is settled in the morning and an opening is stored. Null before that session, and as long as it is not known.
   */
  settledAt(lot: Lot): Settlement | null {
    const { option } = lot;
    if (option === null) return null;
    const session = expirySession(option);
    const underlying = this.underlying(option);
    if (session > this.#through || underlying === null) return null;
    const close = closeOnOrBefore(underlying, session);
    if (close === null || close.day !== session) return null;
    const isMorning = MORNING_SETTLED.has(lot.symbol.slice(0, -OCC_TAIL));
    const price = (isMorning ? underlying.opens.get(session) : undefined) ?? close.price;
    const strike = option.strike / this.adjustment(lot, underlying, session);
    return { session, price: intrinsic(option.right, price, strike) };
  }

  #seriesOf(underlying: PriceHistory): ReturnSeries {
    let series = this.#series.get(underlying.symbol);
    if (series !== undefined) return series;
    const xnys = calendarOf("XNYS");
    const { days, closes, basis, adjustments } = underlying;
    const first = days[0] ?? this.#through;
    const axis = xnys.sessionsBetween(first, this.#through);
    const at = new Map(days.map((day, index) => [day, closes[index] as number]));
    const empty = () => new Uint8Array(axis.length);
    const row = { returns: new Float64Array(axis.length).fill(Number.NaN), valid: empty(), actions: empty() };
    fillReturns(
      axis,
      Float64Array.from(axis, (day) => at.get(day) ?? Number.NaN),
      adjustments,
      basis,
      row,
    );
    series = {
      first: axis.length === 0 ? 0 : xnys.ordinalOf(axis[0] as IsoDate),
      returns: row.returns,
      valid: row.valid,
    };
    this.#series.set(underlying.symbol, series);
    return series;
  }
}
