import type { Sqlite } from "../../../db/driver.ts";
import { NightdeskError } from "../../platform/errors.ts";
import { ZERO_CENTS } from "../../platform/money.ts";
import type { PortfolioEvent } from "../cash-event.ts";
import type { ClosingTrade, OpeningTrade, Transaction, ValueTransaction } from "../import/transaction.ts";
import type { Lot, Portfolio } from "../portfolio.ts";
import { plainEvent } from "../recording/lots.ts";
import { type ApplyingFault, type ApplyingFaultCode, faultOf } from "./applying-fault.ts";
import { type CashEntry, eventOf, isCashEntry } from "./cash-entry.ts";
import { bookClosing, planClosing } from "./closing.ts";
import type { HeldLot } from "./held-lot.ts";
import { Holdings, isShort } from "./holdings.ts";
import { inBookedOrder, momentOf } from "./moment.ts";
import { SplitBook } from "./split-book.ts";

/** The books of a portfolio that transactions are applied to. */
export interface AppliedTo {
  readonly db: Sqlite;
  readonly portfolio: Portfolio;
  readonly lots: readonly Lot[];
  /** Those that stand. */
  readonly events: readonly PortfolioEvent[];
}

const SHOWN = 40;

/** What transactions make of a portfolio's books, with everything that does not fit. Nothing is stored. */
export class Applied {
  readonly cash: CashEntry[] = [];
  readonly faults: ApplyingFault[] = [];
  readonly warnings: ApplyingFault[] = [];
  readonly #portfolio: Portfolio;
  readonly #holdings: Holdings;

  constructor({ db, portfolio, lots, events }: AppliedTo, transactions: readonly Transaction[]) {
    this.#portfolio = portfolio;
    const splits = transactions.filter(isCashEntry).filter(({ action }) => action === "split");
    const splitBook = new SplitBook(db, [...events, ...splits.map(eventOf)]);
    this.#holdings = new Holdings(lots, splitBook, transactions);
    for (const each of inBookedOrder(transactions)) this.#take(each);
    // A row that wants more of a lot than there is has its fault already.
    const refused = new Set(this.faults.map(({ row }) => row));
    for (const { row, symbol, message } of this.#holdings.check()) {
      if (!refused.has(row)) this.faults.push({ code: "ERR_TXN_014", row, column: null, symbol, message });
    }
  }

  /** The lots that something happened to, those that were opened included, in the order of their numbers. */
  get lots(): readonly HeldLot[] {
    return this.#holdings.touched;
  }

  #refuse(of: Transaction, code: ApplyingFaultCode, column: string | null, message: string): void {
    this.faults.push(faultOf(of, code, column, message));
  }

  #take(transaction: Transaction): void {
    if (isCashEntry(transaction)) this.#takeCash(transaction);
    else if (transaction.action === "value") this.#value(transaction);
    else if (transaction.action === "buy" || transaction.action === "short") this.#open(transaction);
    else this.#close(transaction as ClosingTrade);
  }

  #takeCash(entry: CashEntry): void {
    const { action, date } = entry;
    const { inception } = this.#portfolio;
    if (date <= inception) {
      const message = `${action} of ${date} lies before the books open at the close of ${inception}: the stated equity has it in it, so remove the row.`;
      this.#refuse(entry, "ERR_TXN_012", "date", message);
      return;
    }
    this.cash.push(entry);
    if (entry.action !== "dividend" && entry.action !== "split") return;
    const { symbol } = entry;
    const shelf = this.#holdings.shelf(symbol);
    if (entry.action === "split" && shelf?.newest.identity.assetClass === "PRIVATE") {
      const message = `${symbol} is a private asset, whose quantity no split changes; sell it and buy what it became.`;
      this.#refuse(entry, "ERR_TXN_014", "symbol", message);
    }
    if (entry.action === "split" || shelf?.hadBy(momentOf(entry)) === true) return;
    const message = `Nothing of ${symbol} had been held by ${date}: the dividend is the portfolio's own; check the symbol.`;
    this.warnings.push(faultOf(entry, "ERR_TXN_011", "symbol", message));
  }

  #open(trade: OpeningTrade): void {
    try {
      this.#holdings.open(trade);
    } catch (fault) {
      if (!(fault instanceof NightdeskError)) throw fault;
      this.#refuse(trade, "ERR_TXN_014", "symbol", fault.message);
    }
  }

  #close(trade: ClosingTrade): void {
    const closing = planClosing(trade, this.#closable(trade));
    if (closing.rest > 0) this.#refuseClosing(trade);
    bookClosing(trade, closing);
  }

  /** The lots that a trade can close, in their order. */
  #closable(trade: ClosingTrade): Iterable<HeldLot> {
    if (trade.lot === null)
      return this.#holdings.shelf(trade.symbol)?.open(isShort(trade), momentOf(trade)) ?? [];
    const lot = this.#holdings.named(trade, trade.lot);
    return lot === null || lot.heldOn(trade.date) === 0 ? [] : [lot];
  }

  #refuseClosing(trade: ClosingTrade): void {
    const { action, quantity, symbol, date, lot } = trade;
    const [own, other] = isShort(trade) ? ["short", "long: write sell"] : ["long", "short: write cover"];
    const what = `${action} ${quantity} of ${symbol} on ${date}`;
    const shelf = this.#holdings.shelf(symbol);
    if (shelf === null || !shelf.hadBy(momentOf(trade))) {
      const message = `${what}: nothing of ${symbol} is held then; check the symbol and the day.`;
      this.#refuse(trade, "ERR_TXN_011", "symbol", message);
      return;
    }
    if (lot !== null && this.#holdings.named(trade, lot) === null) {
      const message = `${what}: there is no ${own} position "${lot.slice(0, SHOWN)}" of it then; give its number or id, as portfolio show has them.`;
      this.#refuse(trade, "ERR_TXN_011", "lot", message);
      return;
    }
    let held = 0;
    for (const each of this.#closable(trade)) held += Math.abs(each.heldOn(date));
    const turned = shelf.held(!isShort(trade), momentOf(trade));
    const place = lot === null ? "are held" : `are held in the position ${lot.slice(0, SHOWN)}`;
    const hint = turned === 0 ? "" : ` ${turned} are held ${other}.`;
    const message = `${what}: ${held} ${place} then.${hint} If a split lies between, collect the symbol's prices or record the split.`;
    this.#refuse(trade, "ERR_TXN_010", "quantity", message);
  }

  #value(valued: ValueTransaction): void {
    const { row, symbol, date, time, price, currency, note: reason } = valued;
    const shelf = this.#holdings.shelf(symbol);
    const moment = momentOf(valued);
    const lots = shelf === null ? [] : [...shelf.open(false, moment), ...shelf.open(true, moment)];
    if (lots.length === 0) {
      const message = `Nothing of ${symbol} is held on ${date}; check the symbol and the day.`;
      this.#refuse(valued, "ERR_TXN_011", "symbol", message);
    }
    if (lots.some(({ identity }) => identity.assetClass !== "PRIVATE")) {
      const message = `${symbol} has prices; only private assets are valued by hand.`;
      this.#refuse(valued, "ERR_TXN_014", "symbol", message);
      return;
    }
    const dealing = { date, time, price, currency, fees: ZERO_CENTS, reason };
    for (const lot of lots) lot.add({ event: plainEvent("valuation", 0, dealing), reason, row });
  }
}
