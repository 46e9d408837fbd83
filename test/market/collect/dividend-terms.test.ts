import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { tradedDividends } from "../../../src/market/collect/dividend-terms.ts";
import type { ExactSplit } from "../../../src/market/collect/exact-split.ts";
import type { AnswerBar, PriceAnswer } from "../../../src/market/providers/answer.ts";
import { day, emptyAnswer, split } from "./made-answer.ts";

const EX = 5;
const LENGTH = 12;

interface Paid {
  /** As it was paid, by which the adjusted closes step. */
  readonly truth: number;
  /** As it is told. */
  readonly told: number;
  readonly close: number;
  readonly splits: readonly ExactSplit[];
  readonly from?: number;
}

/** Ten sessions of one price as traded, with a dividend on the fifth, as a provider tells it that adjusts by later splits. */
function answerOf({ truth, told, close, splits, from = 0 }: Paid): PriceAnswer {
  const factorAt = (at: number) =>
    splits.reduce(
      (factor, { exDate, numerator, denominator }) =>
        exDate > day(at) ? (factor * denominator) / numerator : factor,
      1,
    );
  const bars = Array.from({ length: LENGTH }, (_, at): AnswerBar => {
    const price = Math.fround(close * factorAt(at));
    const taken = at < EX ? 1 - truth / close : 1;
    const adjusted = Math.fround(close * factorAt(at) * taken);
    return { day: day(at), open: price, high: price, low: price, close: price, volume: 1, adjusted };
  });
  const dividends = [{ exDate: day(EX), amount: told }];
  return { ...emptyAnswer(from, LENGTH - 1), bars: bars.slice(from), splits, dividends };
}

const later = [split(8, 4, 1), split(10, 7, 1)];
const only = (paid: Paid) => tradedDividends(answerOf(paid), paid.splits)[0];

describe("a dividend before a 4:1 and a 7:1", () => {
  test("adjusted for them, with six decimals, as Yahoo does: as it was paid, and confirmed", () => {
    const found = only({ truth: 3.3, told: 0.117857, close: 400, splits: later });
    expect(found).toEqual({ exDate: day(EX), amount: 3.3, confirmed: true, told: true });
  });

  test("forgotten to be adjusted: as told, and confirmed by the step of the adjusted close", () => {
    const found = only({ truth: 3.3, told: 3.3, close: 400, splits: later });
    expect(found).toEqual({ exDate: day(EX), amount: 3.3, confirmed: true, told: true });
  });

  test("restated to an amount that the adjusted close denies: taken for adjusted, and not confirmed", () => {
    const found = only({ truth: 3.3, told: 0.2, close: 400, splits: later });
    expect(found?.confirmed).toBe(false);
    expect(found?.amount).toBeCloseTo(5.6, 10);
  });

  test("without a bar before it there is no step: taken for adjusted, and not confirmed", () => {
    const found = only({ truth: 3.3, told: 0.117857, close: 400, splits: later, from: EX });
    expect(found).toEqual({ exDate: day(EX), amount: 3.3, confirmed: false, told: false });
  });
});

test("without a later split there is nothing to be adjusted for: an amount is as paid without a bar before it", () => {
  const found = only({ truth: 0.5, told: 0.5, close: 100, splits: [], from: EX });
  expect(found).toEqual({ exDate: day(EX), amount: 0.5, confirmed: true, told: true });
});

test("a split of its own day is none that it is adjusted for: amounts are per share held after it", () => {
  const found = only({ truth: 0.5, told: 0.5, close: 100, splits: [split(EX, 2, 1)], from: EX });
  expect(found).toEqual({ exDate: day(EX), amount: 0.5, confirmed: true, told: true });
});

test("without a later split, an amount that the step denies by more than a tenth is not confirmed", () => {
  expect(only({ truth: 0.5, told: 0.54, close: 100, splits: [] })?.confirmed).toBe(true);
  expect(only({ truth: 0.5, told: 0.57, close: 100, splits: [] })?.confirmed).toBe(false);
});

describe("where no adjusted close is told", () => {
  const paidAs = (told: number, paid: number, splits: readonly ExactSplit[] = later) => {
    const answer = answerOf({ truth: 3.3, told, close: 400, splits });
    const bars = answer.bars.map((bar) => ({ ...bar, adjusted: null }));
    const dividends = [{ exDate: day(EX), amount: told, paid }];
    return tradedDividends({ ...answer, bars, dividends }, splits)[0];
  };

  test("what was paid counts, if it is the adjusted amount times the later splits", () => {
    expect(paidAs(0.117857, 3.3)).toEqual({ exDate: day(EX), amount: 3.3, confirmed: true, told: true });
    expect(paidAs(0.1179, 3.3)).toMatchObject({ amount: 3.3, confirmed: true });
    expect(paidAs(3.3, 3.3, [])).toMatchObject({ amount: 3.3, confirmed: true });
  });

  test("two amounts that do not fit each other say nothing new, and are not confirmed", () => {
    expect(paidAs(3.3, 3.3)).toMatchObject({ confirmed: false, told: false });
    expect(paidAs(0.117857, 0.117857)).toMatchObject({ amount: 3.3, confirmed: false, told: false });
    expect(paidAs(0.24, 0.25, [])).toMatchObject({ amount: 0.24, confirmed: false, told: false });
  });
});

test("a provider of prices as they traded is taken at its word", () => {
  const answer = answerOf({ truth: 3.3, told: 1.23, close: 400, splits: later });
  expect(tradedDividends({ ...answer, basis: "as_traded" }, later)).toEqual([
    { exDate: day(EX), amount: 1.23, confirmed: true, told: true },
  ]);
});

test("any amount of more than a tenth of a per cent of the price comes back, adjusted or not", () => {
  const ratio = fc.constantFrom([2, 1], [4, 1], [7, 1], [1, 10], [3, 2]);
  fc.assert(
    fc.property(
      fc.integer({ min: 20_00, max: 900_00 }),
      fc.double({ min: 0.001, max: 0.05, noNaN: true }),
      ratio,
      fc.boolean(),
      (price, yielding, [n = 1, d = 1], isForgotten) => {
        const close = price / 100;
        const truth = Math.max(0.01, Math.round(close * yielding * 100) / 100);
        fc.pre(truth / close > 0.001);
        const told = isForgotten ? truth : (truth * d) / n;
        const found = only({ truth, told, close, splits: [split(8, n, d)] });
        expect(found?.confirmed).toBe(true);
        expect(Math.abs((found?.amount ?? 0) / truth - 1)).toBeLessThan(1e-9);
      },
    ),
  );
});
