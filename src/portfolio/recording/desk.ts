import type { Sqlite } from "../../../db/driver.ts";
import { calendarOf } from "../../market/calendar/calendar.ts";
import { isCurrency } from "../../market/exchange-rate.ts";
import { underlyingOf } from "../../market/underlying.ts";
import { NightdeskError } from "../../platform/errors.ts";
import type { IsoDate } from "../../platform/iso-date.ts";
import { BookWriter, type EnteredLot, type LotTerms, type Recorder } from "../book-writer.ts";
import { bookingSession } from "../booking.ts";
import { inCashOrder, type PortfolioEvent } from "../cash-event.ts";
import { readSplits } from "../history-source.ts";
import type { LotEvent } from "../lot-event.ts";
import { expirySession } from "../option-desk.ts";
import type { Lot, Portfolio } from "../portfolio.ts";
import { findLot, readLots, readPortfolioEvents, receiversOf } from "../portfolio-source.ts";
import type { Split } from "../price-history.ts";
import { REPLACES_WITHIN_SESSIONS, withRecordedSplits } from "../recorded-actions.ts";
import { checkLot } from "./lot-check.ts";
import { refused } from "./refused.ts";

const FIRST_DAY = "1990-01-02" as IsoDate;

/** The first day that an event of a lot may change: one after an option's last session takes the place of its settlement. */
export function firstReachedBy({ option }: Pick<Lot, "option">, { tradeDate }: LotEvent): IsoDate {
  if (option === null) return tradeDate;
  const last = expirySession(option);
  return tradeDate > last ? last : tradeDate;
}

/** One portfolio's books, open for recording inside one transaction: what is read and written of it goes through here. */
export class RecordingDesk {
  readonly db: Sqlite;
  readonly portfolio: Portfolio;
  readonly today: IsoDate;
  readonly writer: BookWriter;
  readonly #splits = new Map<string, readonly Split[]>();

  /** @param today The day of the business clock in New York: nothing can have happened after it. */
  constructor(db: Sqlite, portfolio: Portfolio, today: IsoDate, recorder: Recorder) {
    this.db = db;
    this.portfolio = portfolio;
    this.today = today;
    this.writer = new BookWriter(db, recorder);
  }

  /** @throws NightdeskError `not_found`. */
  lot(id: number | string): Lot {
    const lot = findLot(this.db, this.portfolio.id, id);
    if (lot !== null) return lot;
    throw new NightdeskError(
      "not_found",
      `${this.portfolio.name} has no position "${String(id).slice(0, 80)}".`,
    );
  }

  /** @throws NightdeskError `event_refused` if it has been taken out of the books. */
  standingLot(id: number | string): Lot {
    const lot = this.lot(id);
    if (lot.events.length > 0) return lot;
    throw refused(`The position ${lot.publicId} (${lot.symbol}) has been deleted; open another.`, {
      lot: lot.publicId,
    });
  }

  /** The lots of a symbol that are in the books. */
  lotsOf(symbol: string): readonly Lot[] {
    return readLots(this.db, this.portfolio.id, symbol).filter(({ events }) => events.length > 0);
  }

  /** The splits that a lot's quantity goes through: the stored ones, as the portfolio's own books have them. */
  splitsOf({
    symbol,
    option,
    assetClass,
  }: Pick<LotTerms, "symbol" | "option" | "assetClass">): readonly Split[] {
    if (assetClass === "PRIVATE") return [];
    const name = option === null ? symbol : (underlyingOf(option.underlying) ?? option.underlying);
    let splits = this.#splits.get(name);
    if (splits === undefined) {
      const stored = readSplits(this.db, [name]).get(name) ?? [];
      const events = inCashOrder(readPortfolioEvents(this.db, this.portfolio.id));
      splits = withRecordedSplits({ symbol: name, splits: stored }, events).splits;
      this.#splits.set(name, splits);
    }
    return splits;
  }

  /** Enters a lot with what opens it. */
  open(terms: LotTerms, opening: LotEvent, reason: string | null): EnteredLot {
    const entered = this.writer.lot(this.portfolio.id, terms);
    this.enter(entered.id, opening, reason);
    return entered;
  }

  /** Enters an event, checks the lot with it, and marks what it reaches. @returns its public id. */
  enter(lotId: number, event: LotEvent, reason: string | null): string {
    const publicId = this.writer.lotEvent(lotId, event, reason);
    this.writer.changed(this.portfolio.id, firstReachedBy(this.check(lotId), event));
    return publicId;
  }

  /**
   * Checks a lot, and those that came from it: what is held of them is what was held of this one.
   * @throws NightdeskError `event_refused`.
   */
  check(lotId: number): Lot {
    const lot = this.lot(lotId);
    checkLot(lot, this.splitsOf(lot));
    if (lot.events.some(({ ratio }) => ratio !== null)) {
      for (const id of receiversOf(this.db, this.portfolio.id, lotId)) this.check(id);
    }
    return lot;
  }

  /** What was read of the splits before is not so any more. */
  forgetSplits(): void {
    this.#splits.clear();
  }

  /**
   * Refuses a day on which nothing can have happened.
   * @throws NightdeskError `bad_date`.
   */
  requireDay(day: IsoDate): void {
    if (day <= this.today && day >= FIRST_DAY) return;
    const why = day < FIRST_DAY ? `lies before ${FIRST_DAY}` : `is yet to come; today is ${this.today}`;
    throw new NightdeskError("bad_date", `The day ${day} ${why}.`, { details: { date: day } });
  }

  /** @throws NightdeskError `event_refused`. */
  requireCurrency(currency: string | null): void {
    if (currency === null || isCurrency(currency)) return;
    throw refused(`"${currency.slice(0, 40)}" is not a currency such as EUR, or GBp for pence.`);
  }

  /**
   * The first day that an event of the portfolio's own may change. A dividend may replace a derived one of some sessions
   * before; a split restates quantities on either side of it.
   */
  firstReached({ kind, tradeDate }: Pick<PortfolioEvent, "kind" | "tradeDate">): IsoDate {
    if (kind === "split") return this.portfolio.inception;
    if (kind !== "dividend") return tradeDate;
    const xnys = calendarOf("XNYS");
    return xnys.sessionAt(xnys.ordinalOf(bookingSession(tradeDate)) - REPLACES_WITHIN_SESSIONS - 1);
  }
}
