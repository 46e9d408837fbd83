import type { UnvaluedReason } from "../../../db/schema/words.ts";
import type { IsoDate } from "../../platform/iso-date.ts";
import { centsOfProduct } from "../../platform/money.ts";
import { HORIZONS, type TargetKey, type TargetPrices } from "./target.ts";

/** Why what is told of a target is not known. A closed table: a new reason is added here, with its sentence. */
export const TARGET_REASONS = {
  no_snapshot: "the portfolio has no snapshot yet",
  not_held: "nothing of the symbol and type is open at the newest snapshot",
  no_price: "there has never been a price; the position stands at what was paid",
  not_priced: "nothing prices the option",
  zero_price: "the price is 0, so nothing can be a fraction of it",
  split_since: "the shares have split since the target was told, so it is of other shares; tell it anew",
  mixed_currencies: "positions of the symbol are in several currencies",
  too_large: "it would be worth more than a trillion",
  no_target: "no target that is known has such a price",
  non_positive_equity: "the portfolio's equity is not above zero",
} as const;
export type TargetReason = keyof typeof TARGET_REASONS;

/** An open position of the newest snapshot. */
export interface OpenPosition extends TargetKey {
  readonly multiplier: number;
  readonly quantity: number;
  /** In the instrument's currency; null where there is none. */
  readonly price: number | null;
  readonly priceDate: IsoDate | null;
  /** What a unit of that currency is; null in the portfolio's own. */
  readonly rate: number | null;
  readonly unvalued: UnvaluedReason | null;
  readonly flags: readonly string[];
}

/** What a target comes to, by horizon: null where the target has no such price, or `reason` says why it is not known. */
export interface RollUp {
  /** How many positions it is of. */
  readonly positions: number;
  /** Of all of them together; below 0 if short. Null where there is none. */
  readonly quantity: number | null;
  /** A unit's; the mean by quantity where private assets are valued apart. */
  readonly price: number | null;
  readonly priceDate: IsoDate | null;
  readonly rate: number | null;
  /** Fractions of the price: above 0 where the position would gain. */
  readonly returns: Readonly<Record<keyof TargetPrices, number | null>>;
  /** Cents of the portfolio's currency: what the positions would be worth less what they are. */
  readonly gains: Readonly<Record<keyof TargetPrices, number | null>>;
  /** Of all of its positions. */
  readonly flags: readonly string[];
  readonly reason: TargetReason | null;
}

/** A trillion in any currency: beyond it sums of cents are no longer whole. */
const LARGEST_VALUE = 1e12;
const NONE = { endOfYear: null, nextYear: null, downside: null } as const;

function reasonOf(held: readonly OpenPosition[]): TargetReason | null {
  if (held.length === 0) return "not_held";
  if (held.some(({ flags }) => flags.includes("at_cost"))) return "no_price";
  if (held.some(({ price }) => price === null)) {
    return held.some(({ unvalued }) => unvalued !== null) ? "not_priced" : "no_price";
  }
  return new Set(held.map(({ rate }) => rate)).size > 1 ? "mixed_currencies" : null;
}

/** The one price of positions that are priced as one, exactly as it is; else the mean by quantity. */
function priceOf(held: readonly OpenPosition[], quantity: number): number {
  const prices = new Set(held.map(({ price }) => price as number));
  const [first = 0] = prices;
  if (prices.size === 1) return first;
  return held.reduce((sum, each) => sum + each.quantity * (each.price as number), 0) / quantity;
}

/** The oldest: nothing is taken to be newer than it is. */
const dateOf = (held: readonly OpenPosition[]) =>
  held.flatMap(({ priceDate }) => priceDate ?? []).sort()[0] ?? null;

/**
 * What a target comes to over the open positions of its symbol and type, netted: the return is (target - price) / price with
 * the sign of the position, the gain quantity x multiplier x (target - price) x rate. An option's target is a price of the
 * contract, so that its type turns nothing around.
 * @param stale Why the target is not to be held against prices, if it is not.
 */
export function rollUp(
  target: TargetPrices,
  held: readonly OpenPosition[],
  stale: TargetReason | null = null,
): RollUp {
  const unknown = reasonOf(held);
  const quantity = held.reduce((sum, each) => sum + each.quantity, 0);
  const flags = [...new Set(held.flatMap((each) => each.flags))].sort();
  const common = { positions: held.length, quantity: held.length === 0 ? null : quantity, flags };
  if (unknown !== null) {
    return {
      ...common,
      price: null,
      priceDate: null,
      rate: null,
      returns: NONE,
      gains: NONE,
      reason: unknown,
    };
  }
  const { multiplier, rate } = held[0] as OpenPosition;
  const price = priceOf(held, quantity);
  const told = { ...common, price, priceDate: dateOf(held), rate };
  const worth = (each: number) => quantity * multiplier * each * (rate ?? 1);
  const targets = HORIZONS.flatMap((horizon) => target[horizon] ?? []);
  const isTooLarge = [price, ...targets].some((each) => Math.abs(worth(each)) > LARGEST_VALUE);
  const reason = stale ?? (isTooLarge ? "too_large" : null);
  if (reason !== null) return { ...told, returns: NONE, gains: NONE, reason };
  const cents = (each: number) => centsOfProduct(quantity, multiplier, each, rate ?? 1);
  const byHorizon = (figure: (to: number) => number | null) => {
    const figures = HORIZONS.map((horizon) => {
      const to = target[horizon];
      return [horizon, to === null ? null : figure(to)] as const;
    });
    return Object.fromEntries(figures) as Record<keyof TargetPrices, number | null>;
  };
  return {
    ...told,
    returns: byHorizon((to) => (price === 0 ? null : (Math.sign(quantity) * (to - price)) / price)),
    gains: byHorizon((to) => cents(to) - cents(price)),
    reason: price === 0 ? "zero_price" : null,
  };
}

/** A portfolio's targets together. */
export interface PortfolioRollUp {
  /** Cents: sums of what is known; null where no target has such a price. */
  readonly gains: Readonly<Record<keyof TargetPrices, number | null>>;
  /** Fractions of the equity. */
  readonly returns: Readonly<Record<keyof TargetPrices, number | null>>;
  /** Why a sum, or with it the return, is null. */
  readonly reason: TargetReason | null;
}

/** @param equity Cents, of the newest snapshot; null without one. */
export function rollUpAll(targets: readonly RollUp[], equity: number | null): PortfolioRollUp {
  const gains = { ...NONE } as Record<keyof TargetPrices, number | null>;
  for (const { gains: own } of targets) {
    for (const horizon of HORIZONS) {
      const gain = own[horizon];
      if (gain !== null) gains[horizon] = (gains[horizon] ?? 0) + gain;
    }
  }
  const part = (gain: number | null) =>
    gain === null || equity === null || equity <= 0 ? null : gain / equity;
  const returns = {
    endOfYear: part(gains.endOfYear),
    nextYear: part(gains.nextYear),
    downside: part(gains.downside),
  };
  const isPoor = equity !== null && equity <= 0;
  const lacks = HORIZONS.some((horizon) => gains[horizon] === null);
  const reason =
    equity === null ? "no_snapshot" : isPoor ? "non_positive_equity" : lacks ? "no_target" : null;
  return { gains, returns, reason };
}
