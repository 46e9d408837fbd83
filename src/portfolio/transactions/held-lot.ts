import type { IsoDate } from "../../platform/iso-date.ts";
import { ZERO_CENTS } from "../../platform/money.ts";
import type { LotTerms } from "../book-writer.ts";
import { effectOf, inBookOrder, type LotEvent } from "../lot-event.ts";
import type { Lot } from "../portfolio.ts";
import { restated, type Split } from "../price-history.ts";
import { type Tranche, takeFirst } from "../tranche.ts";

/** An event that a transaction brings to a lot. */
export interface AddedEvent {
  readonly event: LotEvent;
  readonly reason: string | null;
  /** Of the file. */
  readonly row: number;
}

/** What a lot is to be told by. */
export type LotIdentity = Pick<Lot, "id" | "publicId" | "lotNo"> & LotTerms;

/**
 * A lot while transactions are applied in the order of their days: what it holds by then is kept, not told anew for each of
 * them. It holds what {@link Lot}'s own events make of it, by the same steps.
 */
export class HeldLot {
  /** Its id is 0 until it is stored. */
  readonly identity: LotIdentity;
  readonly added: AddedEvent[] = [];
  readonly #stored: readonly LotEvent[];
  readonly #splits: readonly Split[];
  #reached = 0;
  #applied = 0;
  #tranches: readonly Tranche[] = [];

  /** @param stored Its events as they are in the books already, in their order; none for a lot that is only being opened. */
  constructor(identity: LotIdentity, stored: readonly LotEvent[], splits: readonly Split[]) {
    this.identity = identity;
    this.#stored = stored;
    this.#splits = splits;
  }

  get isNew(): boolean {
    return this.#stored.length === 0;
  }

  /** The event that opens it. */
  get opening(): LotEvent {
    return (this.#stored[0] ?? this.added[0]?.event) as LotEvent;
  }

  /** What it holds after a day, on the basis of that day; no day is asked of before one that was. */
  heldOn(day: IsoDate): number {
    for (; this.#reached < this.#stored.length; this.#reached += 1) {
      const event = this.#stored[this.#reached] as LotEvent;
      if (event.tradeDate > day) break;
      this.#apply(event);
    }
    return this.#tranches.reduce(
      (sum, each) => sum + restated(this.#splits, each.quantity, each.basisDate, day),
      0,
    );
  }

  /** Adds what happens to it on the day that was asked of last, or opens it. */
  add(added: AddedEvent): void {
    this.added.push(added);
    this.#apply(added.event);
  }

  /** The lot with everything that was added. */
  toLot(): Lot {
    const events = [...this.#stored, ...this.added.map(({ event }) => event)];
    return { ...this.identity, events: inBookOrder(events, this.identity.type) };
  }

  #apply(event: LotEvent): void {
    const { basisDate, quantity, kind } = event;
    const effect = effectOf(event, this.#applied === 0);
    this.#applied += 1;
    if (effect === "values" || (kind === "spin_off" && effect === "gives")) return;
    if (effect === "adds") {
      this.#tranches = [...this.#tranches, { quantity, basisDate, entry: ZERO_CENTS, base: ZERO_CENTS }];
      return;
    }
    const wanted = effect === "takes" ? Math.abs(quantity) : Number.POSITIVE_INFINITY;
    const onBasis = (each: Tranche) => restated(this.#splits, each.quantity, each.basisDate, basisDate);
    this.#tranches = takeFirst(this.#tranches, wanted, basisDate, onBasis).left;
  }
}
