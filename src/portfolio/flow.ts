import { calendarOf } from "../market/calendar/calendar.ts";
import { addDays, type IsoDate } from "../platform/iso-date.ts";
import { type Cents, centsOfProduct, sumCents, ZERO_CENTS } from "../platform/money.ts";
import { type Lot, type Portfolio, quantityOn } from "./portfolio.ts";
import { type PriceHistory, sharesAt } from "./price-history.ts";

/** Cash that a lot brought to its portfolio, or took, at a session: by trades, or as dividends (a short pays them). */
export interface Flow {
  readonly session: IsoDate;
  readonly trade: Cents;
  readonly dividend: Cents;
}

const xnys = () => calendarOf("XNYS");

/** The session at whose close a day's events are in the books: a weekend's are in those of the session after it. */
export function bookingSession(day: IsoDate): IsoDate {
  return xnys().isSession(day) ? day : xnys().nextSession(day);
}

/** Whether the portfolio held a lot when its books were opened; such a lot was never paid for through its cash. */
export function isOpeningHolding(lot: Lot, { inception }: Portfolio): boolean {
  return (lot.events[0]?.tradeDate ?? inception) <= inception;
}

/**
 * The cash flows of a lot after inception, by session. A dividend is of the quantity held when its ex-date began, restated for
 * any split of that day; a total-return series has its dividends in its prices.
 * @param through No action that goes ex after this session is read.
 */
export function flowsOf(
  lot: Lot,
  history: PriceHistory | null,
  portfolio: Portfolio,
  through: IsoDate,
): readonly Flow[] {
  const { inception, basisDate } = portfolio;
  const flows: Flow[] = [];
  for (const { tradeDate, cash } of lot.events) {
    if (tradeDate <= inception || tradeDate > through) continue;
    flows.push({ session: bookingSession(tradeDate), trade: cash, dividend: ZERO_CENTS });
  }
  if (history !== null && history.basis !== "total_return" && lot.assetClass === "PUBLIC") {
    for (const { exDate, amount } of history.dividends) {
      if (exDate <= inception || exDate > through) continue;
      const held = quantityOn(lot, addDays(exDate, -1));
      if (held === 0) continue;
      const shares = sharesAt(history, held, basisDate, exDate);
      flows.push({
        session: bookingSession(exDate),
        trade: ZERO_CENTS,
        dividend: centsOfProduct(shares, amount),
      });
    }
  }
  return flows.sort((a, b) => (a.session < b.session ? -1 : Number(a.session > b.session)));
}

/** The sums of the flows after one session and through another. */
export function flowsBetween(
  flows: readonly Flow[],
  after: IsoDate,
  through: IsoDate,
): { readonly trade: Cents; readonly dividend: Cents } {
  const within = flows.filter(({ session }) => session > after && session <= through);
  return {
    trade: sumCents(within.map(({ trade }) => trade)),
    dividend: sumCents(within.map(({ dividend }) => dividend)),
  };
}
