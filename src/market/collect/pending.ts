import type { NetworkProvider } from "../../../db/schema/words.ts";
import type { IsoDate } from "../../platform/iso-date.ts";
import type { PriceQuery } from "../providers/provider.ts";
import type { Doubt, PriceChanges, Quarantined } from "./changes.ts";
import type { Need } from "./needs.ts";
import type { CountedOutcome } from "./provider-counts.ts";

/** What a provider said of a symbol in this run. */
export interface Said {
  readonly provider: NetworkProvider;
  readonly outcome: CountedOutcome;
  readonly detail: string | null;
}

/** A symbol on its way through the providers. */
export class Pending {
  readonly said: Said[] = [];
  readonly #doubts = new Map<IsoDate, Doubt>();
  /** What is missing now; null once nothing is. */
  need: Need | null;
  readonly #first: Need;

  constructor(need: Need) {
    this.#first = need;
    this.need = need;
  }

  /** What was missing when the run began. */
  get first(): Need {
    return this.#first;
  }

  /** Bars that no second provider has seconded or contradicted yet, by session. */
  get doubts(): ReadonlyMap<IsoDate, Doubt> {
    return this.#doubts;
  }

  /** What remains in doubt, as bars that are not believed. */
  get unseconded(): readonly Quarantined[] {
    return [...this.#doubts.values()].map((doubt) => ({ ...doubt, reason: "large_move" }));
  }

  /** Takes up what an answer leaves in doubt, and drops what it decides; the first provider's doubt stands. */
  doubt({ inserts, quarantined, doubts }: PriceChanges): void {
    for (const { session } of inserts) this.#doubts.delete(session);
    for (const { bar } of quarantined) this.#doubts.delete(bar.session);
    for (const each of doubts) {
      if (!this.#doubts.has(each.bar.session)) this.#doubts.set(each.bar.session, each);
    }
  }

  get symbol(): Need["symbol"] {
    return this.#first.symbol;
  }

  /** Whether another provider is to be asked. A fund's newest value comes when it comes, whoever is asked. */
  get isOpen(): boolean {
    return this.need !== null && !this.isDue;
  }

  /** Whether nothing is missing but a fund's value of the last session, which comes a day late. */
  get isDue(): boolean {
    return isDueFund(this.need);
  }
}

/** Whether all that a need is about is a fund's value of the last session, which comes a day late. */
export function isDueFund(need: Need | null): boolean {
  return need?.type === "MUTUALFUND" && need.missing.length === 1 && need.missing[0] === need.through;
}

/** A question to a provider about a pending symbol. */
export interface PendingQuery extends PriceQuery {
  readonly pending: Pending;
}
