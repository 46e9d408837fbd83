import { calendarOf } from "../market/calendar/calendar.ts";
import type { Requirement } from "../market/collect/needs.ts";
import { rateSymbol } from "../market/exchange-rate.ts";
import { bySymbol, currencyOfSymbol, type SymbolName, trySymbol } from "../market/symbol.ts";
import { underlyingOf } from "../market/underlying.ts";
import type { IsoDate } from "../platform/iso-date.ts";
import { bookingSession } from "../portfolio/flow.ts";
import { type Lot, openingOf, type Portfolio, quantityOn } from "../portfolio/portfolio.ts";
import { FACTOR_PROXIES, LONGEST_WINDOW_SESSIONS, MARKET_PROXY, RATE_INDICES } from "../risk/conventions.ts";

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
}

/** What the universe is made from. */
export interface UniverseSource {
  readonly portfolios: readonly Holder[];
  readonly watched: readonly string[];
  /** Trading currencies as providers have told them, by symbol. */
  readonly currencies: ReadonlyMap<string, string>;
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
export function universeOf(
  { portfolios, watched, currencies }: UniverseSource,
  to: IsoDate,
): readonly Requirement[] {
  const drafts = new Map<SymbolName, Draft>();
  const want = (symbol: SymbolName | null, reason: UniverseReason, from: IsoDate, through: IsoDate) => {
    if (symbol === null || from > through) return;
    const draft = drafts.get(symbol) ?? { from, through, reasons: new Set() };
    if (from < draft.from) draft.from = from;
    if (through > draft.through) draft.through = through;
    draft.reasons.add(reason);
    drafts.set(symbol, draft);
  };
  for (const { portfolio, lots } of portfolios) {
    const { inception, currency } = portfolio;
    if (inception > to) continue;
    const from = before(inception, LONGEST_WINDOW_SESSIONS);
    for (const proxy of FACTOR_PROXIES) want(proxy as SymbolName, "factor_proxy", from, to);
    want(MARKET_PROXY as SymbolName, "benchmark", from, to);
    for (const index of RATE_INDICES) want(index as SymbolName, "rate_index", from, to);
    for (const lot of lots) {
      const last = lastHeld(lot, to);
      const isToCome = bookingSession(openingOf(lot).tradeDate) > to;
      if (lot.assetClass === "PRIVATE" || last < inception || isToCome) continue;
      const symbol = lot.option === null ? trySymbol(lot.symbol) : underlyingOf(lot.option.underlying);
      const held = quantityOn(lot, to) === 0 ? "was_held" : "held";
      want(symbol, lot.option === null ? held : "underlying", from, last);
      const own = symbol === null ? null : (currencies.get(symbol) ?? currencyOfSymbol(symbol));
      if (own !== null)
        want(rateSymbol(own, currency), "exchange_rate", before(inception, RATE_SESSIONS), last);
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
function lastHeld({ events }: Lot, to: IsoDate): IsoDate {
  const last = events.at(-1);
  if (last === undefined || last.kind !== "close") return to;
  const end = bookingSession(last.tradeDate);
  return end < to ? end : to;
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
