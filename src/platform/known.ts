/** Why a statistic, price or value is not known. A closed table: a new reason is added here, with its sentence. */
export const REASONS = {
  no_return: "that session or the one before has no price",
  not_in_range: "the date lies outside of what was loaded",
  unknown_symbol: "the symbol is not stored",
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

/** Applies `change` to a value that is known and passes a reason on. */
export function mapKnown<T, U>(input: Known<T>, change: (value: T) => U): Known<U> {
  return input.reason === null ? known(change(input.value)) : input;
}
