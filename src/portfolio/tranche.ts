import type { IsoDate } from "../platform/iso-date.ts";
import { addCents, type Cents, cents, centsOfProduct } from "../platform/money.ts";

/** A part of a lot that came to it at once, with what is left of what it cost. */
export interface Tranche {
  readonly quantity: number;
  /** The day on whose basis the quantity is. */
  readonly basisDate: IsoDate;
  /** What was paid for it, below zero for what was sold short; cents of the portfolio's currency. */
  readonly entry: Cents;
  /** What its P&L counts from: the value at inception, or what was paid later. */
  readonly base: Cents;
}

/** What is left of some tranches, and the cost of what was taken. */
export interface Taken {
  readonly left: readonly Tranche[];
  readonly entry: Cents;
  readonly base: Cents;
  /** Magnitude that was wanted and not there. */
  readonly missing: number;
}

const CENTS_PER_UNIT = 100;
/** Below this share of a tranche nothing is left of it: quantities are doubles, and splits divide them. */
const NOTHING_LEFT = 1e-9;

/** A share of an amount, rounded half-even. */
export function shareOf(amount: Cents, share: number): Cents {
  if (share === 1) return amount;
  return share === 0 ? cents(0) : centsOfProduct(amount / CENTS_PER_UNIT, share);
}

/**
 * Takes a quantity from tranches, the first in being the first out.
 * @param wanted Its magnitude, on the basis of a day; infinity for all.
 * @param onBasis A tranche's quantity on the basis of that day.
 */
export function takeFirst(
  tranches: readonly Tranche[],
  wanted: number,
  basisDate: IsoDate,
  onBasis: (tranche: Tranche) => number,
): Taken {
  const left: Tranche[] = [];
  let [entry, base] = [cents(0), cents(0)];
  let rest = wanted;
  for (const tranche of tranches) {
    const held = onBasis(tranche);
    const size = Math.abs(held);
    if (rest <= size * NOTHING_LEFT) {
      left.push(tranche);
      continue;
    }
    if (rest >= size * (1 - NOTHING_LEFT)) {
      entry = addCents(entry, tranche.entry);
      base = addCents(base, tranche.base);
      rest = rest - size <= size * NOTHING_LEFT ? 0 : rest - size;
      continue;
    }
    const share = rest / size;
    const [outEntry, outBase] = [shareOf(tranche.entry, share), shareOf(tranche.base, share)];
    entry = addCents(entry, outEntry);
    base = addCents(base, outBase);
    left.push({
      quantity: held - Math.sign(held) * rest,
      basisDate,
      entry: cents(tranche.entry - outEntry),
      base: cents(tranche.base - outBase),
    });
    rest = 0;
  }
  return { left, entry, base, missing: Number.isFinite(rest) ? rest : 0 };
}

/** Tranches whose base is a value, each with its part by size; the parts add up to it. */
export function rebased(
  tranches: readonly Tranche[],
  value: Cents,
  onBasis: (tranche: Tranche) => number,
): readonly Tranche[] {
  const total = tranches.reduce((sum, tranche) => sum + onBasis(tranche), 0);
  let [before, given] = [0, 0];
  return tranches.map((tranche, at) => {
    before += onBasis(tranche);
    const through = at === tranches.length - 1 ? value : shareOf(value, before / total);
    const base = cents(through - given);
    given = through;
    return { ...tranche, base };
  });
}
