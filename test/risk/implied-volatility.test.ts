import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { blackScholes, type OptionRight } from "../../src/risk/black-scholes.ts";
import { impliedVolatility } from "../../src/risk/implied-volatility.ts";
import { Agreement } from "./agreement.ts";
import { OPTIONS } from "./options-oracle.ts";

const ITERATIVE = 1e-3;
const OPTION = { right: "CALL", spot: 100, strike: 100, years: 0.5, rate: 0.04, yield: 0.01 } as const;

test("is the oracle's, and null where it is", () => {
  const found = new Agreement();
  let missing = 0;
  for (const [right, spot, strike, years, rate, dividendYield, price, implied] of OPTIONS.implied) {
    const made = impliedVolatility(price, { right, spot, strike, years, rate, yield: dividendYield });
    const place = JSON.stringify([right, spot, years, rate, price]);
    if (implied === null) {
      missing += 1;
      found.same(place, made, null);
    } else {
      found.close(place, made, implied, ITERATIVE);
    }
  }
  expect([missing > 50, found.compared - missing > 200]).toEqual([true, true]);
  expect(found.disagreements).toEqual([]);
});

describe("a price says nothing", () => {
  const at = (volatility: number, of: typeof OPTION = OPTION) => blackScholes({ ...of, volatility });

  test("with less than 5 bp of the spot of time value", () => {
    const least = at(1e-4);
    expect(impliedVolatility(least + 0.0499, OPTION)).toBeNull();
    expect(impliedVolatility(least + 0.0501, OPTION)).toBeGreaterThan(1e-4);
    expect(impliedVolatility(least - 1, OPTION)).toBeNull();
    expect(impliedVolatility(0, OPTION)).toBeNull();
  });

  test("from the value at a volatility of 10 on", () => {
    expect(impliedVolatility(at(10), OPTION)).toBeNull();
    expect(impliedVolatility(at(9.9), OPTION)).toBeCloseTo(9.9, 6);
    expect(impliedVolatility(101, OPTION)).toBeNull();
    expect(impliedVolatility(1e9, { ...OPTION, right: "PUT" })).toBeNull();
  });

  test("of an option that is over, or on nothing", () => {
    for (const price of [0, 5, 100]) {
      expect(impliedVolatility(price, { ...OPTION, years: 0 })).toBeNull();
      expect(impliedVolatility(price, { ...OPTION, spot: 0 })).toBeNull();
      expect(impliedVolatility(price, { ...OPTION, spot: 0, right: "PUT" })).toBeNull();
    }
  });
});

test("a price that is no number is refused, as is what is no option", () => {
  expect(() => impliedVolatility(Number.NaN, OPTION)).toThrow("NaN is no price of an option.");
  expect(() => impliedVolatility(Number.POSITIVE_INFINITY, OPTION)).toThrow(RangeError);
  expect(() => impliedVolatility(5, { ...OPTION, strike: 0 })).toThrow(RangeError);
});

test("the volatility that made a price is found again", () => {
  const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });
  let known = 0;
  fc.assert(
    fc.property(
      fc.record({
        right: fc.constantFrom<OptionRight>("CALL", "PUT"),
        spot: between(1, 1000),
        relative: between(0.5, 2),
        years: between(1 / 365, 3),
        volatility: between(0.05, 3),
        rate: between(-0.02, 0.1),
        dividendYield: between(0, 0.1),
      }),
      ({ right, spot, relative, years, volatility, rate, dividendYield }) => {
        const option = { right, spot, strike: spot * relative, years, rate, yield: dividendYield };
        const price = blackScholes({ ...option, volatility });
        const made = impliedVolatility(price, option);
        const hasTime = price - blackScholes({ ...option, volatility: 1e-4 }) >= 5e-4 * spot;
        expect(made !== null).toBe(hasTime);
        if (made === null) return;
        known += 1;
        expect(Math.abs(blackScholes({ ...option, volatility: made }) - price)).toBeLessThan(1e-11 * spot);
        expect(Math.abs(made / volatility - 1)).toBeLessThan(1e-9);
      },
    ),
    { numRuns: 2_000 },
  );
  expect(known).toBeGreaterThan(500);
});
