import type { Reason } from "../platform/known.ts";
import type { Book } from "./book.ts";

/** A holding that a portfolio number goes without, and why. */
export interface Uncovered {
  readonly name: string;
  /** Net; null for what has no price. */
  readonly dollars: number | null;
  readonly reason: Reason;
}

/** Which underlyings of a book a portfolio number rests on. */
export interface Coverage {
  /** Positions in the book's underlyings, ascending. */
  readonly covered: readonly number[];
  /** Underlyings, then private assets, then what has no price, each in the book's order. */
  readonly uncovered: readonly Uncovered[];
  /** Covered |dollars| over gross |dollars|, 0 to 1; nothing if the book is empty. */
  readonly share: { readonly coverage?: number };
  /** Why there can be no number at all; null if there can. */
  readonly reason: Reason | null;
}

/**
 * Splits a book by what there is an estimate for (engines.md section 7). Private assets are in the gross and never covered,
 * so that a book of them cannot look fully measured.
 * @param reasonOf Why an underlying, by its symbol, cannot enter the number; null if it can.
 */
export function coverageOf(book: Book, reasonOf: (symbol: string) => Reason | null): Coverage {
  const covered: number[] = [];
  const uncovered: Uncovered[] = [];
  let dollarsCovered = 0;
  for (const [at, exposure] of book.underlyings.entries()) {
    const reason = reasonOf(exposure.name);
    if (reason !== null) {
      uncovered.push({ ...exposure, reason });
      continue;
    }
    covered.push(at);
    dollarsCovered += Math.abs(exposure.dollars);
  }
  for (const exposure of book.privateAssets) uncovered.push({ ...exposure, reason: "private_asset" });
  for (const name of book.unpriced) uncovered.push({ name, dollars: null, reason: "not_priced" });
  const share = book.gross === 0 ? {} : { coverage: dollarsCovered / book.gross };
  const emptiness = book.gross === 0 ? "no_exposure" : "nothing_covered";
  const reason = book.weights.reason ?? (covered.length === 0 ? emptiness : null);
  return { covered, uncovered, share, reason };
}
