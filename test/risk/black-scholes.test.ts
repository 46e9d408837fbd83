import { describe, expect, test } from "bun:test";
import {
  blackScholes,
  greeks,
  intrinsic,
  type OptionInputs,
  positionGreeks,
} from "../../src/risk/black-scholes.ts";
import { Agreement, LOADING } from "./agreement.ts";
import { ORACLE_OPTIONS } from "./options-oracle.ts";

const OPTION: OptionInputs = {
  right: "CALL",
  spot: 100,
  strike: 100,
  years: 0.5,
  volatility: 0.25,
  rate: 0.04,
  yield: 0.01,
};
const put = (of: OptionInputs): OptionInputs => ({ ...of, right: "PUT" });
const NOTHING = { delta: 0, gamma: 0, theta: 0, vega: 0, rho: 0 };

describe("the oracle", () => {
  test("has the same values", () => {
    const found = new Agreement();
    for (const { inputs, value } of ORACLE_OPTIONS) {
      found.close(JSON.stringify(inputs), blackScholes(inputs), value, LOADING);
    }
    expect(found.compared).toBeGreaterThan(500);
    expect(found.disagreements).toEqual([]);
  });

  test("has the same greeks", () => {
    const found = new Agreement();
    for (const { inputs, greeks: expected } of ORACLE_OPTIONS) {
      const made = greeks(inputs);
      for (const [name, value] of Object.entries(expected)) {
        found.close(`${name} ${JSON.stringify(inputs)}`, made[name as keyof typeof made], value, LOADING);
      }
    }
    expect(found.compared).toBeGreaterThan(2_500);
    expect(found.disagreements).toEqual([]);
  });

  test("is in the books: Hull's example, and his of a dividend yield", () => {
    // Options, Futures, and Other Derivatives, sections on the formulas and on index options: 4.76, 0.81; 51.83.
    const hull = { ...OPTION, spot: 42, strike: 40, volatility: 0.2, rate: 0.1, yield: 0 };
    expect(blackScholes(hull)).toBeCloseTo(4.76, 2);
    expect(blackScholes(put(hull))).toBeCloseTo(0.81, 2);
    const index = { spot: 930, strike: 900, years: 2 / 12, volatility: 0.2, rate: 0.08, yield: 0.03 };
    expect(blackScholes({ ...index, right: "CALL" })).toBeCloseTo(51.83, 2);
  });
});

describe("where nothing is left to chance", () => {
  test("at expiration it is the intrinsic value", () => {
    for (const spot of [0, 90, 100, 110]) {
      const expired = { ...OPTION, spot, years: 0 };
      expect(blackScholes(expired)).toBe(Math.max(0, spot - 100));
      expect(blackScholes(put(expired))).toBe(Math.max(0, 100 - spot));
    }
  });

  test("at expiration delta is 1, -1 or 0, theta that of the last moment", () => {
    const above = { ...OPTION, spot: 110, years: 0 };
    expect(greeks(above)).toEqual({ ...NOTHING, delta: 1, theta: 0.01 * 110 - 0.04 * 100 });
    expect(greeks(put(above))).toEqual(NOTHING);
    const below = { ...OPTION, spot: 90, years: 0 };
    expect(greeks(below)).toEqual(NOTHING);
    expect(greeks(put(below))).toEqual({ ...NOTHING, delta: -1, theta: 0.04 * 100 - 0.01 * 90 });
  });

  test("exactly at the strike nothing moves, by convention, call or put", () => {
    for (const still of [
      { ...OPTION, years: 0 },
      { ...OPTION, volatility: 0, rate: 0.03, yield: 0.03 },
      { ...OPTION, years: 1e-320, volatility: 1e-200 },
    ]) {
      expect([blackScholes(still), blackScholes(put(still))]).toEqual([0, 0]);
      expect([greeks(still), greeks(put(still))]).toEqual([NOTHING, NOTHING]);
    }
  });

  test("without volatility it is the discounted intrinsic value of the forward", () => {
    const still = { ...OPTION, volatility: 0 };
    const [spotNow, strikeNow] = [100 * Math.exp(-0.005), 100 * Math.exp(-0.02)];
    expect(blackScholes(still)).toBe(spotNow - strikeNow);
    expect(blackScholes(put(still))).toBe(0);
    expect(greeks(still)).toEqual({
      delta: Math.exp(-0.005),
      gamma: 0,
      theta: 0.01 * spotNow - 0.04 * strikeNow,
      vega: 0,
      rho: 0.5 * strikeNow,
    });
    expect(greeks(put(still))).toEqual(NOTHING);
  });

  test("of a worthless underlying a call is worth nothing and a put its discounted strike", () => {
    for (const volatility of [0, 0.25, 1e200]) {
      const worthless = { ...OPTION, spot: 0, volatility };
      expect([blackScholes(worthless), greeks(worthless)]).toEqual([0, NOTHING]);
      const strikeNow = 100 * Math.exp(-0.02);
      expect(blackScholes(put(worthless))).toBe(strikeNow);
      expect(greeks(put(worthless))).toEqual({
        delta: -Math.exp(-0.005),
        gamma: 0,
        theta: 0.04 * strikeNow,
        vega: 0,
        rho: -0.5 * strikeNow,
      });
    }
  });

  test("at an endless volatility a call is worth its stock and a put its discounted strike", () => {
    for (const volatility of [1e3, 1e200, Number.MAX_VALUE]) {
      const wild = { ...OPTION, years: 4, volatility };
      expect(blackScholes(wild)).toBe(100 * Math.exp(-0.04));
      expect(blackScholes(put(wild))).toBe(100 * Math.exp(-0.16));
    }
  });
});

test("what is no option is refused", () => {
  for (const wrong of [
    { spot: -1 },
    { strike: 0 },
    { strike: -5 },
    { years: -1 / 365 },
    { volatility: -0.1 },
    { spot: Number.NaN },
    { strike: Number.POSITIVE_INFINITY },
    { years: Number.POSITIVE_INFINITY },
    { volatility: Number.NaN },
    { rate: Number.NaN },
    { yield: Number.NEGATIVE_INFINITY },
  ]) {
    expect(() => blackScholes({ ...OPTION, ...wrong })).toThrow(/^No option has /);
    expect(() => greeks({ ...OPTION, ...wrong })).toThrow(RangeError);
  }
  expect(() => blackScholes({ ...OPTION, years: 10, rate: -100 })).toThrow("past what a double holds");
  expect(() => blackScholes({ ...OPTION, years: 10, yield: -100 })).toThrow("past what a double holds");
});

test("intrinsic value", () => {
  expect([intrinsic("CALL", 105, 100), intrinsic("CALL", 95, 100), intrinsic("CALL", 100, 100)]).toEqual([
    5, 0, 0,
  ]);
  expect([intrinsic("PUT", 105, 100), intrinsic("PUT", 95, 100), intrinsic("PUT", 100, 100)]).toEqual([
    0, 5, 0,
  ]);
});

describe("a position", () => {
  const { delta, gamma, theta, vega, rho } = greeks(OPTION);

  test("has the greeks of its shares, in the units that are published", () => {
    const made = positionGreeks(OPTION, -3, 100);
    const expected = {
      deltaShares: -300 * delta,
      deltaDollars: -300 * delta * 100,
      gammaDollars: -300 * gamma * 100,
      theta: (-300 * theta) / 365,
      vega: -3 * vega,
      rho: -3 * rho,
    };
    expect(Object.keys(made)).toEqual(Object.keys(expected));
    for (const [name, value] of Object.entries(expected)) {
      expect(Math.abs(made[name as keyof typeof made] / value - 1)).toBeLessThan(1e-15 * 4);
    }
  });

  test("says what a day, a point and a per cent do to it", () => {
    const made = positionGreeks(OPTION, 2, 100);
    const worth = (changed: Partial<OptionInputs>) =>
      200 * (blackScholes({ ...OPTION, ...changed }) - blackScholes(OPTION));
    expect(worth({ years: 0.5 - 1 / 365 })).toBeCloseTo(made.theta, 1);
    expect(worth({ volatility: 0.26 })).toBeCloseTo(made.vega, 1);
    expect(worth({ rate: 0.05 })).toBeCloseTo(made.rho, 0);
    expect(worth({ spot: 101 })).toBeCloseTo(made.deltaShares + made.gammaDollars / 200, 0);
    const more = positionGreeks({ ...OPTION, spot: 101 }, 2, 100).deltaShares - made.deltaShares;
    expect(Math.abs((more * 100) / made.gammaDollars - 1)).toBeLessThan(0.05);
  });

  test("of nothing has none, and no zero is negative", () => {
    const none = { deltaShares: 0, deltaDollars: 0, gammaDollars: 0, theta: 0, vega: 0, rho: 0 };
    expect(positionGreeks(OPTION, 0, 100)).toEqual(none);
    expect(positionGreeks({ ...OPTION, years: 0, spot: 90 }, -3, 100)).toEqual(none);
  });
});
