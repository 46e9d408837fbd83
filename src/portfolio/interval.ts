import type { IsoDate } from "../platform/iso-date.ts";
import { type Cents, cents, centsOfProduct, sumCents, ZERO_CENTS } from "../platform/money.ts";
import type { Account, Holding } from "./account.ts";
import type { Movement } from "./ledger.ts";
import { openingOf } from "./portfolio.ts";
import { bitsOf } from "./position-flag.ts";
import { placeAfter } from "./running-totals.ts";

const CENTS_PER_UNIT = 100;

/** A lot over the interval that ends at a session, in cents of the portfolio's currency. */
export interface Interval {
  readonly account: Account;
  /** Null where the lot is not held. */
  readonly before: Holding | null;
  readonly now: Holding | null;
  readonly trade: Cents;
  readonly dividend: Cents;
  readonly fees: Cents;
  /** The value that came to the portfolio with the lot, less what left it so. */
  readonly external: Cents;
  readonly realized: Cents;
  readonly pnl: Cents;
  /** The part of the P&L that moved rates of exchange made. */
  readonly currencyPnl: Cents;
  /** The part of it that comes from a first price of what had stood at its entry price, or had none. */
  readonly revaluation: Cents;
  /** What a reader must know of it, as bits. */
  readonly flags: number;
}

/** An interval that begins with the books: nothing has been gained in it. */
export function openingInterval(account: Account, now: Holding | null): Interval {
  const nothing = { trade: ZERO_CENTS, dividend: ZERO_CENTS, fees: ZERO_CENTS, external: ZERO_CENTS };
  const none = { realized: ZERO_CENTS, pnl: ZERO_CENTS, currencyPnl: ZERO_CENTS, revaluation: ZERO_CENTS };
  return { account, before: null, now, ...nothing, ...none, flags: flagBits(account, now, null, false) };
}

/** The movements of an account after one session and through another. */
export function movedBetween({ movements }: Account, after: IsoDate, through: IsoDate): readonly Movement[] {
  const last = movements.at(-1);
  if (last === undefined || last.session <= after) return NONE;
  return movements.slice(placeAfter(movements, after, sessionOf), placeAfter(movements, through, sessionOf));
}

const NONE: readonly Movement[] = [];
const sessionOf = ({ session }: Movement) => session;

/** What a lot received from others in an interval, less what it gave. */
export interface Converted {
  readonly value: Cents;
  /** What a unit of the instrument's currency was worth at the session before. */
  readonly rate: number;
}

const standsForWant = (holding: Holding) =>
  holding.mark.unvalued !== null || holding.mark.flags.includes("at_cost");

function localOf({ mark }: Holding, multiplier: number): number {
  return mark.price === null ? 0 : mark.quantity * multiplier * mark.price;
}

/**
 * A lot between two sessions: the change of its value, less what was put into it, and what it brought in cash.
 * @param converted Null if it had no part in any conversion.
 */
export function intervalOf(
  account: Account,
  session: IsoDate,
  before: Holding | null,
  now: Holding | null,
  moved: readonly Movement[],
  converted: Converted | null,
): Interval {
  const change = cents((now?.value ?? 0) - (before?.value ?? 0));
  const isRevalued = before !== null && now !== null && standsForWant(before) && !standsForWant(now);
  const flags = flagBits(account, now, session, converted !== null);
  const sums = moved.length === 0 ? NOTHING_MOVED : sumsOf(moved);
  const { trade, dividend, fees, external, realized } = sums;
  const put = cents(external - trade + (converted?.value ?? 0));
  const pnl = cents(change - put + dividend + fees);
  const revaluation = isRevalued ? cents(change - put) : ZERO_CENTS;
  const currencyPnl = currencyPart(account, before, now, moved, converted, pnl);
  return {
    account,
    before,
    now,
    trade,
    dividend,
    fees,
    external,
    realized,
    pnl,
    currencyPnl,
    revaluation,
    flags,
  };
}

const NOTHING_MOVED = {
  trade: ZERO_CENTS,
  dividend: ZERO_CENTS,
  fees: ZERO_CENTS,
  external: ZERO_CENTS,
  realized: ZERO_CENTS,
};

function sumsOf(moved: readonly Movement[]): typeof NOTHING_MOVED {
  const sum = (pick: (movement: Movement) => Cents) => sumCents(moved.map(pick));
  return {
    trade: sum((each) => each.trade),
    dividend: sum((each) => each.dividend),
    fees: sum((each) => each.fees),
    external: sum((each) => each.external),
    realized: sum((each) => each.realized),
  };
}

/** The P&L less what the same would have made at the rate of exchange before: what moved rates made of it. */
function currencyPart(
  { lot, currency }: Account,
  before: Holding | null,
  now: Holding | null,
  moved: readonly Movement[],
  converted: Converted | null,
  pnl: Cents,
): Cents {
  const rate = before?.rate.value ?? converted?.rate ?? moved[0]?.rate ?? 1;
  const isOwn =
    rate === 1 && (before?.rate.factors.length ?? 0) === 0 && (now?.rate.factors.length ?? 0) === 0;
  if (isOwn) return ZERO_CENTS;
  const paidIn = openingOf(lot).currency ?? currency;
  // What stands at its entry price is in the currency in which that was paid: nothing of it is of the instrument's rate, and
  // while nothing is traded, all that its value gains is of the rate of that currency.
  if (paidIn !== currency && [before, now].some((each) => each?.mark.flags.includes("at_cost"))) {
    const stands = [before, now].every((each) => each?.mark.flags.includes("at_cost"));
    return stands && moved.length === 0 && converted === null ? pnl : ZERO_CENTS;
  }
  const { multiplier } = lot;
  let local =
    (now === null ? 0 : localOf(now, multiplier)) - (before === null ? 0 : localOf(before, multiplier));
  for (const each of moved) {
    local += (each.trade + each.dividend + each.fees - each.external) / CENTS_PER_UNIT / each.rate;
  }
  return cents(pnl - centsOfProduct(local - (converted?.value ?? 0) / CENTS_PER_UNIT / rate, rate));
}

const [CLOSED, CONVERTED, IN_PRICES] = [
  bitsOf(["closed"]),
  bitsOf(["converted"]),
  bitsOf(["dividend_in_prices"]),
];
const [CARRIED_RATE, MISMATCH] = [bitsOf(["carried_rate"]), bitsOf(["quantity_mismatch"])];

/** @param session Null at inception: nothing recorded counts there yet. */
function flagBits(
  { standing, inPricesFrom, states }: Account,
  now: Holding | null,
  session: IsoDate | null,
  isConverted: boolean,
): number {
  const converted = isConverted ? CONVERTED : 0;
  if (now === null) return converted | CLOSED | (states.at(-1)?.isMismatched === true ? MISMATCH : 0);
  const { rate, state, mark } = now;
  return (
    converted |
    (rate.isCarried ? CARRIED_RATE : 0) |
    (state.isMismatched ? MISMATCH : 0) |
    (session !== null && inPricesFrom !== null && session >= inPricesFrom ? IN_PRICES : 0) |
    bitsOf(standing) |
    bitsOf(mark.flags)
  );
}
