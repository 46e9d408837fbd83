import type { UnvaluedReason } from "../../db/schema/words.ts";
import { calendarOf } from "../market/calendar/calendar.ts";
import { type IsoDate, toEpochDay } from "../platform/iso-date.ts";
import type { PositionGreeks } from "../risk/black-scholes.ts";
import { type LotState, quantityOf } from "./ledger.ts";
import { type Lot, openingOf } from "./portfolio.ts";
import type { PositionFlag } from "./position-flag.ts";
import { closeOnOrBefore, type PriceHistory, sharesAt } from "./price-history.ts";

/** A close is carried over this many sessions without one; beyond them it is stale and outside of the coverage. */
export const LONGEST_CARRY_SESSIONS = 5;
/** An entry price this many times the close of its day, or as many times below it, is flagged. */
const OFF_MARKET_RATIO = 1.5;
/** A private asset's valuation is flagged when it is older, in days. */
export const LONGEST_VALUATION_DAYS = 90;

/** What an option is measured by, and its greeks: of the whole position, money in the contract's currency. */
export interface Greeks extends PositionGreeks {
  readonly spot: number;
  readonly volatility: number;
  readonly rate: number;
  readonly dividendYield: number;
}

/** What a lot is and what one unit of it is worth at a session, and how that is known. */
export interface Mark {
  /** On the basis of the price. */
  readonly quantity: number;
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
  readonly unvalued: UnvaluedReason | null;
  readonly greeks: Greeks | null;
}

const VALUED = { unvalued: null, greeks: null } as const;

/** Sessions of the symbol's own calendar after a day up to a session. Of a foreign exchange only New York's are known. */
function ageOf({ calendar }: PriceHistory, day: IsoDate, session: IsoDate): number {
  if (day === session) return 0;
  const own = calendarOf(calendar === "foreign" ? "XNYS" : calendar);
  return own.countSessions(day, session) - (own.isSession(day) ? 1 : 0);
}

function isOffMarket(lot: Lot, history: PriceHistory, currency: string | null): boolean {
  const { tradeDate, price, basisDate, currency: paidIn } = openingOf(lot);
  const close = closeOnOrBefore(history, tradeDate);
  if (close === null || price === 0 || (paidIn !== null && paidIn !== currency)) return false;
  const ratio = price / (close.price * sharesAt(history, 1, basisDate, close.day));
  return ratio >= OFF_MARKET_RATIO || ratio <= 1 / OFF_MARKET_RATIO;
}

/**
 * The flags that a lot bears at every session.
 * @param currency The instrument's.
 */
export function standingFlags(
  lot: Lot,
  history: PriceHistory | null,
  currency: string | null,
): PositionFlag[] {
  if (lot.assetClass === "OPTIONS") return openingOf(lot).price === 0 ? ["no_cost"] : [];
  if (lot.assetClass !== "PUBLIC" || history === null) return [];
  return isOffMarket(lot, history, currency) ? ["entry_off_market"] : [];
}

/** A private asset stands at its last valuation, of which the entry is the first. */
export function markPrivate(lot: Lot, state: LotState, session: IsoDate): Mark {
  const { price, tradeDate } = openingOf(lot);
  const valuation = state.valuation ?? { price, day: tradeDate };
  const isOld = toEpochDay(session) - toEpochDay(valuation.day) > LONGEST_VALUATION_DAYS;
  return {
    quantity: quantityOf(state.tranches, null, session),
    price: valuation.price,
    priceDate: valuation.day,
    age: null,
    flags: isOld ? ["old_valuation"] : [],
    isCovered: true,
    isMissing: false,
    isDue: false,
    ...VALUED,
  };
}

/**
 * Shares at a session: the session's close, else the newest before it; the entry price only if there has never been a close.
 * Nothing after the session is read.
 */
export function markShares(lot: Lot, state: LotState, history: PriceHistory | null, session: IsoDate): Mark {
  const close = history === null ? null : closeOnOrBefore(history, session);
  if (history === null || close === null) {
    const { price, tradeDate, basisDate } = openingOf(lot);
    // The entry price is of the shares that there were then, whatever later closes will be of.
    const asTraded = history === null ? null : { ...history, basis: "as_traded" as const };
    const quantity = quantityOf(state.tranches, asTraded, basisDate);
    const entry = { quantity, price, priceDate: tradeDate, age: null, flags: ["at_cost" as const] };
    return { ...entry, isCovered: false, isMissing: true, isDue: false, ...VALUED };
  }
  const { day: priceDate, price } = close;
  // A close that is carried over a split is of the shares that there were before it.
  const quantity = quantityOf(state.tranches, history, priceDate);
  const age = ageOf(history, priceDate, session);
  const isStale = age > LONGEST_CARRY_SESSIONS;
  const flags: PositionFlag[] = age === 0 ? [] : [isStale ? "stale_price" : "carried_price"];
  if (history.unconfirmed.length > 0) {
    const { basisDate } = openingOf(lot);
    const isDoubtful = history.unconfirmed.some((exDate) => exDate > basisDate && exDate <= session);
    if (isDoubtful) flags.push("unconfirmed_action");
  }
  const isDue = history.isFund && age === 1;
  if (isDue) flags.push("nav_pending");
  const isMissing = age > 0 && !isDue;
  return { quantity, price, priceDate, age, flags, isCovered: !isStale, isMissing, isDue, ...VALUED };
}
