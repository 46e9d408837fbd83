import { calendarOf } from "../market/calendar/calendar.ts";
import { currencyOfSymbol } from "../market/symbol.ts";
import type { IsoDate } from "../platform/iso-date.ts";
import { type Lot, openingOf, type Portfolio } from "./portfolio.ts";
import type { PositionFlag } from "./position-flag.ts";
import { closeOnOrBefore, type PriceHistory, sharesAt } from "./price-history.ts";

/** A close is carried over this many sessions without one; beyond them it is stale and outside of the coverage. */
export const LONGEST_CARRY_SESSIONS = 5;
/** An entry price this many times the close of its day, or as many times below it, is flagged. */
const OFF_MARKET_RATIO = 1.5;

/** What one unit of a lot is worth at a session, and how that is known. */
export interface Mark {
  /** Null for what cannot be priced. */
  readonly price: number | null;
  /** The day the price is of. */
  readonly priceDate: IsoDate | null;
  /** Sessions since that day; null without a close. */
  readonly age: number | null;
  readonly flags: readonly PositionFlag[];
  /** Whether it is valued as it should be: by a close of the last five sessions, or a private asset by its valuation. */
  readonly isCovered: boolean;
  /** Whether something that was expected to trade had no close of the session itself. */
  readonly isMissing: boolean;
  /** Whether it is a fund whose value of the session is still due. */
  readonly isDue: boolean;
}

/** Sessions of the symbol's own calendar after a day up to a session. Of a foreign exchange only New York's are known. */
function ageOf({ calendar }: PriceHistory, day: IsoDate, session: IsoDate): number {
  const own = calendarOf(calendar === "foreign" ? "XNYS" : calendar);
  return own.countSessions(day, session) - (own.isSession(day) ? 1 : 0);
}

function isOffMarket(lot: Lot, history: PriceHistory, { basisDate }: Portfolio): boolean {
  const { tradeDate, price } = openingOf(lot);
  const close = closeOnOrBefore(history, tradeDate);
  if (close === null || price === 0) return false;
  const ratio = price / (close.price * sharesAt(history, 1, basisDate, close.day));
  return ratio >= OFF_MARKET_RATIO || ratio <= 1 / OFF_MARKET_RATIO;
}

/** The flags that a lot bears at every session. */
export function standingFlags(lot: Lot, history: PriceHistory | null, portfolio: Portfolio): PositionFlag[] {
  if (lot.assetClass === "PRIVATE") return [];
  const flags: PositionFlag[] = [];
  if (currencyOfSymbol(lot.option?.underlying ?? lot.symbol) !== portfolio.currency)
    flags.push("currency_assumed");
  if (lot.assetClass === "OPTIONS") return openingOf(lot).price === 0 ? [...flags, "no_cost"] : flags;
  if (history !== null && isOffMarket(lot, history, portfolio)) flags.push("entry_off_market");
  return flags;
}

/**
 * The price of a lot at a session: the session's close, else the newest before it; the entry price only if there has never
 * been a close. A private asset stands at its last valuation, of which the entry is the first. Nothing after the session
 * is read.
 */
export function markOf(
  lot: Lot,
  history: PriceHistory | null,
  session: IsoDate,
  { basisDate }: Portfolio,
): Mark {
  const { price: entryPrice, tradeDate } = openingOf(lot);
  if (lot.assetClass === "OPTIONS") {
    const nothing = { price: null, priceDate: null, age: null } as const;
    return { ...nothing, flags: ["not_priced"], isCovered: false, isMissing: true, isDue: false };
  }
  const entry = { price: entryPrice, priceDate: tradeDate, age: null } as const;
  if (lot.assetClass === "PRIVATE")
    return { ...entry, flags: [], isCovered: true, isMissing: false, isDue: false };
  const close = history === null ? null : closeOnOrBefore(history, session);
  if (history === null || close === null) {
    return { ...entry, flags: ["at_cost"], isCovered: false, isMissing: true, isDue: false };
  }
  const { day: priceDate, price } = close;
  const age = ageOf(history, priceDate, session);
  const isStale = age > LONGEST_CARRY_SESSIONS;
  const flags: PositionFlag[] = age === 0 ? [] : [isStale ? "stale_price" : "carried_price"];
  const isDoubtful = history.unconfirmed.some((exDate) => exDate > basisDate && exDate <= session);
  if (isDoubtful) flags.push("unconfirmed_action");
  const isDue = history.isFund && age === 1;
  if (isDue) flags.push("nav_pending");
  return { price, priceDate, age, flags, isCovered: !isStale, isMissing: age > 0 && !isDue, isDue };
}
