import type { IsoDate } from "../platform/iso-date.ts";
import { addCents, type Cents, cents, sumCents, ZERO_CENTS } from "../platform/money.ts";
import { type Account, currencyOf, stateOn, Valuer } from "./account.ts";
import { bookCash, type CashMovement, NO_CASH } from "./cash-book.ts";
import { inCashOrder, type PortfolioEvent } from "./cash-event.ts";
import { bookDividends } from "./dividends.ts";
import { Exchange, missingRate } from "./exchange.ts";
import { type Break, earlierBreak, type Ledger } from "./ledger.ts";
import { ledgerOf } from "./ledger-builder.ts";
import { standingFlags } from "./mark.ts";
import { OptionDesk } from "./option-desk.ts";
import { OptionMarks } from "./option-mark.ts";
import { inNaturalOrder, type Lot, type Portfolio } from "./portfolio.ts";
import type { PriceHistory } from "./price-history.ts";
import { withRecordedSplits } from "./recorded-actions.ts";

/** What books are replayed from. */
export interface BookInputs {
  readonly portfolio: Portfolio;
  readonly lots: readonly Lot[];
  readonly events: readonly PortfolioEvent[];
  /** By symbol: of what is held, of what options are on, of exchange rates and of the rate of interest. */
  readonly histories: ReadonlyMap<string, PriceHistory>;
  /** Trading currencies as they have been told, by symbol. */
  readonly currencies: ReadonlyMap<string, string>;
  /** No price or action after this session is read. */
  readonly through: IsoDate;
  /** A fraction a year, where no rate of interest is stored. */
  readonly assumedRate: number;
}

/** Opens a portfolio's accounts: its lots' ledgers with their dividends, its own cash, and what cash there was at inception. */
export class Accounts {
  readonly all: readonly Account[];
  readonly cash: readonly CashMovement[];
  readonly openingCash: Cents;
  readonly valuer: Valuer;
  /** From when on nothing can be told; null: never. */
  readonly broken: Break | null;
  readonly #inputs: BookInputs;
  readonly #exchange: Exchange;
  readonly #desk: OptionDesk;
  readonly #ledgers = new Map<number, Ledger>();
  readonly #byId: ReadonlyMap<number, Lot>;
  #break: Break | null = null;

  constructor(inputs: BookInputs) {
    const events = inCashOrder(inputs.events);
    const { portfolio, through, assumedRate } = inputs;
    const histories = new Map(
      [...inputs.histories].map(([symbol, history]) => [symbol, withRecordedSplits(history, events)]),
    );
    this.#inputs = { ...inputs, histories };
    this.#exchange = new Exchange(portfolio.currency, histories);
    this.#desk = new OptionDesk(histories, through, assumedRate);
    this.valuer = new Valuer(this.#exchange, new OptionMarks(this.#desk));
    const lots = inNaturalOrder(inputs.lots.filter((lot) => lot.events.length > 0));
    this.#byId = new Map(lots.map((lot) => [lot.id, lot]));
    const accounts = lots.map((lot) => this.#account(lot));
    const { movements, broken } = bookCash(portfolio, events, this.#exchange, through);
    this.#note(broken);
    const dividends = this.#withDividends(accounts, events);
    this.all = dividends.accounts;
    this.cash = [...movements, ...dividends.cash].sort((a, b) =>
      a.session < b.session ? -1 : Number(a.session > b.session),
    );
    this.openingCash = cents(portfolio.statedEquity - this.#openingValue());
    this.broken = this.#break;
  }

  #note(found: Break | null): void {
    this.#break = earlierBreak(this.#break, found);
  }

  /** Whose splits change a lot's quantity: an option's are those of its underlying. */
  #historyOf(lot: Lot): PriceHistory | null {
    if (lot.assetClass === "PRIVATE") return null;
    if (lot.option !== null) return this.#desk.underlying(lot.option);
    return this.#inputs.histories.get(lot.symbol) ?? null;
  }

  #ledger(lot: Lot): Ledger {
    const known = this.#ledgers.get(lot.id);
    if (known !== undefined) return known;
    const { portfolio, currencies, through } = this.#inputs;
    const splits = this.#historyOf(lot);
    const currency = currencyOf(lot, portfolio, currencies);
    const ledger = ledgerOf(lot, {
      portfolio,
      exchange: this.#exchange,
      currency,
      splits,
      through,
      openingValue: (state) => {
        const holding = this.valuer.value({ lot, history: splits, currency }, state, portfolio.inception);
        if (holding !== "no_rate") return holding.value;
        if (currency !== null) {
          const { inception, currency: own } = portfolio;
          const detail = missingRate(lot.symbol, currency, own, inception);
          this.#note({ session: inception, reason: "no_fx_rate", detail });
        }
        return ZERO_CENTS;
      },
      received: (giverId) => this.#received(giverId, lot.id),
      settlement: this.#desk.settlement(lot),
    });
    this.#ledgers.set(lot.id, ledger);
    this.#note(ledger.broken);
    return ledger;
  }

  #received(giverId: number, lotId: number): { readonly entry: Cents; readonly base: Cents } {
    const giver = this.#byId.get(giverId);
    const given = giver === undefined ? [] : this.#ledger(giver).given.filter((each) => each.lotId === lotId);
    return {
      entry: sumCents(given.map(({ entry }) => entry)),
      base: sumCents(given.map(({ base }) => base)),
    };
  }

  #account(lot: Lot): Account {
    const { portfolio, currencies } = this.#inputs;
    const history = this.#historyOf(lot);
    const { states, movements } = this.#ledger(lot);
    const currency = currencyOf(lot, portfolio, currencies);
    const standing = standingFlags(lot, history, currency);
    const { symbol, type, multiplier, option } = lot;
    const key = JSON.stringify([symbol, type, multiplier, option, currency]);
    return { lot, history, currency, standing, inPricesFrom: null, key, states, movements };
  }

  #withDividends(accounts: readonly Account[], events: readonly PortfolioEvent[]) {
    const { portfolio, through } = this.#inputs;
    const recorded = Map.groupBy(
      events.filter(({ kind }) => kind === "dividend"),
      ({ symbol }) => symbol as string,
    );
    const places = Map.groupBy(accounts.keys(), (at) => (accounts[at] as Account).lot.symbol);
    const paid = [...accounts];
    const cash: CashMovement[] = [];
    for (const symbol of new Set([...places.keys(), ...recorded.keys()])) {
      const own = (places.get(symbol) ?? []).filter((at) => accounts[at]?.lot.option === null);
      const holders = own.map((at) => {
        const { lot, history, currency } = accounts[at] as Account;
        return { ledger: this.#ledger(lot), history, currency };
      });
      const booked = bookDividends(portfolio, holders, recorded.get(symbol) ?? [], this.#exchange, through);
      this.#note(booked.broken);
      for (const [index, at] of own.entries()) {
        const account = accounts[at] as Account;
        const movements = [...account.movements, ...(booked.movements[index] ?? [])].sort((a, b) =>
          a.session < b.session ? -1 : Number(a.session > b.session),
        );
        paid[at] = { ...account, movements, inPricesFrom: booked.inPricesFrom };
      }
      cash.push(
        ...booked.unallocated.map(({ session, amount }) => ({ ...NO_CASH, session, dividend: amount })),
      );
    }
    return { accounts: paid, cash };
  }

  #openingValue(): Cents {
    const { inception } = this.#inputs.portfolio;
    let sum = ZERO_CENTS;
    for (const account of this.all) {
      const state = stateOn(account.states, inception);
      const holding = state === null ? null : this.valuer.value(account, state, inception);
      if (holding !== null && holding !== "no_rate") sum = addCents(sum, holding.value);
    }
    return sum;
  }
}
