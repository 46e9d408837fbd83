import type { EpochMs } from "../../platform/clock.ts";
import type { PriceAnswer } from "./answer.ts";

/**
 * How a call to a provider ended for one symbol, or that there was none. Nothing else crosses the border: no exception, and of the provider's own
 * text no more than an excerpt without secrets.
 */
export type Outcome =
  | { readonly kind: "bars"; readonly answer: PriceAnswer }
  /** The provider knows the symbol and has no bar of the days that were asked for. */
  | { readonly kind: "nothing_new"; readonly answer: PriceAnswer | null }
  /** The provider knows none of that name. */
  | { readonly kind: "not_found"; readonly detail: string }
  /** No call was made: the provider rests, is paused, or its budget or its time in the run is used up. */
  | { readonly kind: "not_asked"; readonly until: EpochMs; readonly detail: string }
  /** Asked too often, and not to be asked again before an instant. */
  | { readonly kind: "rate_limited"; readonly until: EpochMs; readonly detail: string }
  /** The key or the plan does not permit it. */
  | { readonly kind: "refused"; readonly detail: string }
  /** The answer is not what it should be; the detail names the place. */
  | { readonly kind: "malformed"; readonly detail: string }
  /** There was no answer. */
  | { readonly kind: "transport"; readonly detail: string };

/** An outcome without an answer. */
export type Fault = Exclude<Outcome, { readonly kind: "bars" | "nothing_new" }>;
