import { addCents, type Cents, cents, ZERO_CENTS } from "../platform/money.ts";
import type { Holding } from "./account.ts";
import type { Movement } from "./ledger.ts";
import { shareOf } from "./tranche.ts";

/** What a lot was before an interval, and what happened to it since. */
export interface MovedLot {
  readonly lotId: number;
  /** Null where it was not held. */
  readonly before: Holding | null;
  readonly moved: readonly Movement[];
}

/**
 * What lots handed over to others in an interval. A lot carries its value of the session before, what it received, and what
 * was paid for what was added since, less the part of it that was sold; a conversion hands over a share of that, so that
 * nothing is gained by it, whatever else happened in the interval and however many conversions follow each other.
 */
export class Conversions {
  readonly #lots = new Map<number, MovedLot>();
  /** By the receiving lot. */
  readonly #givers = new Map<number, Set<number>>();
  /** By the giving lot: what each other received. */
  readonly #handed = new Map<number, ReadonlyMap<number, Cents>>();

  /** @param moved Lots to which something happened. */
  constructor(moved: Iterable<MovedLot>) {
    for (const lot of moved) {
      for (const { given } of lot.moved) {
        if (given === null) continue;
        this.#lots.set(lot.lotId, lot);
        const givers = this.#givers.get(given.lotId);
        if (givers === undefined) this.#givers.set(given.lotId, new Set([lot.lotId]));
        else givers.add(lot.lotId);
      }
    }
  }

  /** What a lot received, less what it gave; null if it had no part in any. */
  net(lotId: number): Cents | null {
    if (!this.#lots.has(lotId) && !this.#givers.has(lotId)) return null;
    let net = this.#received(lotId);
    for (const value of this.#handedBy(lotId).values()) net = cents(net - value);
    return net;
  }

  #received(lotId: number): Cents {
    let sum = ZERO_CENTS;
    for (const giver of this.#givers.get(lotId) ?? []) {
      sum = addCents(sum, this.#handedBy(giver).get(lotId) ?? ZERO_CENTS);
    }
    return sum;
  }

  #handedBy(lotId: number): ReadonlyMap<number, Cents> {
    const known = this.#handed.get(lotId);
    if (known !== undefined) return known;
    const handed = new Map<number, Cents>();
    const lot = this.#lots.get(lotId);
    let carried = cents((lot?.before?.value ?? 0) + this.#received(lotId));
    for (const { given, kept, trade, external } of lot?.moved ?? []) {
      if (given === null) {
        carried = kept === 1 ? cents(carried - trade + external) : shareOf(carried, kept);
        continue;
      }
      const part = shareOf(carried, given.share);
      carried = cents(carried - part);
      handed.set(given.lotId, cents((handed.get(given.lotId) ?? 0) + part - given.boot));
    }
    this.#handed.set(lotId, handed);
    return handed;
  }
}
