import type { LotEventKind } from "../../../db/schema/words.ts";
import type { IsoDate } from "../../platform/iso-date.ts";
import { type Cents, ZERO_CENTS } from "../../platform/money.ts";
import { currencyOf } from "../account.ts";
import type { EnteredLot } from "../book-writer.ts";
import type { LotEvent } from "../lot-event.ts";
import { quantityHeld } from "../lot-walk.ts";
import type { Lot } from "../portfolio.ts";
import type { RecordingDesk } from "./desk.ts";
import { type GivenInstrument, lotTerms } from "./lot-terms.ts";
import { refused } from "./refused.ts";

/** When something happened, at what price, and why. */
export interface Dealing {
  readonly date: IsoDate;
  /** HH:MM:SS in New York. */
  readonly time: string | null;
  /** Of a unit, not below zero. */
  readonly price: number;
  /** Of price and fees; null: the instrument's. */
  readonly currency: string | null;
  /** Hundredths of the currency. */
  readonly fees: Cents;
  readonly reason: string | null;
}

/** A lot that is to be opened. */
export interface NewLot extends GivenInstrument, Dealing {
  /** transfer_in: it came from another account, at a value, and not through this one's cash. */
  readonly kind: "open" | "transfer_in";
  /** Below zero if short. */
  readonly quantity: number;
  /** The day on whose basis quantity and price are; null: that of the trade. */
  readonly basisDate: IsoDate | null;
}

/** What may be recorded of a lot by itself. */
export const SIMPLE_KINDS = [
  "increase",
  "reduce",
  "close",
  "expire",
  "transfer_out",
  "merger_cash",
  "write_off",
  "valuation",
] as const satisfies readonly LotEventKind[];
export type SimpleKind = (typeof SIMPLE_KINDS)[number];

/** Something that is to be recorded of a lot. */
export interface LotHappening extends Dealing {
  readonly kind: SimpleKind;
  /** Units, above zero, on the basis of the day; null: all that is held. */
  readonly quantity: number | null;
}

/** An event with nothing special about it. */
export function plainEvent(
  kind: LotEventKind,
  quantity: number,
  { date, time, price, currency, fees }: Dealing,
): LotEvent {
  const common = { kind, tradeDate: date, time, basisDate: date, quantity, price, currency, fees };
  return { ...common, counterLotId: null, costShare: null, ratio: null };
}

function requireDealing(desk: RecordingDesk, { date, price, currency, fees }: Dealing): void {
  desk.requireDay(date);
  desk.requireCurrency(currency);
  if (!Number.isFinite(price) || price < 0)
    throw refused(`A price of ${price} is not one; write it as it was paid.`);
  if (fees < 0) throw refused("Fees are not below zero; record what was given back as interest.");
}

/**
 * Opens a lot.
 * @throws NightdeskError `event_refused`, `bad_symbol`, `bad_date`.
 */
export function openLot(desk: RecordingDesk, given: NewLot): EnteredLot {
  requireDealing(desk, given);
  const { kind, quantity, price, assetClass, basisDate, date } = given;
  if (!Number.isFinite(quantity) || quantity === 0)
    throw refused("A lot has a quantity other than 0, below 0 if short.");
  if (price === 0 && assetClass !== "OPTIONS")
    throw refused("The entry price is 0, which only options may have.");
  const terms = lotTerms(given, quantity);
  if (terms.option !== null && terms.option.expiration < date) {
    throw refused(`${terms.symbol} had expired by ${date}; check the date.`);
  }
  const opening = { ...plainEvent(kind, quantity, given), basisDate: basisDate ?? date };
  return desk.open(terms, opening, given.reason);
}

/**
 * Records something that happened to a lot by itself; its sign follows from the lot's.
 * @returns the event's public id.
 * @throws NightdeskError `event_refused`, `bad_date`.
 */
export function recordHappening(desk: RecordingDesk, lot: Lot, given: LotHappening): string {
  requireDealing(desk, given);
  const { kind, date, quantity } = given;
  const held = quantityHeld(lot, date, desk.splitsOf(lot));
  if (kind === "valuation") {
    if (lot.assetClass !== "PRIVATE")
      throw refused(`${lot.symbol} has prices; only private assets are valued by hand.`);
    const own = currencyOf(lot, desk.portfolio, new Map());
    if (given.currency !== null && given.currency !== own)
      throw refused(`${lot.symbol} is kept in ${own}; value it in that, not in ${given.currency}.`);
    return desk.enter(lot.id, plainEvent(kind, 0, { ...given, fees: ZERO_CENTS }), given.reason);
  }
  if (held === 0)
    throw refused(`Nothing is held of the position ${lot.publicId} (${lot.symbol}) on ${date}.`);
  if (kind === "increase") {
    if (quantity === null || !(quantity > 0)) throw refused("An increase needs a quantity above 0.");
    return desk.enter(lot.id, plainEvent(kind, Math.sign(held) * quantity, given), given.reason);
  }
  if (kind === "expire" && lot.option === null)
    throw refused(`${lot.symbol} is no option: it does not expire.`);
  const isPart = kind === "reduce" || kind === "transfer_out";
  const all = Math.abs(held);
  if (quantity !== null && !(quantity > 0))
    throw refused("The quantity is above 0; the lot tells whether it is long or short.");
  if (kind === "reduce" && quantity === null)
    throw refused("A reduction needs a quantity; a close takes all.");
  const taken = isPart ? (quantity ?? all) : all;
  if (!isPart && quantity !== null && quantity !== all) {
    throw refused(
      `A ${kind} takes all ${all} that are held on ${date}; to take ${quantity}, record a reduction.`,
    );
  }
  const price = kind === "write_off" ? 0 : given.price;
  return desk.enter(lot.id, plainEvent(kind, -Math.sign(held) * taken, { ...given, price }), given.reason);
}
