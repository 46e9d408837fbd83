import type { NetworkProvider } from "../../../db/schema/words.ts";
import type { EpochMs } from "../../platform/clock.ts";
import type { IsoDate } from "../../platform/iso-date.ts";
import type { SymbolName } from "../symbol.ts";
import type { HttpStatus } from "./http.ts";
import type { Outcome } from "./outcome.ts";

/** A symbol whose prices are wanted: from a day on, to the real now, since every later split must be in the answer. */
export interface PriceQuery {
  readonly symbol: SymbolName;
  readonly from: IsoDate;
  /** The sessions that are missing, ascending: where days can be had one by one, these are enough. */
  readonly sessions: readonly IsoDate[];
  /** Whether the whole history is wanted, not only what is missing. */
  readonly whole: boolean;
}

/** What a fetch is made under. */
export interface FetchContext {
  /** The real now: the end of whatever is asked for. */
  readonly now: EpochMs;
  readonly signal: AbortSignal;
}

/** Told how the call for a symbol ended; the next one waits for it. */
export type Told<Q extends PriceQuery> = (query: Q, outcome: Outcome) => Promise<void>;

/** A source of daily prices and corporate actions. Whatever happens inside of it leaves as an {@link Outcome}. */
export interface PriceProvider {
  readonly id: NetworkProvider;
  /** Whether it has symbols of this form at all. */
  supports(symbol: SymbolName): boolean;
  /** How many requests the queries would cost if each went well. */
  cost(queries: readonly PriceQuery[]): number;
  /**
   * Fetches the queries, several at a time, and tells each one's outcome once.
   * @throws the signal's reason, and what `told` throws.
   */
  fetch<Q extends PriceQuery>(queries: readonly Q[], told: Told<Q>, context: FetchContext): Promise<void>;
  readonly status: HttpStatus;
}
