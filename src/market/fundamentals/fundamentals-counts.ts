import type { NetworkProvider } from "../../../db/schema/words.ts";
import type { FundamentalsProvider } from "../providers/fundamentals-provider.ts";

/** What a provider was asked of profiles and statements in a run, and how it answered: counts of calls, nothing else. */
export interface FundamentalsCount {
  readonly provider: NetworkProvider;
  readonly requests: number;
  readonly retries: number;
  /** Groups and statements' searches by how they ended. */
  readonly outcomes: Readonly<Record<string, number>>;
}

/** Counts one provider's answers in a run. */
export class FundamentalsTally {
  readonly provider: FundamentalsProvider;
  readonly #requestsBefore: number;
  readonly #retriesBefore: number;
  readonly #outcomes: Record<string, number> = {};

  constructor(provider: FundamentalsProvider) {
    this.provider = provider;
    const { requests, retries } = provider.status;
    this.#requestsBefore = requests;
    this.#retriesBefore = retries;
  }

  said(outcome: string): void {
    this.#outcomes[outcome] = (this.#outcomes[outcome] ?? 0) + 1;
  }

  get count(): FundamentalsCount {
    const { requests, retries } = this.provider.status;
    return {
      provider: this.provider.id,
      requests: requests - this.#requestsBefore,
      retries: retries - this.#retriesBefore,
      outcomes: { ...this.#outcomes },
    };
  }
}
