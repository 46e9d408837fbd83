/** Why a statistic, price or value is not known. A closed table: a new reason is added here, with its sentence. */
export const REASONS = {
  no_return: "that session or the one before has no price",
  not_in_range: "the date lies outside of what was loaded",
  unknown_symbol: "the symbol is not stored",
  insufficient_history: "there are too few returns to estimate from",
  stale: "the last return lies too far back",
  no_variation: "nothing moved in the window",
  exact: "the value holds by definition, so there is nothing to test",
  insufficient_cross_section: "there are too few equities to learn from",
  not_an_equity: "this is estimated for equities only",
  not_priced: "nothing prices it yet",
  private_asset: "a private asset has no daily prices",
  non_positive_equity: "the portfolio's equity is not above zero, so nothing can be weighed by it",
  before_inception: "the period began before the portfolio did",
  no_exposure: "the portfolio holds nothing but cash, or what it holds nets to nothing",
  nothing_covered: "nothing that the portfolio holds has an estimate",
} as const;

export type Reason = keyof typeof REASONS;

/** A value, or a null that says why. Nothing in nightdesk stands for "unknown" but this: never 0, never yesterday's. */
export type Known<T> =
  | { readonly value: T; readonly reason: null }
  | { readonly value: null; readonly reason: Reason };

/** A value that is known. */
export function known<T>(value: T): Known<T> {
  return { value, reason: null };
}

/** The absence of a value, with its reason. */
export function notKnown<T>(reason: Reason): Known<T> {
  return { value: null, reason };
}
