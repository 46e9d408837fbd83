import type { IsoDate } from "../platform/iso-date.ts";
import { addCents, type Cents, ZERO_CENTS } from "../platform/money.ts";

/** Amounts of a session that add up over time. */
export interface Amounts {
  readonly cash: Cents;
  readonly flow: Cents;
  readonly realized: Cents;
}

const NOTHING: Amounts = { cash: ZERO_CENTS, flow: ZERO_CENTS, realized: ZERO_CENTS };

/** The place of the first element above a session among ascending ones. */
export function placeAfter<T>(
  ascending: readonly T[],
  session: IsoDate,
  keyOf: (element: T) => IsoDate,
): number {
  let low = 0;
  let high = ascending.length;
  // Most of what is asked for lies after the last element: books are told from their beginning to their end.
  if (high === 0 || keyOf(ascending[high - 1] as T) <= session) return high;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (keyOf(ascending[middle] as T) <= session) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Sums of amounts through any session, at the cost of a search. */
export class RunningTotals {
  readonly #sums: (Amounts & { readonly session: IsoDate })[] = [];

  /** @param amounts In any order. */
  constructor(amounts: readonly (Amounts & { readonly session: IsoDate })[]) {
    let sum = NOTHING;
    for (const each of amounts.toSorted((a, b) =>
      a.session < b.session ? -1 : Number(a.session > b.session),
    )) {
      sum = {
        cash: addCents(sum.cash, each.cash),
        flow: addCents(sum.flow, each.flow),
        realized: addCents(sum.realized, each.realized),
      };
      this.#sums.push({ session: each.session, ...sum });
    }
  }

  through(session: IsoDate): Amounts {
    return this.#sums[placeAfter(this.#sums, session, (each) => each.session) - 1] ?? NOTHING;
  }
}
