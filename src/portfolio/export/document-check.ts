import { calendarOf } from "../../market/calendar/calendar.ts";
import type { IsoDate } from "../../platform/iso-date.ts";
import { isOccExpiration } from "../import/occ-symbol.ts";
import { positionTypeOf } from "../lot.ts";
import { type EventEffect, effectOf, inBookOrder, isConversion, type LotEvent } from "../lot-event.ts";
import type { DocumentLot, DocumentLotEvent, DocumentPortfolioEvent, PortfolioDocument } from "./document.ts";

type Path = readonly (string | number)[];

/** Something in a document that its form allows and the books do not, with its place. */
export interface DocumentFault {
  readonly path: Path;
  readonly message: string;
}

interface Reversible {
  readonly reverses: number | null;
}

/** An event as the books have it, with its place in its lot's list. */
interface Booked extends LotEvent {
  readonly at: number;
}

const DOUBLED = "is there twice";
/** In units of a currency: what an amount in cents can hold. */
const LARGEST_WORTH = Number.MAX_SAFE_INTEGER / 100;

/** The terms of an event without what tells how it was recorded: a reversal repeats them. */
function termsOf(event: DocumentLotEvent | DocumentPortfolioEvent): string {
  const { source: _, actor: __, reason: ___, recorded_at: ____, reverses: _____, ...terms } = event;
  return JSON.stringify(terms);
}

function* checkReversals(
  events: readonly (DocumentLotEvent | DocumentPortfolioEvent)[],
  path: Path,
): Generator<DocumentFault> {
  const reversed = new Set<number>();
  for (const [at, event] of events.entries()) {
    const { reverses } = event;
    if (reverses === null) continue;
    const other = reverses <= at ? events[reverses - 1] : undefined;
    const place = [...path, at, "reverses"];
    if (other === undefined) yield { path: place, message: "names no event before it" };
    else if (other.reverses !== null) yield { path: place, message: "names a reversal" };
    else if (reversed.has(reverses))
      yield { path: place, message: "names an event that is reversed already" };
    else if (termsOf(other) !== termsOf(event))
      yield { path: place, message: "names an event that it does not repeat" };
    reversed.add(reverses);
  }
}

/** The places of the events that stand: neither reversed nor reversals. */
export function standing(events: readonly Reversible[]): readonly number[] {
  const gone = new Set(events.flatMap(({ reverses }) => (reverses === null ? [] : [reverses - 1])));
  return [...events.keys()].filter((at) => !gone.has(at) && events[at]?.reverses === null);
}

/** An event of a lot as the books have it; its counter lot is named by its number. */
export function bookedEvent(event: DocumentLotEvent): LotEvent {
  const { kind, date: tradeDate, time, basis_date: basisDate, quantity, price, currency, fees } = event;
  const { counter_lot: counterLotId, cost_share: costShare, ratio } = event;
  return {
    kind,
    tradeDate,
    time,
    basisDate,
    quantity,
    price,
    currency,
    fees,
    counterLotId,
    costShare,
    ratio,
  };
}

/** The events of a lot that stand, the opening first. */
export function standingEvents({ events, type }: Pick<DocumentLot, "events" | "type">): readonly Booked[] {
  const booked = standing(events).map((at) => ({ at, ...bookedEvent(events[at] as DocumentLotEvent) }));
  return inBookOrder(booked, type);
}

function* checkLotEvent(
  event: DocumentLotEvent,
  path: Path,
  { number }: DocumentLot,
  numbers: ReadonlySet<number>,
) {
  const { kind, quantity, fees, counter_lot: counter, ratio } = event;
  if (counter === number) yield { path: [...path, "counter_lot"], message: "names the lot itself" };
  if (ratio !== null && !isConversion(event))
    yield { path: [...path, "ratio"], message: "is there of conversions, and of nothing else" };
  if (quantity === 0 && kind !== "valuation" && kind !== "spin_off")
    yield { path: [...path, "quantity"], message: `is 0, which a ${kind} has not` };
  if (fees < 0) yield { path: [...path, "fees"], message: "is below 0" };
  if (counter !== null && !numbers.has(counter))
    yield { path: [...path, "counter_lot"], message: `names no lot: there is no number ${counter}` };
  if (isConversion(event) && counter === null)
    yield { path: [...path, "counter_lot"], message: `is missing of a ${kind}` };
}

function* checkLot(lot: DocumentLot, path: Path, numbers: ReadonlySet<number>): Generator<DocumentFault> {
  const { option, asset_class: assetClass, type, events } = lot;
  if ((option === null) === (assetClass === "OPTIONS")) {
    yield { path: [...path, "option"], message: "is there of options, and of nothing else" };
    return;
  }
  if (option !== null && !isOccExpiration(option.expiration))
    yield { path: [...path, "option", "expiration"], message: "is not within 2000 to 2099" };
  for (const [at, event] of events.entries())
    yield* checkLotEvent(event, [...path, "events", at], lot, numbers);
  yield* checkReversals(events, [...path, "events"]);
  // Quantities are not compared: which splits lie between them, the prices of this database need not tell yet.
  const booked = standingEvents(lot);
  for (const [place, event] of booked.entries()) {
    const effect = effectOf(event, place === 0);
    const own = [...path, "events", event.at];
    const { kind, quantity } = event;
    if (place === 0 && (effect !== "adds" || kind === "increase"))
      yield { path: [...own, "kind"], message: `is ${kind}, which comes before the lot is opened` };
    if (!agrees(event, effect, lot))
      yield { path: [...own, "quantity"], message: `is ${quantity}, which does not agree with ${type}` };
    if (kind === "valuation" && option !== null)
      yield { path: [...own, "kind"], message: "is valuation, which is of no option" };
  }
  if (!isBelievable(lot, booked))
    yield { path, message: "is worth more than an amount can be; check quantities and prices" };
}

/** Whether what an event adds has the sign of its lot's type, and what it takes the other. */
function agrees({ kind, quantity }: Booked, effect: EventEffect, lot: DocumentLot): boolean {
  if (effect === "values" || (effect === "gives" && kind === "spin_off")) return true;
  const { asset_class: assetClass, option, type } = lot;
  const added = effect === "adds" ? quantity : -quantity;
  return positionTypeOf(assetClass, added, option?.right ?? null) === type;
}

/** Whether an amount can hold what a lot is worth: every night would stumble over one that it cannot. */
function isBelievable({ option, multiplier }: DocumentLot, events: readonly Booked[]): boolean {
  const added = events.filter((event, at) => effectOf(event, at === 0) === "adds");
  const units = added.reduce((sum, { quantity }) => sum + Math.abs(quantity), 0);
  const dearest = Math.max(option?.strike ?? 0, ...events.map(({ price }) => price));
  return units * multiplier * dearest <= LARGEST_WORTH;
}

/** Both ends of a conversion name each other, and the lot that receives was opened after the one that gives. */
function* checkConversions(lots: readonly DocumentLot[]): Generator<DocumentFault> {
  const keyOf = (giver: number, receiver: number, { kind, tradeDate }: Booked) =>
    `${giver} ${receiver} ${kind} ${tradeDate}`;
  const ends = lots.flatMap(({ number, events, type }, lot) =>
    standingEvents({ events, type }).flatMap((event, place) => {
      const { at, counterLotId: other } = event;
      if (!isConversion(event) || other === null || other === number) return [];
      const gives = place > 0;
      const key = gives ? keyOf(number, other, event) : keyOf(other, number, event);
      return [{ key, gives, path: ["lots", lot, "events", at, "counter_lot"], number, other }];
    }),
  );
  const [giving, receiving] = [true, false].map(
    (side) => new Set(ends.filter(({ gives }) => gives === side).map(({ key }) => key)),
  ) as [Set<string>, Set<string>];
  for (const { key, gives, path, number, other } of ends) {
    if (!(gives ? receiving : giving).has(key))
      yield { path, message: `is ${other}, a lot that does not name this one back` };
    else if (gives && other < number)
      yield { path, message: `is ${other}, a lot that was opened before this one` };
  }
}

function* checkPortfolioEvent(event: DocumentPortfolioEvent, path: Path): Generator<DocumentFault> {
  const { kind, amount, symbol, numerator, denominator } = event;
  const isSplit = kind === "split";
  if ((amount === null) !== isSplit)
    yield { path: [...path, "amount"], message: "is there of all events but splits" };
  const isPositive = kind === "contribution" || kind === "withdrawal" || kind === "fee";
  if (isPositive && amount !== null && amount <= 0)
    yield { path: [...path, "amount"], message: `is not above zero, which a ${kind} is` };
  if ((symbol !== null) !== (isSplit || kind === "dividend"))
    yield { path: [...path, "symbol"], message: "is there of dividends and splits, and of nothing else" };
  if ((numerator !== null) !== isSplit || (denominator !== null) !== isSplit)
    yield {
      path: [...path, "numerator"],
      message: "and denominator are there of splits, and of nothing else",
    };
}

function* checkDoubles(
  keys: readonly (string | number)[],
  pathOf: (at: number) => Path,
): Generator<DocumentFault> {
  const seen = new Set<string | number>();
  for (const [at, key] of keys.entries()) {
    if (seen.has(key)) yield { path: pathOf(at), message: DOUBLED };
    seen.add(key);
  }
}

/**
 * What is wrong with a document that has the right form.
 * @param today Nothing can have happened after it.
 */
export function* documentFaults(
  { portfolio, lots, events, target_prices: targets, tags }: PortfolioDocument,
  today: IsoDate,
): Generator<DocumentFault> {
  const { inception } = portfolio;
  if (!calendarOf("XNYS").isSession(inception))
    yield { path: ["portfolio", "inception"], message: `is ${inception}, which is no session` };
  if (inception > today) yield { path: ["portfolio", "inception"], message: `lies after today, ${today}` };
  const numbers = new Set(lots.map(({ number }) => number));
  yield* checkDoubles(
    lots.map(({ number }) => number),
    (at) => ["lots", at, "number"],
  );
  for (const [at, lot] of lots.entries()) {
    yield* checkLot(lot, ["lots", at], numbers);
    yield* checkDoubles(lot.tags, (place) => ["lots", at, "tags", place]);
    for (const [place, tag] of lot.tags.entries()) {
      if (tag > tags.length) yield { path: ["lots", at, "tags", place], message: `names no tag: ${tag}` };
    }
    for (const [place, { date }] of lot.events.entries()) {
      if (date > today)
        yield { path: ["lots", at, "events", place, "date"], message: `lies after today, ${today}` };
    }
  }
  yield* checkConversions(lots);
  for (const [at, event] of events.entries()) {
    yield* checkPortfolioEvent(event, ["events", at]);
    const path = ["events", at, "date"];
    if (event.date > today) yield { path, message: `lies after today, ${today}` };
    if (event.date <= inception)
      yield { path, message: `lies before the books open at the close of ${inception}` };
  }
  yield* checkReversals(events, ["events"]);
  yield* checkDoubles(
    targets.map(({ symbol, type }) => `${symbol} ${type}`),
    (at) => ["target_prices", at],
  );
}
