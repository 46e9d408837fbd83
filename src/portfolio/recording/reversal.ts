import { NightdeskError } from "../../platform/errors.ts";
import type { IsoDate } from "../../platform/iso-date.ts";
import type { PortfolioEvent } from "../cash-event.ts";
import { isConversion, type LotEvent } from "../lot-event.ts";
import type { Lot } from "../portfolio.ts";
import { requireCovered } from "./cash.ts";
import { firstReachedBy, type RecordingDesk } from "./desk.ts";
import { refused } from "./refused.ts";

interface Recorded {
  readonly id: number;
  readonly reverses: number | null;
  readonly reversedBy: string | null;
}

interface RecordedLotEvent extends Recorded, LotEvent {
  readonly lotId: number;
}

interface RecordedCashEvent extends Recorded, PortfolioEvent {}

const LOT_EVENT = `SELECT e.id, e.reverses, e.lot_id AS lotId, e.kind, e.trade_date AS tradeDate, e.trade_time AS time,
    e.basis_date AS basisDate, e.quantity, e.price, e.currency, e.fees, e.counter_lot_id AS counterLotId, e.cost_share AS costShare, e.ratio,
    (SELECT r.public_id FROM lot_event r WHERE r.reverses = e.id) AS reversedBy
  FROM lot_event e JOIN lot l ON l.id = e.lot_id WHERE l.portfolio_id = @portfolioId`;
const CASH_EVENT = `SELECT e.id, e.reverses, e.kind, e.trade_date AS tradeDate, e.trade_time AS time, e.amount, e.currency, e.symbol,
    e.numerator, e.denominator, (SELECT r.public_id FROM portfolio_event r WHERE r.reverses = e.id) AS reversedBy
  FROM portfolio_event e WHERE e.portfolio_id = @portfolioId`;

function requireStanding({ reverses, reversedBy }: Recorded, id: string): void {
  if (reversedBy !== null) throw refused(`The event ${id} has been reversed already, by ${reversedBy}.`);
  if (reverses !== null)
    throw refused(`The event ${id} is a reversal itself; record what should stand instead.`);
}

function lotEventsWhere(
  { db, portfolio }: RecordingDesk,
  where: string,
  key: object,
): readonly RecordedLotEvent[] {
  const rows = db.prepare(`${LOT_EVENT} AND ${where}`).all({ portfolioId: portfolio.id, ...key });
  return rows as RecordedLotEvent[];
}

/** Takes an event out of the books by its reversal, unchecked. */
function reverse(desk: RecordingDesk, event: RecordedLotEvent, reason: string): string {
  const { id, lotId, reverses: _, reversedBy: __, ...terms } = event;
  const { writer, portfolio } = desk;
  writer.changed(portfolio.id, firstReachedBy(desk.lot(lotId), event));
  return writer.lotEvent(lotId, terms, reason, id);
}

/** The other end of a conversion. */
function otherEnd(desk: RecordingDesk, event: RecordedLotEvent): readonly RecordedLotEvent[] {
  if (!isConversion(event) || event.counterLotId === null) return [];
  const where =
    "e.lot_id = @counter AND e.counter_lot_id = @lot AND e.kind = @kind AND e.trade_date = @day AND e.reverses IS NULL";
  const key = { counter: event.counterLotId, lot: event.lotId, kind: event.kind, day: event.tradeDate };
  return lotEventsWhere(desk, where, key).filter(({ reversedBy }) => reversedBy === null);
}

function recheck(desk: RecordingDesk, lotIds: Iterable<number>): void {
  for (const id of lotIds) desk.check(id);
}

/**
 * Reverses an event of a portfolio, of a lot or of its cash: it stays in the history, and the books are told without it. Of a
 * conversion both ends go.
 * @returns the public id of the reversal.
 * @throws NightdeskError `not_found`, `event_refused` if it has been reversed, or if what is left does not fit.
 */
export function reverseEvent(desk: RecordingDesk, publicId: string, reason: string): string {
  const [event] = lotEventsWhere(desk, "e.public_id = @publicId", { publicId });
  if (event !== undefined) {
    requireStanding(event, publicId);
    const others = otherEnd(desk, event);
    const reversal = reverse(desk, event, reason);
    for (const other of others) reverse(desk, other, reason);
    recheck(desk, new Set([event, ...others].map(({ lotId }) => lotId)));
    return reversal;
  }
  return reverseCash(desk, publicId, reason);
}

function reverseCash(desk: RecordingDesk, publicId: string, reason: string): string {
  const { db, portfolio, writer } = desk;
  const event = db
    .prepare(`${CASH_EVENT} AND e.public_id = @publicId`)
    .get({ portfolioId: portfolio.id, publicId }) as RecordedCashEvent | undefined;
  if (event === undefined) {
    throw new NightdeskError("not_found", `${portfolio.name} has no event "${publicId.slice(0, 80)}".`);
  }
  requireStanding(event, publicId);
  const { id, reverses: _, reversedBy: __, ...terms } = event;
  const reversal = writer.portfolioEvent(portfolio.id, terms, reason, id);
  const { kind, tradeDate } = event;
  if (kind === "split") desk.forgetSplits();
  if (kind === "contribution") requireCovered(desk, tradeDate);
  writer.changed(portfolio.id, desk.firstReached(event));
  return reversal;
}

/** An event that a deletion took out of the books: of a sale that closed several lots it is this lot's part. */
export interface ReversedEvent {
  readonly kind: string;
  readonly date: IsoDate;
  readonly quantity: number;
  readonly price: number;
}

/**
 * Deletes a lot: every event of it is reversed, and it stays in the history.
 * @throws NightdeskError `event_refused` if another lot came from it, or it from another: then the conversion goes first.
 * @returns what was reversed.
 */
export function deleteLot(desk: RecordingDesk, lot: Lot, reason: string): readonly ReversedEvent[] {
  const events = lotEventsWhere(desk, "e.lot_id = @lotId AND e.reverses IS NULL", { lotId: lot.id });
  const standing = events.filter(({ reversedBy }) => reversedBy === null);
  const conversion = standing.find(isConversion);
  if (conversion !== undefined) {
    throw refused(
      `${lot.symbol} (${lot.publicId}) has a ${conversion.kind} on ${conversion.tradeDate}; reverse that first.`,
      { lot: lot.publicId },
    );
  }
  for (const event of standing) reverse(desk, event, reason);
  return standing.map(({ kind, tradeDate: date, quantity, price }) => ({ kind, date, quantity, price }));
}

/** What of a lot's opening is to be told otherwise. */
export interface OpeningChange {
  readonly quantity?: number;
  readonly price?: number;
  readonly date?: IsoDate;
  readonly basisDate?: IsoDate;
}

/**
 * Corrects a lot's opening: the event is reversed, and another takes its place.
 * @returns the public id of the new event.
 * @throws NightdeskError `event_refused`, `bad_date`.
 */
export function amendOpening(desk: RecordingDesk, lot: Lot, change: OpeningChange, reason: string): string {
  const { portfolio, writer } = desk;
  const events = lotEventsWhere(desk, "e.lot_id = @lotId AND e.reverses IS NULL", { lotId: lot.id });
  const opening = events
    .filter(({ reversedBy }) => reversedBy === null)
    .find(({ kind }) => kind === "open" || kind === "transfer_in");
  if (opening === undefined)
    throw refused(`${lot.symbol} (${lot.publicId}) came from another lot; correct that one.`);
  const { quantity = opening.quantity, price = opening.price, date = opening.tradeDate } = change;
  desk.requireDay(date);
  if (!Number.isFinite(quantity) || quantity === 0)
    throw refused("A lot has a quantity other than 0, below 0 if short.");
  if (!Number.isFinite(price) || price < 0 || (price === 0 && lot.option === null)) {
    throw refused(`An entry price of ${price} is not one; only options may have 0.`);
  }
  reverse(desk, opening, reason);
  const { id: _, lotId, reverses: __, reversedBy: ___, ...terms } = opening;
  const isOnTradeDate = opening.basisDate === opening.tradeDate;
  const basisDate = change.basisDate ?? (isOnTradeDate ? date : opening.basisDate);
  const corrected = { ...terms, quantity, price, tradeDate: date, basisDate };
  const publicId = writer.lotEvent(lotId, corrected, reason);
  writer.changed(portfolio.id, date);
  recheck(desk, [lotId]);
  return publicId;
}
