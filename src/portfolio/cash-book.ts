import type { IsoDate } from "../platform/iso-date.ts";
import { addCents, type Cents, cents, centsOfProduct, ZERO_CENTS } from "../platform/money.ts";
import { bookingSession } from "./booking.ts";
import type { PortfolioEvent } from "./cash-event.ts";
import { type Exchange, missingRate } from "./exchange.ts";
import { type Break, earlierBreak } from "./ledger.ts";
import type { Portfolio } from "./portfolio.ts";

/** What moved a portfolio's cash that is of no lot, in its cents. */
export interface CashMovement {
  readonly session: IsoDate;
  /** Contributions less withdrawals. */
  readonly flow: Cents;
  readonly interest: Cents;
  /** Not above zero. */
  readonly fees: Cents;
  /** Of what nothing was held of. */
  readonly dividend: Cents;
}

export const NO_CASH = {
  flow: ZERO_CENTS,
  interest: ZERO_CENTS,
  fees: ZERO_CENTS,
  dividend: ZERO_CENTS,
} as const;
const CENTS_PER_UNIT = 100;

/** The sum of movements; its session is that of the last. */
export function sumOfCash(movements: readonly CashMovement[]): Omit<CashMovement, "session"> {
  let sum: Omit<CashMovement, "session"> = NO_CASH;
  for (const each of movements) {
    sum = {
      flow: addCents(sum.flow, each.flow),
      interest: addCents(sum.interest, each.interest),
      fees: addCents(sum.fees, each.fees),
      dividend: addCents(sum.dividend, each.dividend),
    };
  }
  return sum;
}

/** The contributions, withdrawals, interest and fees of a portfolio after its inception and through a day, by session. */
export function bookCash(
  { inception }: Portfolio,
  events: readonly PortfolioEvent[],
  exchange: Exchange,
  through: IsoDate,
): { readonly movements: readonly CashMovement[]; readonly broken: Break | null } {
  const movements: CashMovement[] = [];
  let broken: Break | null = null;
  for (const { kind, tradeDate, amount, currency } of events) {
    if (tradeDate <= inception || tradeDate > through || amount === null || kind === "dividend") continue;
    const session = bookingSession(tradeDate);
    const own = currency ?? exchange.currency;
    const rate = exchange.rateOn(own, tradeDate);
    if (rate === null) {
      const detail = missingRate(kind, own, exchange.currency, tradeDate);
      broken = earlierBreak(broken, { session, reason: "no_fx_rate", detail });
      continue;
    }
    const moved = centsOfProduct(amount / CENTS_PER_UNIT, ...rate.factors);
    const out = cents(-moved);
    if (kind === "interest") movements.push({ ...NO_CASH, session, interest: moved });
    else if (kind === "fee") movements.push({ ...NO_CASH, session, fees: out });
    else movements.push({ ...NO_CASH, session, flow: kind === "withdrawal" ? out : moved });
  }
  return {
    movements: movements.sort((a, b) => (a.session < b.session ? -1 : Number(a.session > b.session))),
    broken,
  };
}
