import type { HeldLot } from "./held-lot.ts";
import { isAfter, type Moment, openingMoment } from "./moment.ts";

const openedAt = ({ opening }: HeldLot): Moment => openingMoment(opening.tradeDate, opening.time);

/** The lots of one side in the order in which they were opened; those that have ended at its front are passed by. */
class Side {
  readonly #lots: HeldLot[] = [];
  #front = 0;

  add(lot: HeldLot): void {
    const moment = openedAt(lot);
    let at = this.#lots.length;
    while (at > 0 && isAfter(openedAt(this.#lots[at - 1] as HeldLot), moment)) at -= 1;
    this.#lots.splice(at, 0, lot);
    if (at < this.#front) this.#front += 1;
  }

  *open(moment: Moment): Generator<HeldLot> {
    for (let at = this.#front; at < this.#lots.length; at += 1) {
      const lot = this.#lots[at] as HeldLot;
      if (isAfter(openedAt(lot), moment)) return;
      if (lot.heldOn(moment.date) !== 0) yield lot;
      else if (at === this.#front) this.#front += 1;
    }
  }
}

/** The lots that a portfolio has, or had, of one symbol. Moments are asked of in their order. */
export class Shelf {
  readonly #long = new Side();
  readonly #short = new Side();
  #newest: HeldLot;
  #first: Moment;

  /** @param lot One that has its opening, as those that are added. */
  constructor(lot: HeldLot) {
    this.#newest = lot;
    this.#first = openedAt(lot);
    this.add(lot);
  }

  add(lot: HeldLot): void {
    (lot.opening.quantity < 0 ? this.#short : this.#long).add(lot);
    this.#newest = lot;
    const moment = openedAt(lot);
    if (isAfter(this.#first, moment)) this.#first = moment;
  }

  /** The one that was added last: others of the symbol are of its class. */
  get newest(): HeldLot {
    return this.#newest;
  }

  /** Whether a lot had been opened by a moment, whatever has become of it. */
  hadBy(moment: Moment): boolean {
    return !isAfter(this.#first, moment);
  }

  /** The lots of a side that are held at a moment, the first in first. */
  open(isShort: boolean, moment: Moment): Iterable<HeldLot> {
    return (isShort ? this.#short : this.#long).open(moment);
  }

  /** What is held of a side at a moment, not below zero. */
  held(isShort: boolean, moment: Moment): number {
    let sum = 0;
    for (const lot of this.open(isShort, moment)) sum += Math.abs(lot.heldOn(moment.date));
    return sum;
  }
}
