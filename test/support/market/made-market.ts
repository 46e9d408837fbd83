import type { CalendarId } from "../../../src/market/calendar/calendar.ts";
import type { IsoDate } from "../../../src/platform/iso-date.ts";
import { chance, seedOf } from "./chance.ts";
import type { Bar, Dividend, Instrument, InstrumentType, Market, Split } from "./instrument.ts";
import { type Terms, termsOf, tradingDays } from "./terms.ts";

/** What a market is made of. The records are by symbol and say what is not left to chance. */
export interface MadeMarketOptions {
  readonly seed: number;
  readonly symbols: readonly string[];
  readonly from: IsoDate;
  readonly to: IsoDate;
  readonly types?: Readonly<Record<string, InstrumentType>>;
  readonly splits?: Readonly<Record<string, readonly Split[]>>;
  /** In place of the made ones; an empty list for none. */
  readonly dividends?: Readonly<Record<string, readonly Dividend[]>>;
  readonly firstTrades?: Readonly<Record<string, IsoDate>>;
  readonly lastTrades?: Readonly<Record<string, IsoDate>>;
}

/** No made close is farther from the one before it, beyond a split. */
const LARGEST_MOVE = 0.1;
const SESSIONS_PER_QUARTER = 63;
/** A quarter's dividend as a share of the price. */
const DIVIDEND_YIELD = 0.005;

/**
 * A market that the seed decides: the same options make the same bars, and a symbol's do not depend on which others there
 * are. US equities trade in whole cents, about half of them pay every quarter. Instruments are made when asked for.
 * @example madeMarket({ seed: 1, symbols: ["AAA", "EURUSD=X"], from: isoDate("2024-01-02"), to: isoDate("2026-05-29") })
 */
export function madeMarket(options: MadeMarketOptions): Market {
  const wanted = new Set(options.symbols);
  const made = new Map<string, Instrument>();
  const daysOf = daysByTerms();
  return {
    symbols: [...wanted],
    find: (symbol) => {
      if (!wanted.has(symbol)) return null;
      let instrument = made.get(symbol);
      if (instrument === undefined) {
        instrument = madeInstrument(symbol, options, daysOf);
        made.set(symbol, instrument);
      }
      return instrument;
    },
  };
}

type DaysOf = (calendar: CalendarId, from: IsoDate, to: IsoDate) => readonly IsoDate[];

/** Most symbols of a market share their days, and a day's text should be in memory once. */
function daysByTerms(): DaysOf {
  const known = new Map<string, IsoDate[]>();
  return (calendar, from, to) => {
    const key = `${calendar} ${from} ${to}`;
    const days = known.get(key) ?? tradingDays(calendar, from, to);
    known.set(key, days);
    return days;
  };
}

function madeInstrument(symbol: string, options: MadeMarketOptions, daysOf: DaysOf): Instrument {
  const terms = termsOf(symbol, options.types?.[symbol]);
  const next = chance(seedOf(options.seed, symbol));
  const lastTrade = options.lastTrades?.[symbol] ?? null;
  const firstTrade = options.firstTrades?.[symbol] ?? options.from;
  const days = daysOf(terms.calendar, firstTrade, lastTrade ?? options.to);
  const splits = [...(options.splits?.[symbol] ?? [])].sort((a, b) => (a.exDate < b.exDate ? -1 : 1));
  const bars = madeBars(days, terms, splits, next);
  const { type, currency, calendar, zone, exchange } = terms;
  return {
    symbol,
    type,
    currency,
    calendar,
    zone,
    exchange,
    firstTrade: days[0] ?? firstTrade,
    lastTrade,
    bars,
    splits,
    dividends: options.dividends?.[symbol] ?? madeDividends(terms, days, bars, next),
  };
}

/** Nearly normal, with a typical size of 1. */
function shock(next: () => number): number {
  return (next() + next() + next() - 1.5) * 2;
}

function madeBars(
  days: readonly IsoDate[],
  terms: Terms,
  splits: readonly Split[],
  next: () => number,
): Map<IsoDate, Bar> {
  const unit = 10 ** terms.decimals;
  const rounded = (price: number) => Math.max(1, Math.round(price * unit)) / unit;
  const [lowest, highest] = terms.prices;
  const bars = new Map<IsoDate, Bar>();
  const busyness = 10 ** (4 + next() * 3);
  let close = rounded(lowest + next() * (highest - lowest));
  let upcoming = 0;
  for (const date of days) {
    let before = close;
    for (
      let split = splits[upcoming];
      split !== undefined && split.exDate <= date;
      split = splits[upcoming]
    ) {
      before = (before * split.denominator) / split.numerator;
      upcoming += 1;
    }
    const move = Math.max(-LARGEST_MOVE, Math.min(LARGEST_MOVE, shock(next) * terms.volatility + 0.0003));
    close = rounded(before * (1 + move));
    if (terms.type === "MUTUALFUND") {
      bars.set(date, { open: close, high: close, low: close, close, volume: 0 });
      continue;
    }
    const open = rounded(before * (1 + shock(next) * terms.volatility * 0.3));
    const high = rounded(Math.max(open, close) * (1 + next() * terms.volatility));
    const low = rounded(Math.min(open, close) * (1 - next() * terms.volatility));
    const volume = terms.hasVolume ? Math.ceil(busyness * (0.5 + next())) : 0;
    bars.set(date, { open, high, low, close, volume });
  }
  return bars;
}

function madeDividends(
  terms: Terms,
  days: readonly IsoDate[],
  bars: ReadonlyMap<IsoDate, Bar>,
  next: () => number,
): Dividend[] {
  const pays = next() < 0.5;
  const first = Math.floor(next() * SESSIONS_PER_QUARTER);
  if (!pays || (terms.type !== "EQUITY" && terms.type !== "ETF")) return [];
  const dividends: Dividend[] = [];
  // Not on the first day: a dividend's factor needs the close before it.
  for (let at = Math.max(1, first); at < days.length; at += SESSIONS_PER_QUARTER) {
    const exDate = days[at];
    const bar = exDate === undefined ? undefined : bars.get(exDate);
    if (exDate === undefined || bar === undefined) continue;
    dividends.push({ exDate, amount: Math.max(1, Math.round(bar.close * DIVIDEND_YIELD * 100)) / 100 });
  }
  return dividends;
}
