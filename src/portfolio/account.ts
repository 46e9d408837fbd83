import { currencyOfSymbol } from "../market/symbol.ts";
import type { IsoDate } from "../platform/iso-date.ts";
import { type Cents, centsOfProduct, ZERO_CENTS } from "../platform/money.ts";
import type { Exchange, Rate } from "./exchange.ts";
import { type LotState, type Movement, quantityOf } from "./ledger.ts";
import { type Mark, markPrivate, markShares } from "./mark.ts";
import type { OptionMarks } from "./option-mark.ts";
import { type Lot, openingOf, type Portfolio } from "./portfolio.ts";
import type { PositionFlag } from "./position-flag.ts";
import type { PriceHistory } from "./price-history.ts";
import { placeAfter } from "./running-totals.ts";

/** Options are listed in it. */
const OPTIONS_CURRENCY = "USD";

/** A lot with everything about it that does not depend on the session. */
export interface Account {
  readonly lot: Lot;
  readonly history: PriceHistory | null;
  /** The instrument's; null: not known. */
  readonly currency: string | null;
  readonly standing: readonly PositionFlag[];
  /** From this session on recorded dividends have not been booked, since the prices have them in them; null: none. */
  readonly inPricesFrom: IsoDate | null;
  /** What it is, as text: no name that an import gives it is in there. */
  readonly key: string;
  readonly states: readonly LotState[];
  /** Ascending by session. */
  readonly movements: readonly Movement[];
}

/** A lot at the close of a session at which it is held. */
export interface Holding {
  readonly state: LotState;
  readonly mark: Mark;
  /** Cents of the portfolio's currency; 0 where there is no price. */
  readonly value: Cents;
  readonly rate: Rate;
}

/** The currency in which an instrument trades, or a private asset is valued; null where nothing tells it. */
export function currencyOf(
  lot: Lot,
  { currency }: Pick<Portfolio, "currency">,
  told: ReadonlyMap<string, string>,
): string | null {
  const own = openingOf(lot).currency;
  if (lot.assetClass === "PRIVATE") return own ?? currency;
  if (lot.option !== null) return own ?? OPTIONS_CURRENCY;
  return told.get(lot.symbol) ?? currencyOfSymbol(lot.symbol) ?? own;
}

const dayOf = ({ day }: LotState) => day;

/** What a lot is at the end of a day; null before it was opened, and once nothing is left of it. */
export function stateOn(states: readonly LotState[], day: IsoDate): LotState | null {
  const state = states[placeAfter(states, day, dayOf) - 1];
  return state === undefined || state.tranches.length === 0 ? null : state;
}

/** Values lots at sessions. */
export class Valuer {
  readonly #exchange: Exchange;
  readonly #options: OptionMarks;

  constructor(exchange: Exchange, options: OptionMarks) {
    this.#exchange = exchange;
    this.#options = options;
  }

  /** What a unit of an instrument's currency is worth at a session; null if there is no rate. */
  rate({ currency }: Pick<Account, "currency">, session: IsoDate): number | null {
    return currency === null ? null : (this.#exchange.rateOn(currency, session)?.value ?? null);
  }

  /** @returns "no_rate" if there is no rate of exchange for it. */
  value(
    account: Pick<Account, "lot" | "history" | "currency">,
    state: LotState,
    session: IsoDate,
  ): Holding | "no_rate" {
    const { lot, history, currency } = account;
    if (currency === null) return "no_rate";
    const mark = this.#mark(lot, history, state, session);
    // What stands at its entry price stands in the currency in which that was paid.
    const isAtCost = mark.flags.includes("at_cost");
    const rate = this.#exchange.rateOn((isAtCost ? openingOf(lot).currency : null) ?? currency, session);
    if (rate === null) return "no_rate";
    const { quantity, price } = mark;
    const value =
      price === null ? ZERO_CENTS : centsOfProduct(quantity, lot.multiplier, price, ...rate.factors);
    return { state, mark, value, rate };
  }

  #mark(lot: Lot, history: PriceHistory | null, state: LotState, session: IsoDate): Mark {
    if (lot.assetClass === "OPTIONS") return this.#options.mark(lot, state, session);
    return lot.assetClass === "PRIVATE"
      ? markPrivate(lot, state, session)
      : markShares(lot, state, history, session);
  }
}

/** The quantity that a lot has on the basis of a day. */
export function heldOn({ states, history }: Pick<Account, "states" | "history">, day: IsoDate): number {
  const state = stateOn(states, day);
  return state === null ? 0 : quantityOf(state.tranches, history, day);
}
