import { addDays, type IsoDate } from "../platform/iso-date.ts";
import { type Cents, cents, centsOfProduct } from "../platform/money.ts";
import { bookingSession } from "./booking.ts";
import type { PortfolioEvent } from "./cash-event.ts";
import type { Exchange } from "./exchange.ts";
import { type Break, earlierBreak, type Ledger, type Movement, NO_MOVEMENT, quantityOf } from "./ledger.ts";
import { openingOf, type Portfolio } from "./portfolio.ts";
import type { PriceHistory } from "./price-history.ts";
import { replacements } from "./recorded-actions.ts";
import { shareOf } from "./tranche.ts";

/** A ledger with what its dividends are told by. */
export interface DividendHolder {
  readonly ledger: Ledger;
  /** Null for what has no price history: only recorded dividends reach it. */
  readonly history: PriceHistory | null;
  readonly currency: string | null;
}

/** Dividends of one symbol as they are booked. */
export interface BookedDividends {
  /** By place among the holders. */
  readonly movements: readonly (readonly Movement[])[];
  /** Of what nothing was held of. */
  readonly unallocated: readonly { readonly session: IsoDate; readonly amount: Cents }[];
  readonly broken: Break | null;
  /** From this session on recorded ones have been left out, since the prices have them in them; null: none was. */
  readonly inPricesFrom: IsoDate | null;
}

const CENTS_PER_UNIT = 100;

/** Shares at the beginning of a day, restated for any split of it. */
function sharesAtOpen({ ledger, history }: DividendHolder, day: IsoDate): number {
  const before = addDays(day, -1);
  const state = ledger.states.findLast((each) => each.day <= before);
  return state === undefined ? 0 : quantityOf(state.tranches, history, day);
}

/**
 * The dividends of a symbol that go ex, or were recorded, after the inception and through a day. A dividend is of the
 * quantity held when its ex-date began; a recorded one is spread over the lots by the quantities of that day.
 * @param holders The symbol's lots.
 * @param recorded Its recorded dividends, whenever they were, in their order.
 */
export function bookDividends(
  { inception, dividends: mode }: Portfolio,
  holders: readonly DividendHolder[],
  recorded: readonly PortfolioEvent[],
  exchange: Exchange,
  through: IsoDate,
): BookedDividends {
  const movements: Movement[][] = holders.map(() => []);
  const unallocated: { session: IsoDate; amount: Cents }[] = [];
  let broken: Break | null = null;
  const history = holders.find((each) => each.history !== null)?.history ?? null;
  const isIn = (day: IsoDate) => day > inception && day <= through;
  const rateOf = (currency: string | null, day: IsoDate) => {
    const rate = currency === null ? null : exchange.rateOn(currency, day);
    const session = bookingSession(day);
    if (rate === null) {
      const detail = `a dividend in ${currency ?? "an unknown currency"} on ${day}`;
      broken = earlierBreak(broken, { session, reason: "no_fx_rate", detail });
    }
    return rate;
  };
  const book = (at: number, day: IsoDate, dividend: Cents) => {
    const rate = rateOf(holders[at]?.currency ?? null, day)?.value ?? 1;
    movements[at]?.push({ ...NO_MOVEMENT, session: bookingSession(day), rate, dividend });
  };
  const areInPrices = history?.basis === "total_return";
  const isLeftOut = (day: IsoDate) =>
    areInPrices &&
    holders.some((each) => each.history !== null && openingOf(each.ledger.lot).tradeDate <= day);
  const derived = history === null || areInPrices ? [] : history.dividends;
  const places = replacements(
    recorded.map(({ tradeDate }) => tradeDate),
    derived.map(({ exDate }) => exDate),
  );
  const replaced = new Set(places);
  for (const [place, { exDate, amount }] of derived.entries()) {
    if (mode === "recorded" || replaced.has(place) || !isIn(exDate)) continue;
    for (const [at, holder] of holders.entries()) {
      const shares = holder.history === null ? 0 : sharesAtOpen(holder, exDate);
      if (shares === 0) continue;
      const rate = rateOf(holder.currency, exDate);
      book(at, exDate, centsOfProduct(shares, amount, ...(rate?.factors ?? [])));
    }
  }
  for (const [index, { tradeDate, amount, currency }] of recorded.entries()) {
    if (!isIn(tradeDate) || isLeftOut(tradeDate)) continue;
    const rate = rateOf(currency ?? exchange.currency, tradeDate);
    const total = centsOfProduct((amount as Cents) / CENTS_PER_UNIT, ...(rate?.factors ?? []));
    const place = places[index] ?? null;
    // Nothing later than the day on which it was recorded plays a part, whatever it replaces.
    const exDate = place === null ? tradeDate : (derived[place]?.exDate ?? tradeDate);
    const [heldOn = tradeDate] = [exDate, tradeDate].sort();
    const shares = holders.map((holder) => sharesAtOpen(holder, heldOn));
    const all = shares.reduce((sum, each) => sum + each, 0);
    if (all === 0) {
      unallocated.push({ session: bookingSession(tradeDate), amount: total });
      continue;
    }
    const last = shares.findLastIndex((each) => each !== 0);
    let [before, given] = [0, 0];
    for (const [at, own] of shares.entries()) {
      if (own === 0) continue;
      before += own;
      const upTo = at === last ? total : shareOf(total, before / all);
      book(at, tradeDate, cents(upTo - given));
      given = upTo;
    }
  }
  for (const own of movements)
    own.sort((a, b) => (a.session < b.session ? -1 : Number(a.session > b.session)));
  const leftOut = recorded.map(({ tradeDate }) => tradeDate).filter((day) => isIn(day) && isLeftOut(day));
  const [firstLeftOut] = leftOut.map(bookingSession).sort();
  return { movements, unallocated, broken, inPricesFrom: firstLeftOut ?? null };
}
