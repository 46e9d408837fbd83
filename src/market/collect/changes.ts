import type { ActionTerms } from "../../../db/bulk/actions.ts";
import type {
  ActionStatus,
  InstrumentType,
  NetworkProvider,
  QuarantineReason,
} from "../../../db/schema/words.ts";
import type { IsoDate } from "../../platform/iso-date.ts";
import type { Rebase, Replacement } from "../prices/replacement.ts";
import type { StoredBar } from "../prices/stored-series.ts";
import type { TradedBar } from "./as-traded.ts";
import type { StoredAction } from "./stored-prices.ts";

/** A bar that is not believed, as it would have been stored. */
export interface Quarantined {
  readonly bar: TradedBar;
  readonly provider: NetworkProvider;
  readonly reason: QuarantineReason;
  readonly detail: string;
}

/** A bar that waits for a second provider's word. */
export interface Doubt {
  readonly provider: NetworkProvider;
  readonly bar: StoredBar;
  readonly detail: string;
}

/** A corporate action to be stored, and the one that it replaces; null if the day had none of its kind. */
export interface ActionPut {
  readonly terms: ActionTerms & { readonly exDate: IsoDate };
  readonly status: ActionStatus;
  readonly replaces: StoredAction | null;
}

/** Consecutive sessions, both ends included. */
export interface SessionRange {
  readonly from: IsoDate;
  readonly through: IsoDate;
}

/** What a provider tells of the symbol itself; null where it says nothing. */
export interface SymbolFacts {
  readonly currency: string | null;
  readonly type: InstrumentType | null;
  readonly firstTrade: IsoDate | null;
}

/** What an answer changes of a symbol's stored prices. */
export interface PriceChanges {
  readonly facts: SymbolFacts;
  readonly inserts: readonly StoredBar[];
  /** Bars whose values change, each with a revision of its own. */
  readonly corrections: readonly Replacement[];
  /** Bars that gain a value where they had none. */
  readonly fills: readonly Replacement[];
  /** A stretch of the history that was on another base, recorded once, and its bars. */
  readonly rebase: Rebase | null;
  readonly rebased: readonly Replacement[];
  /** The stored series is on another basis: all of it is set aside. */
  readonly setsAside: boolean;
  readonly actions: { readonly put: readonly ActionPut[]; readonly removed: readonly StoredAction[] };
  readonly quarantined: readonly Quarantined[];
  readonly doubts: readonly Doubt[];
  /** Sessions whose stored close the provider tells now, though another one is in quarantine. */
  readonly settled: readonly IsoDate[];
  /** Sessions that the provider had no bar of, though it had later ones. */
  readonly absent: readonly SessionRange[];
  /** What an operator should know. */
  readonly warnings: readonly string[];
}

/** What becomes of an answer. */
export type Reconciled =
  | { readonly kind: "agreed"; readonly changes: PriceChanges }
  /** It disagrees with what is stored by a split's ratio: only the whole history tells who is right. */
  | { readonly kind: "whole_needed"; readonly detail: string }
  /** On which splits its prices are based cannot be told: nothing of it may be stored. */
  | { readonly kind: "basis_unknown"; readonly detail: string };
