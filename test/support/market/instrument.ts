import type { CalendarId } from "../../../src/market/calendar/calendar.ts";
import type { IsoDate } from "../../../src/platform/iso-date.ts";

/** What an instrument is, in Yahoo's words. */
export type InstrumentType =
  | "EQUITY"
  | "ETF"
  | "MUTUALFUND"
  | "INDEX"
  | "CURRENCY"
  | "CRYPTOCURRENCY"
  | "FUTURE";

/** One session's prices and volume, as they traded. */
export interface Bar {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

/** A bar with its day. */
export interface DatedBar extends Bar {
  readonly date: IsoDate;
}

/** So many new shares (numerator) for so many old ones (denominator), from the opening of a day. */
export interface Split {
  readonly exDate: IsoDate;
  readonly numerator: number;
  readonly denominator: number;
}

/** Cash per share as paid at the time, on the share basis after that day's split. */
export interface Dividend {
  readonly exDate: IsoDate;
  readonly amount: number;
}

/** An instrument as it truly traded: what every provider's answer is a view of. Bars, splits and dividends are in order of days. */
export interface Instrument {
  readonly symbol: string;
  readonly type: InstrumentType;
  readonly currency: string;
  readonly calendar: CalendarId;
  /** IANA name of the exchange's time zone. */
  readonly zone: string;
  /** Yahoo's code: NMS, NYQ, PCX, LSE, CCY. */
  readonly exchange: string;
  readonly firstTrade: IsoDate;
  /** Delisted after it; null while it trades. */
  readonly lastTrade: IsoDate | null;
  readonly bars: ReadonlyMap<IsoDate, Bar>;
  readonly splits: readonly Split[];
  readonly dividends: readonly Dividend[];
}

/** Instruments by their Yahoo symbols. */
export interface Market {
  readonly symbols: readonly string[];
  find(symbol: string): Instrument | null;
}

/** A market of just these instruments. */
export function marketOf(...instruments: readonly Instrument[]): Market {
  const bySymbol = new Map(instruments.map((each) => [each.symbol, each]));
  return { symbols: [...bySymbol.keys()], find: (symbol) => bySymbol.get(symbol) ?? null };
}

/** Several markets as one; where two have a symbol, the first one's instrument is it. */
export function joinedMarket(...markets: readonly Market[]): Market {
  return {
    symbols: [...new Set(markets.flatMap((each) => each.symbols))],
    find: (symbol) => markets.map((each) => each.find(symbol)).find((found) => found !== null) ?? null,
  };
}

/** How many old shares so many new ones replace, over the splits after a day up to another. */
export interface ShareRatio {
  readonly old: number;
  readonly new: number;
}

/**
 * The splits with `after` < ex-date <= `through`, multiplied. A price of the day `after` times old / new is on the
 * share basis of the day `through`.
 */
export function shareRatio(splits: readonly Split[], after: IsoDate, through: IsoDate): ShareRatio {
  let ratio = { old: 1, new: 1 };
  for (const split of splits) {
    if (split.exDate > after && split.exDate <= through) {
      ratio = { old: ratio.old * split.denominator, new: ratio.new * split.numerator };
    }
  }
  return ratio;
}
