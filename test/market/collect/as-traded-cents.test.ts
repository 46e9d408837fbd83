import { expect, test } from "bun:test";
import fc from "fast-check";
import { asTraded } from "../../../src/market/collect/as-traded.ts";
import { day, emptyAnswer, split } from "./made-answer.ts";

const cents = (price: number) => Math.round(price * 100) / 100;

/** A close before a split and one after it, adjusted for it and written in cents. */
function closesOf(close: number, numerator: number, denominator: number) {
  const bar = { open: null, high: null, low: null, volume: null, adjusted: null };
  const splits = [split(1, numerator, denominator)];
  const answer = {
    ...emptyAnswer(0, 1),
    single: false,
    bars: [
      { ...bar, day: day(0), close },
      { ...bar, day: day(1), close },
    ],
  };
  return asTraded(answer, splits).map(({ close: traded }) => traded);
}

test("a close in cents that is a product of a whole split has cents, without the dust of the product", () => {
  expect(0.07 * 7).not.toBe(0.49);
  expect(closesOf(0.07, 7, 1)).toEqual([0.49, 0.07]);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000_000 }), fc.integer({ min: 2, max: 50 }), (whole, ratio) => {
      const [before, after] = closesOf(whole / 100, ratio, 1);
      expect(before).toBe(cents((whole * ratio) / 100));
      expect(after).toBe(whole / 100);
    }),
  );
});

test("what cents of a reverse split cannot tell is within what they hide", () => {
  fc.assert(
    fc.property(fc.integer({ min: 100, max: 1_000_000 }), fc.integer({ min: 2, max: 50 }), (whole, ratio) => {
      const [before] = closesOf(whole / 100, 1, ratio);
      expect(Math.abs((before as number) - whole / 100 / ratio)).toBeLessThanOrEqual(0.005 / ratio + 1e-12);
    }),
  );
});
