import type { UnvaluedReason } from "../../db/schema/words.ts";
import type { IsoDate } from "../platform/iso-date.ts";
import { blackScholes, type OptionInputs, positionGreeks } from "../risk/black-scholes.ts";
import { impliedVolatility } from "../risk/implied-volatility.ts";
import { type LotState, quantityOf } from "./ledger.ts";
import type { OptionTerms } from "./lot.ts";
import type { Greeks, Mark } from "./mark.ts";
import { expirySession, isIndexOption, type OptionDesk, type Spot } from "./option-desk.ts";
import type { Lot } from "./portfolio.ts";
import type { PositionFlag } from "./position-flag.ts";
import type { PriceHistory } from "./price-history.ts";

function unvalued(quantity: number, reason: UnvaluedReason): Mark {
  const nothing = { price: null, priceDate: null, age: null, greeks: null } as const;
  const told = { flags: [reason], isCovered: false, isMissing: true, isDue: false } as const;
  return { quantity, ...nothing, ...told, unvalued: reason };
}

/** Marks options at sessions (engines.md section 12): by the contract's own close of the session, else by the model. */
export class OptionMarks {
  readonly #desk: OptionDesk;

  constructor(desk: OptionDesk) {
    this.#desk = desk;
  }

  mark(lot: Lot, state: LotState, session: IsoDate): Mark {
    const option = lot.option as OptionTerms;
    const desk = this.#desk;
    const underlying = desk.underlying(option);
    // Without a price of the underlying a contract is what it was then, whatever later splits did to adjusted prices.
    const asTraded = underlying === null ? null : { ...underlying, basis: "as_traded" as const };
    const quantity = quantityOf(state.tranches, asTraded, session);
    if (session >= expirySession(option)) {
      const settled = desk.settledAt(lot);
      if (settled === null) return unvalued(quantity, "awaiting_settlement");
      const { session: day, price } = settled;
      return this.#byClose(quantityOf(state.tranches, underlying, day), price, day, null, []);
    }
    const own = desk.ownClose(lot, session);
    const spot = underlying === null ? null : desk.spot(underlying, session);
    if (underlying === null || spot === null) {
      return own === null || desk.adjustment(lot, asTraded, session) !== 1
        ? unvalued(quantity, "not_priced")
        : this.#byClose(quantity, own, session, null, []);
    }
    const tranches = state.tranches;
    return this.#measured(lot, option, {
      quantity: quantityOf(tranches, underlying, spot.day),
      own,
      spot,
      underlying,
      session,
    });
  }

  #byClose(
    quantity: number,
    price: number,
    session: IsoDate,
    greeks: Greeks | null,
    flags: readonly PositionFlag[],
  ): Mark {
    const covered = { isCovered: true, isMissing: false, isDue: false, unvalued: null } as const;
    return { quantity, price, priceDate: session, age: 0, flags, ...covered, greeks };
  }

  #measured(
    lot: Lot,
    option: OptionTerms,
    at: {
      readonly quantity: number;
      readonly own: number | null;
      readonly spot: Spot;
      readonly underlying: PriceHistory;
      readonly session: IsoDate;
    },
  ): Mark {
    const { quantity, own, spot, underlying, session } = at;
    const desk = this.#desk;
    const shares = desk.adjustment(lot, underlying, spot.day);
    const rate = desk.rate(session);
    const dividendYield = desk.dividendYield(underlying, session, spot.price);
    const terms = {
      spot: spot.price,
      strike: option.strike / shares,
      years: desk.years(option, session),
      rate: rate.value,
      yield: dividendYield,
      right: option.right,
    };
    const flags: PositionFlag[] = [];
    // Adjusted prices know of splits that are yet to come: until then the contract is what it was, and so are its closes.
    const changed = desk.adjustment(lot, { ...underlying, basis: "as_traded" }, session) !== 1;
    if (changed) flags.push("adjusted_contract");
    if (underlying.basis !== "as_traded") flags.push("adjusted_underlying");
    if (rate.isAssumed) flags.push("assumed_rate");
    // After a split the contract has another symbol, and its closes are there.
    const price = changed || own === null ? null : own / shares;
    const implied = price === null || spot.age > 0 ? null : impliedVolatility(price, terms);
    const volatility = implied ?? desk.volatility(underlying, session);
    if (volatility === null) {
      return price === null
        ? unvalued(quantity, "not_priced")
        : this.#byClose(quantity, price, session, null, flags);
    }
    const inputs: OptionInputs = { ...terms, volatility };
    const measured = positionGreeks(inputs, quantity, lot.multiplier);
    const greeks: Greeks = { spot: spot.price, volatility, rate: rate.value, dividendYield, ...measured };
    if (price !== null) return this.#byClose(quantity, price, session, greeks, flags);
    flags.push("model_price");
    if (!isIndexOption(option)) flags.push("american_exercise");
    if (spot.age > 0) flags.push("carried_price");
    const value = { quantity, price: blackScholes(inputs), priceDate: spot.day, age: spot.age, flags };
    return { ...value, isCovered: true, isMissing: spot.age > 0, isDue: false, unvalued: null, greeks };
  }
}
