import { NightdeskError } from "../../platform/errors.ts";
import { centsOfProduct } from "../../platform/money.ts";
import type { LotTerms } from "../book-writer.ts";
import type { ClosingTrade, OpeningTrade, Transaction } from "../import/transaction.ts";
import { positionTypeOf } from "../lot.ts";
import type { Lot } from "../portfolio.ts";
import { checkLot } from "../recording/lot-check.ts";
import { lotTerms } from "../recording/lot-terms.ts";
import { plainEvent } from "../recording/lots.ts";
import { refused } from "../recording/refused.ts";
import { HeldLot } from "./held-lot.ts";
import { isAfter, momentOf, openingMoment } from "./moment.ts";
import { Shelf } from "./shelf.ts";
import type { SplitBook } from "./split-book.ts";

const NUMBER = /^\d{1,15}$/;

/** Whether a trade is of what is sold short. */
export const isShort = ({ action }: OpeningTrade | ClosingTrade): boolean =>
  action === "short" || action === "cover";

/** Refuses a lot whose worth no amount can hold: every night would stumble over it. */
function checkWorth({ symbol, multiplier, option, events }: Lot): void {
  const units = events.reduce((sum, { quantity }) => sum + Math.abs(quantity), 0);
  const dearest = events.reduce((most, { price }) => Math.max(most, price), option?.strike ?? 0);
  try {
    centsOfProduct(units, multiplier, dearest);
  } catch {
    throw refused(
      `${units} ${symbol} at ${dearest} are more than an amount can be; check quantity and price.`,
    );
  }
}

/** The lots of a portfolio while transactions are applied to it. */
export class Holdings {
  readonly #splits: SplitBook;
  readonly #privateNames: ReadonlySet<string>;
  readonly #shelves = new Map<string, Shelf>();
  readonly #byName = new Map<string | number, HeldLot>();
  readonly #lots: HeldLot[] = [];
  #nextNo = 1;

  /** @param transactions Those that are to come: what one of them values is a private asset, whatever its name looks like. */
  constructor(lots: readonly Lot[], splits: SplitBook, transactions: readonly Transaction[]) {
    this.#splits = splits;
    this.#privateNames = new Set(
      transactions.flatMap((each) => (each.action === "value" ? [each.symbol] : [])),
    );
    for (const { events, ...identity } of lots) {
      this.#nextNo = Math.max(this.#nextNo, identity.lotNo + 1);
      if (events.length > 0) this.#shelve(new HeldLot(identity, events, splits.of(identity)));
    }
  }

  /** The lots that something happened to, those that were opened included, in the order of their numbers. */
  get touched(): readonly HeldLot[] {
    return this.#lots.filter(({ added }) => added.length > 0);
  }

  shelf(symbol: string): Shelf | null {
    return this.#shelves.get(symbol) ?? null;
  }

  /** The lot that a closing trade names by its number or its public id; null if it is not there by then, or is another's. */
  named(trade: ClosingTrade, name: string): HeldLot | null {
    const lot = this.#byName.get(NUMBER.test(name) ? Number(name) : name);
    if (lot === undefined || lot.identity.symbol !== trade.symbol) return null;
    const { quantity, tradeDate: date, time } = lot.opening;
    return !isAfter(openingMoment(date, time), momentOf(trade)) && quantity < 0 === isShort(trade)
      ? lot
      : null;
  }

  /**
   * Opens a lot.
   * @throws NightdeskError `event_refused`, `bad_symbol`.
   */
  open(trade: OpeningTrade): void {
    const { row, date, time, price, currency, fees, note: reason } = trade;
    const terms = this.#termsOf(trade);
    if (terms.option !== null && terms.option.expiration < date) {
      throw refused(`${terms.symbol} had expired by ${date}; correct the day.`);
    }
    const identity = { id: 0, publicId: "", lotNo: this.#nextNo, ...terms };
    const lot = new HeldLot(identity, [], this.#splits.of(terms));
    const quantity = isShort(trade) ? -trade.quantity : trade.quantity;
    const dealing = { date, time, price, currency, fees, reason };
    lot.add({ event: plainEvent("open", quantity, dealing), reason, row });
    this.#nextNo += 1;
    this.#shelve(lot);
  }

  /**
   * Checks each lot once, with everything that happened to it: what was recorded before may come after what was added.
   * @returns what does not fit, with the row that last touched the lot.
   */
  check(): readonly { readonly row: number; readonly symbol: string; readonly message: string }[] {
    return this.touched.flatMap((held) => {
      const lot = held.toLot();
      try {
        checkLot(lot, this.#splits.of(lot));
        checkWorth(lot);
        return [];
      } catch (fault) {
        if (!(fault instanceof NightdeskError)) throw fault;
        const { row } = held.added.at(-1) as { readonly row: number };
        return [{ row, symbol: lot.symbol, message: fault.message }];
      }
    });
  }

  #shelve(lot: HeldLot): void {
    const { symbol, lotNo, publicId } = lot.identity;
    const shelf = this.#shelves.get(symbol);
    if (shelf === undefined) this.#shelves.set(symbol, new Shelf(lot));
    else shelf.add(lot);
    this.#lots.push(lot);
    this.#byName.set(lotNo, lot);
    if (publicId !== "") this.#byName.set(publicId, lot);
  }

  /** What a new lot is: as others of its symbol are; without any, as its symbol and the file tell. */
  #termsOf(trade: OpeningTrade): LotTerms {
    const quantity = isShort(trade) ? -trade.quantity : trade.quantity;
    const like = this.#shelves.get(trade.symbol)?.newest.identity;
    if (like !== undefined) {
      const { symbol, assetClass, subtype, multiplier, option } = like;
      const type = positionTypeOf(assetClass, quantity, option?.right ?? null);
      return { symbol, assetClass, subtype, type, multiplier, option, note: null };
    }
    const { symbol, option } = trade;
    const isPrivate = option === null && this.#privateNames.has(symbol);
    const assetClass = isPrivate ? "PRIVATE" : trade.assetClass;
    return lotTerms({ symbol, assetClass, subtype: null, option, multiplier: null, note: null }, quantity);
  }
}
