import { calendarOf } from "../market/calendar/calendar.ts";
import type { Requirement } from "../market/collect/needs.ts";
import { rateSymbol } from "../market/exchange-rate.ts";
import { bySymbol, type SymbolName, trySymbol } from "../market/symbol.ts";
import type { IsoDate } from "../platform/iso-date.ts";
import { bookingSession } from "../portfolio/booking.ts";
import { type Lot, openingOf, type Portfolio } from "../portfolio/portfolio.ts";
import { FACTOR_PROXIES, LONGEST_WINDOW_SESSIONS, MARKET_PROXY, RATE_INDICES } from "../risk/conventions.ts";
import { exposureSymbol, isInBooks, lifeOf, mayBeHeld } from "./held-range.ts";

/** Sessions that are kept of a symbol on the watch list. */
const WATCHED_SESSIONS = 300;
/** A rate of the first day may be that of some days before it. */
const RATE_SESSIONS = 5;

/** Why a symbol's prices are wanted, in the order in which the reasons of one are told. */
const REASONS = [
  "held",
  "was_held",
  "underlying",
  "factor_proxy",
  "benchmark",
  "rate_index",
  "exchange_rate",
  "watched",
  "asked",
] as const;
export type UniverseReason = (typeof REASONS)[number];

/** A portfolio and its lots. */
interface Holder {
  readonly portfolio: Portfolio;
  readonly lots: readonly Lot[];
  /** In which its instruments and events are. */
  readonly currencies: ReadonlySet<string>;
}

/** What the universe is made from. */
export interface UniverseSource {
  readonly portfolios: readonly Holder[];
  readonly watched: readonly string[];
}

interface Draft {
  from: IsoDate;
  through: IsoDate;
  readonly reasons: Set<UniverseReason>;
}

const xnys = () => calendarOf("XNYS");

function before(session: IsoDate, sessions: number): IsoDate {
  return xnys().sessionAt(Math.max(0, xnys().ordinalOf(session) - sessions));
}

/**
 * The symbols whose prices are wanted, each with its reasons and its sessions: what is held or was, what options are on, the
 * factor proxies, the benchmark, rates, and what somebody watches. Never whatever happens to have prices.
 * @param to The last session that is wanted.
 */
export function universeOf({ portfolios, watched }: UniverseSource, to: IsoDate): readonly Requirement[] {
  const drafts = new Map<SymbolName, Draft>();
  const want = (symbol: SymbolName | null, reason: UniverseReason, from: IsoDate, through: IsoDate) => {
    if (symbol === null || from > through) return;
    const draft = drafts.get(symbol) ?? { from, through, reasons: new Set() };
    if (from < draft.from) draft.from = from;
    if (through > draft.through) draft.through = through;
    draft.reasons.add(reason);
    drafts.set(symbol, draft);
  };
  for (const { portfolio, lots, currencies } of portfolios) {
    const { inception, currency } = portfolio;
    if (inception > to) continue;
    const from = before(inception, LONGEST_WINDOW_SESSIONS);
    for (const proxy of FACTOR_PROXIES) want(proxy as SymbolName, "factor_proxy", from, to);
    want(MARKET_PROXY as SymbolName, "benchmark", from, to);
    for (const index of RATE_INDICES) want(index as SymbolName, "rate_index", from, to);
    for (const lot of lots.filter(isInBooks)) {
      const last = lastHeld(lot, to);
      const isToCome = bookingSession(openingOf(lot).tradeDate) > to;
      const name = exposureSymbol(lot);
      if (name === null || last < inception || isToCome) continue;
      const held = mayBeHeld(lot, to) ? "held" : "was_held";
      want(trySymbol(name), lot.option === null ? held : "underlying", from, last);
    }
    for (const own of currencies) {
      want(rateSymbol(own, currency), "exchange_rate", before(inception, RATE_SESSIONS), to);
    }
  }
  for (const text of watched) want(trySymbol(text), "watched", before(to, WATCHED_SESSIONS - 1), to);
  return [...drafts]
    .map(([symbol, { reasons, ...range }]) => ({
      symbol,
      ...range,
      reasons: REASONS.filter((reason) => reasons.has(reason)),
    }))
    .sort((a, b) => bySymbol(a.symbol, b.symbol));
}

/** The last session through which a lot needs prices: that of its end, or the last of all. */
function lastHeld(lot: Lot, to: IsoDate): IsoDate {
  const { through } = lifeOf(lot);
  const settled = lot.option === null ? null : bookingSession(lot.option.expiration);
  const ends = [to, through, settled].filter((end) => end !== null);
  return ends.sort()[0] as IsoDate;
}

/** Symbols, and days, that somebody asks for by name. */
export interface AskedPrices {
  /** Null: those of the universe. */
  readonly symbols: readonly SymbolName[] | null;
  readonly from: IsoDate | null;
  readonly to: IsoDate | null;
}

/** A universe cut down, or widened, to what somebody asks for. */
export function askedOf(
  universe: readonly Requirement[],
  { symbols, from, to }: AskedPrices,
  last: IsoDate,
): readonly Requirement[] {
  const known = new Map(universe.map((each) => [each.symbol, each]));
  const through = to ?? last;
  return (symbols ?? [...known.keys()]).map((symbol): Requirement => {
    const own = known.get(symbol);
    return {
      symbol,
      from: from ?? own?.from ?? before(last, WATCHED_SESSIONS - 1),
      through: to ?? own?.through ?? through,
      reasons: own?.reasons ?? ["asked"],
    };
  });
}
