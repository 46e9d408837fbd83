import type { NetworkProvider } from "../../../db/schema/words.ts";
import type { EpochMs, TechnicalClock } from "../../platform/clock.ts";
import { fromEpochDay, type IsoDate } from "../../platform/iso-date.ts";
import type { Admission } from "./gate.ts";

const DAY_MS = 86_400_000;

/** Keeps how many requests have been made to providers, by UTC day. */
export interface QuotaStore {
  used(provider: NetworkProvider, day: IsoDate): number;
  /** One more. It is kept when the promise resolves. */
  count(provider: NetworkProvider, day: IsoDate): Promise<void>;
}

/** What a quota shows of itself. */
export interface QuotaStatus {
  /** Requests in a UTC day. */
  readonly limit: number;
  /** Those of today. */
  readonly used: number;
}

/** So many requests to a provider in a UTC day, whichever process makes them and however often it is started. */
export class DailyQuota {
  readonly #provider: NetworkProvider;
  readonly #limit: number;
  readonly #store: QuotaStore;
  readonly #clock: TechnicalClock;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(provider: NetworkProvider, limit: number, store: QuotaStore, clock: TechnicalClock) {
    this.#provider = provider;
    this.#limit = limit;
    this.#store = store;
    this.#clock = clock;
  }

  get status(): QuotaStatus {
    return { limit: this.#limit, used: this.#store.used(this.#provider, this.#today) };
  }

  /** When and why not, if the day's requests are used up; null if one is left. */
  get closed(): (Admission & { readonly kind: "closed" }) | null {
    if (this.status.used < this.#limit) return null;
    const why = `used up for the day (UTC), in which ${this.#limit.toLocaleString("en-US")} requests may be made`;
    return { kind: "closed", until: this.#midnight, why };
  }

  /**
   * Counts a request that is about to go out, if one is left.
   * @throws what the store throws; the request may not go out then.
   */
  count(): Promise<Admission> {
    // One after the other: of two that find the last one left, one would be too many.
    const turn = this.#turn.then(() => this.#count());
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  async #count(): Promise<Admission> {
    const { closed } = this;
    if (closed !== null) return closed;
    await this.#store.count(this.#provider, this.#today);
    return { kind: "open" };
  }

  get #today(): IsoDate {
    return fromEpochDay(Math.floor(this.#clock.now() / DAY_MS));
  }

  /** The end of today. */
  get #midnight(): EpochMs {
    return (Math.floor(this.#clock.now() / DAY_MS) + 1) * DAY_MS;
  }
}
