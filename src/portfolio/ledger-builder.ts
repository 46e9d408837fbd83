import type { IsoDate } from "../platform/iso-date.ts";
import { addCents, type Cents, cents, centsOfProduct, ZERO_CENTS } from "../platform/money.ts";
import { bookingSession } from "./booking.ts";
import { type Exchange, missingRate, type Rate } from "./exchange.ts";
import {
  type Break,
  earlierBreak,
  type Given,
  type Ledger,
  type LotState,
  type Movement,
  NO_MOVEMENT,
  quantityOf,
  type Settlement,
} from "./ledger.ts";
import { effectOf, type LotEvent } from "./lot-event.ts";
import type { Lot, Portfolio } from "./portfolio.ts";
import { type PriceHistory, restated } from "./price-history.ts";
import { rebased, shareOf, type Tranche, takeFirst } from "./tranche.ts";

/** What a ledger is made with. */
export interface LedgerTerms {
  readonly portfolio: Portfolio;
  readonly exchange: Exchange;
  /** The instrument's currency; null: not known. */
  readonly currency: string | null;
  /** Whose splits change the quantity. */
  readonly splits: PriceHistory | null;
  /** Nothing after this day is read. */
  readonly through: IsoDate;
  /** The value at the inception close. */
  readonly openingValue: (state: LotState) => Cents;
  /** What another lot, by its id, has handed over to this one. */
  readonly received: (giverId: number) => Pick<Given, "entry" | "base">;
  /** Null for what is no option, has not expired by then, or waits for its settlement. */
  readonly settlement: Settlement | null;
}

/** A lot that its events took a share of this much too much or too little from is mismatched. */
const MISMATCH = 1e-6;
const CENTS_PER_UNIT = 100;

/** Books the events of a lot in their order (spec 1.7: one base, replayed from events). */
export function ledgerOf(lot: Lot, terms: LedgerTerms): Ledger {
  return new LedgerBuilder(lot, terms).build();
}

class LedgerBuilder {
  readonly #lot: Lot;
  readonly #terms: LedgerTerms;
  readonly #states: LotState[] = [];
  readonly #movements: Movement[] = [];
  readonly #given: Given[] = [];
  #tranches: readonly Tranche[] = [];
  #valuation: LotState["valuation"] = null;
  #isMismatched = false;
  #isBased = false;
  #broken: Break | null = null;

  constructor(lot: Lot, terms: LedgerTerms) {
    this.#lot = lot;
    this.#terms = terms;
  }

  build(): Ledger {
    const { through, portfolio, settlement } = this.#terms;
    const { inception } = portfolio;
    for (const [at, event] of this.#lot.events.entries()) {
      if (event.tradeDate > through) break;
      if (event.tradeDate > inception) this.#rebase();
      this.#apply(event, at === 0);
      this.#note(event.tradeDate);
    }
    if (settlement !== null && settlement.session > inception) this.#rebase();
    if (settlement !== null && this.#tranches.length > 0) this.#settle(settlement);
    this.#rebase();
    return {
      lot: this.#lot,
      states: this.#states,
      movements: this.#movements,
      given: this.#given,
      broken: this.#broken,
    };
  }

  /** Opening holdings count from their value at the inception close. */
  #rebase(): void {
    const { portfolio, through, openingValue, splits } = this.#terms;
    if (this.#isBased || through < portfolio.inception) return;
    this.#isBased = true;
    if (this.#tranches.length === 0) return;
    const day = portfolio.inception;
    const value = openingValue(this.#states.at(-1) as LotState);
    this.#tranches = rebased(this.#tranches, value, (each) => quantityOf([each], splits, day));
    this.#note(day);
  }

  #note(day: IsoDate): void {
    const state = { day, tranches: this.#tranches, valuation: this.#valuation };
    this.#states.push({ ...state, isMismatched: this.#isMismatched });
  }

  /** @returns null, with the ledger broken from then on, if there is no rate. */
  #rate(currency: string | null, day: IsoDate): Rate | null {
    const { exchange, portfolio } = this.#terms;
    const isOpening = day <= portfolio.inception;
    if (currency !== null) {
      // What an opening holding cost plays no part in the books: a rate of long ago is not needed for them.
      const rate =
        exchange.rateOn(currency, day) ?? (isOpening ? exchange.rateOn(currency, portfolio.inception) : null);
      if (rate !== null) return rate;
    }
    const session = isOpening ? portfolio.inception : bookingSession(day);
    const { symbol } = this.#lot;
    const found: Break =
      currency === null
        ? { session, reason: "unknown_currency", detail: symbol }
        : {
            session,
            reason: "no_fx_rate",
            detail: missingRate(symbol, currency, exchange.currency, day),
          };
    this.#broken = earlierBreak(this.#broken, found);
    return null;
  }

  #cashOf(event: LotEvent, factors: readonly number[]): Cents {
    return centsOfProduct(-event.quantity, this.#lot.multiplier, event.price, ...factors);
  }

  #move(day: IsoDate, moved: Partial<Movement>): void {
    const { portfolio, currency } = this.#terms;
    if (day <= portfolio.inception) return;
    const rate = this.#rate(currency, day)?.value ?? 1;
    this.#movements.push({ ...NO_MOVEMENT, session: bookingSession(day), rate, ...moved });
  }

  #apply(event: LotEvent, isOpening: boolean): void {
    const { kind, tradeDate, price } = event;
    const effect = effectOf(event, isOpening);
    if (effect === "values") {
      this.#valuation = { price, day: tradeDate };
      return;
    }
    const rate = this.#rate(event.currency ?? this.#terms.currency, tradeDate);
    const factors = rate?.factors ?? [];
    const cash = this.#cashOf(event, factors);
    const fees = event.fees === 0 ? ZERO_CENTS : centsOfProduct(-event.fees / CENTS_PER_UNIT, ...factors);
    if (effect === "adds") this.#add(event, cash, fees);
    else if (effect === "gives") this.#give(event, cash, fees);
    else {
      const { base, kept } = this.#take(event, effect === "takes_all");
      const realized = cents(cash - base);
      const isTransfer = kind === "transfer_out";
      const moved = isTransfer ? { external: cents(-cash) } : { trade: cash };
      this.#move(tradeDate, { ...moved, fees, realized, kept });
    }
  }

  #add(event: LotEvent, cash: Cents, fees: Cents): void {
    const { kind, tradeDate, basisDate, quantity, counterLotId } = event;
    const cost = cents(-cash);
    const received = counterLotId === null || kind === "open" ? null : this.#terms.received(counterLotId);
    this.#tranches = [...this.#tranches, { quantity, basisDate, entry: cost, base: cost, ...received }];
    if (received !== null) return;
    this.#move(tradeDate, { ...(kind === "transfer_in" ? { external: cost } : { trade: cash }), fees });
  }

  #take({ quantity, basisDate }: LotEvent, isAll: boolean) {
    const { splits } = this.#terms;
    const onBasis = (each: Tranche) =>
      restated(splits?.splits ?? [], each.quantity, each.basisDate, basisDate);
    const held = Math.abs(this.#tranches.reduce((sum, each) => sum + onBasis(each), 0));
    const wanted = Math.abs(quantity);
    const gap = isAll ? Math.abs(wanted - held) : Math.max(0, wanted - held);
    if (gap > MISMATCH * Math.max(held, wanted)) this.#isMismatched = true;
    const taken = takeFirst(this.#tranches, isAll ? Number.POSITIVE_INFINITY : wanted, basisDate, onBasis);
    this.#tranches = taken.left;
    return { ...taken, kept: isAll || taken.left.length === 0 ? 0 : 1 - wanted / held };
  }

  #give(event: LotEvent, boot: Cents, fees: Cents): void {
    const { kind, tradeDate, counterLotId, costShare } = event;
    const share = kind === "spin_off" ? (costShare ?? 0) : 1;
    let [entry, base] = [ZERO_CENTS, ZERO_CENTS];
    if (kind === "spin_off") {
      this.#tranches = this.#tranches.map((each) => {
        const part = { entry: shareOf(each.entry, share), base: shareOf(each.base, share) };
        [entry, base] = [addCents(entry, part.entry), addCents(base, part.base)];
        return { ...each, entry: cents(each.entry - part.entry), base: cents(each.base - part.base) };
      });
    } else {
      ({ entry, base } = this.#take(event, true));
    }
    const given = {
      lotId: counterLotId as number,
      share,
      entry: cents(entry - boot),
      base: cents(base - boot),
      boot,
    };
    this.#given.push(given);
    this.#move(tradeDate, { trade: boot, fees, given });
  }

  #settle({ session, price }: Settlement): void {
    const { splits } = this.#terms;
    const first = this.#tranches[0] as Tranche;
    const quantity = quantityOf(this.#tranches, splits, session);
    const rate = this.#rate(this.#terms.currency, session);
    const cash = centsOfProduct(quantity, this.#lot.multiplier, price, ...(rate?.factors ?? []));
    const { base } = takeFirst(
      this.#tranches,
      Number.POSITIVE_INFINITY,
      first.basisDate,
      (each) => each.quantity,
    );
    this.#tranches = [];
    this.#note(session);
    this.#move(session, { trade: cash, realized: cents(cash - base), kept: 0 });
  }
}
