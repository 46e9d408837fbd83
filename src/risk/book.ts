import type { Known } from "../platform/known.ts";
import type { Cents } from "../platform/money.ts";
import { byCodeUnit } from "./code-unit.ts";
import { CENTS_PER_DOLLAR } from "./conventions.ts";

/** A lot, or an option's share of its underlying: signed delta dollars, not rounded. */
export interface Position {
  readonly underlying: string;
  readonly deltaDollars: number;
}

/** Something without daily prices, at its last valuation. */
export interface PrivateAsset {
  readonly name: string;
  readonly value: Cents;
}

/** What a portfolio holds on a date. Cash is in the equity and nowhere else. */
export interface Holdings {
  readonly equity: Cents;
  readonly positions: readonly Position[];
  readonly privateAssets: readonly PrivateAsset[];
  /** What is held and has no price, and so no dollars: in no sum, and named wherever one goes without it. */
  readonly unpriced: readonly string[];
}

/** One name's net amount in dollars, never 0. */
export interface Exposure {
  readonly name: string;
  readonly dollars: number;
}

/** A portfolio netted for the engines (engines.md, head and section 7). */
export interface Book {
  /** By symbol of the underlying, and by name; in code-unit order. What nets to 0 is exposed to nothing and left out. */
  readonly underlyings: readonly Exposure[];
  readonly privateAssets: readonly Exposure[];
  /** Signed delta dollars over equity for each underlying in turn; all null if the equity is not positive. */
  readonly weights: Known<readonly number[]>;
  /** Sum of the absolute dollars of underlyings and private assets. */
  readonly gross: number;
  /** Each once, in code-unit order. */
  readonly unpriced: readonly string[];
}

/** Sums amounts by name. Equal names add up by amount, so that no order of lots shows in the last bit. */
function net(amounts: readonly Exposure[]): Exposure[] {
  const totals = new Map<string, number>();
  for (const { name, dollars } of amounts.toSorted(
    (a, b) => byCodeUnit(a.name, b.name) || a.dollars - b.dollars,
  )) {
    if (!Number.isFinite(dollars)) throw new RangeError(`${name} enters the book with ${dollars} dollars.`);
    totals.set(name, (totals.get(name) ?? 0) + dollars);
  }
  return [...totals].map(([name, dollars]) => ({ name, dollars })).filter(({ dollars }) => dollars !== 0);
}

/**
 * Nets lots, and stocks with the options on them, to underlyings, and weighs them by the equity.
 * @throws RangeError on an amount that is not finite: what has no value must be told apart before, not summed.
 */
export function netBook({ equity, positions, privateAssets, unpriced }: Holdings): Book {
  const underlyings = net(
    positions.map(({ underlying, deltaDollars }) => ({ name: underlying, dollars: deltaDollars })),
  );
  const privates = net(privateAssets.map(({ name, value }) => ({ name, dollars: value / CENTS_PER_DOLLAR })));
  let gross = 0;
  for (const { dollars } of [...underlyings, ...privates]) gross += Math.abs(dollars);
  const capital = equity / CENTS_PER_DOLLAR;
  const weights: Book["weights"] =
    capital > 0
      ? { value: underlyings.map(({ dollars }) => dollars / capital), reason: null }
      : { value: null, reason: "non_positive_equity" };
  return {
    underlyings,
    privateAssets: privates,
    weights,
    gross,
    unpriced: [...new Set(unpriced)].sort(byCodeUnit),
  };
}
