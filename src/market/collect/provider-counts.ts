import { FETCH_OUTCOMES, type FetchOutcome, type NetworkProvider } from "../../../db/schema/words.ts";
import type { PriceProvider } from "../providers/provider.ts";

/** What a provider was asked, and how it answered: counts of calls, nothing else. */
export interface ProviderCount {
  readonly provider: NetworkProvider;
  readonly requests: number;
  readonly retries: number;
  /** Symbols that a bar of it was stored of. */
  readonly symbolsFilled: number;
  readonly bars: number;
  readonly outcomes: Readonly<Record<CountedOutcome, number>>;
}

/** How a call ended, or that none was made for a symbol that wanted one. */
export type CountedOutcome = FetchOutcome | "not_asked";
const COUNTED: readonly CountedOutcome[] = [...FETCH_OUTCOMES, "not_asked"];

/** Counts one provider's answers in a run. */
export class ProviderTally {
  readonly #provider: PriceProvider;
  readonly #requestsBefore: number;
  readonly #retriesBefore: number;
  readonly #outcomes = Object.fromEntries(COUNTED.map((kind) => [kind, 0])) as Record<CountedOutcome, number>;
  readonly #filled = new Set<string>();
  #bars = 0;

  constructor(provider: PriceProvider) {
    this.#provider = provider;
    const { requests, retries } = provider.status;
    this.#requestsBefore = requests;
    this.#retriesBefore = retries;
  }

  said(outcome: CountedOutcome): void {
    this.#outcomes[outcome] += 1;
  }

  stored(symbol: string, bars: number): void {
    if (bars === 0) return;
    this.#filled.add(symbol);
    this.#bars += bars;
  }

  get count(): ProviderCount {
    const { requests, retries } = this.#provider.status;
    return {
      provider: this.#provider.id,
      requests: requests - this.#requestsBefore,
      retries: retries - this.#retriesBefore,
      symbolsFilled: this.#filled.size,
      bars: this.#bars,
      outcomes: { ...this.#outcomes },
    };
  }
}
