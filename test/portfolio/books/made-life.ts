import fc from "fast-check";
import type { IsoDate } from "../../../src/platform/iso-date.ts";
import { cents } from "../../../src/platform/money.ts";
import type { PortfolioEvent } from "../../../src/portfolio/cash-event.ts";
import type { LotEvent } from "../../../src/portfolio/lot-event.ts";
import type { Lot } from "../../../src/portfolio/portfolio.ts";
import { type PriceHistory, restated, type Split } from "../../../src/portfolio/price-history.ts";
import { did, type Given, lot, paid, portfolioOf } from "./made.ts";
import { anyDay, anyMarket, CURRENCIES, INSTRUMENTS, type Instrument } from "./made-market.ts";

const CENT = 100;
/** Something that may be done on a day: what does not fit the books by then is left out. */
export interface Step {
  readonly on: IsoDate;
  readonly what: (typeof DOINGS)[number];
  readonly instrument: Instrument;
  /** Which of the lots that are open. */
  readonly pick: number;
  /** Units of a new lot, below zero if short. */
  readonly size: number;
  readonly price: number;
  /** Of the quantity, or of the cost. */
  readonly share: number;
  readonly fees: number;
}

const DOINGS = [
  ...["open", "open", "open", "transfer_in", "increase", "reduce", "reduce", "close", "transfer_out"],
  ...["rename", "merger_stock", "merger_cash", "spin_off", "write_off", "valuation", "exercise"],
] as const;

export const anyStep: fc.Arbitrary<Step> = fc.record({
  on: anyDay,
  what: fc.constantFrom(...DOINGS),
  instrument: fc.constantFrom(...INSTRUMENTS),
  pick: fc.nat(),
  size: fc
    .tuple(fc.integer({ min: 1, max: 100_000 }), fc.constantFrom(1, 10, 1_000), fc.constantFrom(1, 1, -1))
    .map(([size, grain, sign]) => (sign * size) / grain),
  price: fc.integer({ min: 1, max: 1_000_000 }).map((price) => price / 10_000),
  share: fc.integer({ min: 1, max: 99 }).map((per) => per / 100),
  fees: fc.constantFrom(0, 0, 1.99),
});

interface Open {
  readonly id: number;
  readonly instrument: Instrument;
  readonly events: LotEvent[];
  readonly isShort: boolean;
  /** On the basis of a day. */
  quantity: number;
  day: IsoDate;
}

class Life {
  readonly lots: Open[] = [];
  readonly #splits: ReadonlyMap<string, readonly Split[]>;

  constructor(market: readonly PriceHistory[]) {
    this.#splits = new Map(market.map(({ symbol, splits }) => [symbol, splits]));
  }

  do({ on, what, instrument, pick, size, price, share, fees }: Step): void {
    const paidIn = { fees: cents(Math.round(fees * CENT)) };
    if (what === "open" || what === "transfer_in") {
      if (instrument.option !== undefined && instrument.option.expiration < on) return;
      this.#open(instrument, did(what, on, size, price, { ...paidIn, currency: instrument.currency }), size);
      return;
    }
    const held = this.lots.filter((each) => this.#isOpen(each, on));
    const one = held[pick % Math.max(1, held.length)];
    if (one === undefined) return;
    const { option, assetClass, currency } = one.instrument;
    const now = this.#held(one, on);
    const sign = Math.sign(now);
    const add = (
      kind: LotEvent["kind"],
      quantity: number,
      rest: Partial<LotEvent> & { price?: number } = {},
    ) => {
      one.events.push(did(kind, on, quantity, rest.price ?? price, { ...paidIn, currency, ...rest }));
      one.quantity = this.#held(one, on) + quantity;
      one.day = on;
    };
    if (what === "increase") add(what, sign * Math.abs(size));
    else if (what === "reduce") add(what, -now * share);
    else if (what === "transfer_out") add(what, share < 0.5 ? -now : -now * share);
    else if (what === "close" || what === "merger_cash") add(what, -now);
    else if (what === "write_off") add(what, -now, { price: 0 });
    else if (what === "exercise") {
      if (option !== undefined) add(sign > 0 ? "exercise" : "assign", -now * share, { price: 0 });
    } else if (what === "valuation") {
      if (assetClass === "PRIVATE") add(what, 0, { fees: cents(0) });
    } else if (option === undefined) this.#convert(one, what, { on, now, share, price, instrument, add });
  }

  #convert(
    one: Open,
    what: "rename" | "merger_stock" | "spin_off",
    at: Pick<Step, "on" | "share" | "price" | "instrument"> & {
      readonly now: number;
      readonly add: (kind: LotEvent["kind"], quantity: number, rest: Partial<LotEvent>) => void;
    },
  ): void {
    const { on, now, share, price, instrument, add } = at;
    const isSame = instrument.symbol === one.instrument.symbol;
    if (isSame || instrument.option !== undefined || instrument.assetClass !== one.instrument.assetClass)
      return;
    const isWhole = what !== "spin_off";
    const units = now * (what === "rename" ? 1 : 2 * share);
    const terms = { price: 0, currency: instrument.currency, counterLotId: one.id };
    const id = this.#open(instrument, did(what, on, units, 0, terms), units);
    const boot = what === "merger_stock" && share > 0.5 ? price / 10 : 0;
    const given = { price: boot, counterLotId: id, costShare: isWhole ? null : share };
    add(what, isWhole ? -now : 0, given);
  }

  #open(instrument: Instrument, event: LotEvent, quantity: number): number {
    const id = this.lots.length + 1;
    const isShort = quantity < 0;
    this.lots.push({ id, instrument, events: [event], isShort, quantity, day: event.tradeDate });
    return id;
  }

  #isOpen(one: Open, on: IsoDate): boolean {
    const last = one.instrument.option?.expiration;
    return Math.abs(one.quantity) > 1e-6 && (last === undefined || on <= last);
  }

  #held({ instrument: { symbol, option, assetClass }, quantity, day }: Open, on: IsoDate): number {
    if (assetClass === "PRIVATE") return quantity;
    return restated(this.#splits.get(option?.underlying ?? symbol) ?? [], quantity, day, on);
  }
}

const HOW = ["contribution", "withdrawal", "interest", "fee", "dividend"] as const;
const anyCash: fc.Arbitrary<PortfolioEvent> = fc
  .record({
    what: fc.constantFrom(...HOW),
    on: anyDay,
    amount: fc.integer({ min: 1, max: 10_000_000 }),
    symbol: fc.constantFrom("AAA", "BBB", "CCC", "SAP.DE", "NEVER", "BARN"),
    currency: fc.constantFrom(null, null, "EUR", "USD"),
  })
  .map(({ what, on, amount, symbol, currency }) =>
    paid(what, on, amount / CENT, { currency, symbol: what === "dividend" ? symbol : null }),
  );

/** The lots that come of steps that are taken in the order of their days. */
export function livesOf(steps: readonly Step[], market: readonly PriceHistory[]): readonly Lot[] {
  const life = new Life(market);
  for (const step of steps.toSorted((a, b) => (a.on < b.on ? -1 : Number(a.on > b.on)))) life.do(step);
  return life.lots.map(({ id, instrument, events }) => lot(id, instrument, ...events));
}

/** Books of all that may happen. With few rates some sessions cannot be told. */
export function anyBooks(fewestRates: number): fc.Arbitrary<Required<Given>> {
  return fc
    .record({
      steps: fc.array(anyStep, { minLength: 1, maxLength: 24, size: "max" }),
      events: fc.array(anyCash, { maxLength: 4 }),
      market: anyMarket(fewestRates),
      inception: fc.constantFrom("2025-06-30", "2025-07-03").map((text) => text as IsoDate),
      equity: fc.integer({ min: 1, max: 100_000_000 }),
      dividends: fc.constantFrom("derived" as const, "derived" as const, "recorded" as const),
    })
    .map(({ steps, events, market, inception, equity, dividends }) => ({
      of: portfolioOf({ inception, statedEquity: cents(equity), dividends }),
      lots: livesOf(steps, market),
      events,
      prices: market,
      currencies: CURRENCIES,
    }));
}
