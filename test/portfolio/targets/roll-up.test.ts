import { describe, expect, test } from "bun:test";
import { isoDate } from "../../../src/platform/iso-date.ts";
import {
  type OpenPosition,
  rollUp,
  rollUpAll,
  type TargetReason,
} from "../../../src/portfolio/targets/roll-up.ts";

const DAY = isoDate("2026-05-29");
const held = (quantity: number, price: number | null, rest: Partial<OpenPosition> = {}): OpenPosition => ({
  symbol: "AAA",
  type: "LONG",
  multiplier: 1,
  quantity,
  price,
  priceDate: price === null ? null : DAY,
  rate: null,
  unvalued: null,
  flags: [],
  ...rest,
});
const target = (
  endOfYear: number | null,
  nextYear: number | null = null,
  downside: number | null = null,
) => ({
  endOfYear,
  nextYear,
  downside,
});

describe("a target comes to", () => {
  /** what, positions, target, quantity, return, gain in dollars */
  test.each([
    ["shares that gain", [held(100, 200)], 250, 100, 0.25, 5_000],
    ["shares that fall", [held(100, 200)], 150, 100, -0.25, -5_000],
    ["two lots of one symbol, netted", [held(100, 200), held(50, 200)], 250, 150, 0.25, 7_500],
    ["a short, which gains when it falls", [held(-100, 50)], 40, -100, 0.2, 1_000],
    ["a short, which loses when it rises", [held(-100, 50)], 60, -100, -0.2, -1_000],
    ["a call, by the contract's own price", [held(2, 3, { multiplier: 100 })], 4.5, 2, 0.5, 300],
    ["a put, whose type turns nothing around", [held(2, 4, { multiplier: 100 })], 6, 2, 0.5, 400],
    ["a short put", [held(-1, 4, { multiplier: 100 })], 3.1, -1, 0.225, 90],
    ["a short call", [held(-1, 4, { multiplier: 100 })], 0, -1, 1, 400],
    ["shares in euros, at the rate of the snapshot", [held(10, 100, { rate: 1.1 })], 120, 10, 0.2, 220],
    ["shares in pence", [held(1_000, 250, { rate: 0.0125 })], 300, 1_000, 0.2, 625],
    ["private assets that are valued apart", [held(1, 100), held(3, 200)], 210, 4, 0.2, 140],
    ["what is there already", [held(7, 0.1)], 0.1, 7, 0, 0],
    ["nothing more", [held(7, 10)], 0, 7, -1, -70],
    ["half a cent, to the even one", [held(1, 1)], 1.005, 1, 0.005, 0],
  ] as const)("%s", (_, positions, price, quantity, fraction, dollars) => {
    const rolled = rollUp(target(price), positions);
    expect(rolled).toMatchObject({ quantity, positions: positions.length, reason: null, priceDate: DAY });
    expect(rolled.returns.endOfYear).toBeCloseTo(fraction, 12);
    expect(rolled.gains.endOfYear).toBe(Math.round(dollars * 100));
    expect([rolled.returns.nextYear, rolled.gains.downside]).toEqual([null, null]);
  });

  test("three prices, each by itself", () => {
    const { price, returns, gains } = rollUp(target(110, 120, 90), [held(10, 100)]);
    expect({ price, returns, gains }).toEqual({
      price: 100,
      returns: { endOfYear: 0.1, nextYear: 0.2, downside: -0.1 },
      gains: { endOfYear: 10_000, nextYear: 20_000, downside: -10_000 },
    });
  });

  test("one price exactly, however many lots have it", () => {
    const lots = Array.from({ length: 7 }, () => held(0.1, 0.7));
    expect(rollUp(target(1), lots).price).toBe(0.7);
  });

  test("the flags of all its positions", () => {
    const lots = [
      held(1, 5, { flags: ["carried_price"] }),
      held(1, 5, { flags: ["carried_price", "carried_rate"] }),
    ];
    expect(rollUp(target(1), lots).flags).toEqual(["carried_price", "carried_rate"]);
  });
});

describe("nothing is told of what is not known", () => {
  test.each([
    ["nothing held", [], 10, null, "not_held"],
    ["no price", [held(1, null), held(1, 5)], 10, null, "no_price"],
    ["a position that stands at what was paid", [held(1, 5, { flags: ["at_cost"] })], 10, null, "no_price"],
    ["an option that nothing prices", [held(1, null, { unvalued: "not_priced" })], 10, null, "not_priced"],
    ["two currencies", [held(1, 5), held(1, 5, { rate: 1.1 })], 10, null, "mixed_currencies"],
    ["more than a trillion", [held(1e9, 5)], 1e9, 5, "too_large"],
  ] as const)("%s", (_, positions, price, current, reason) => {
    const rolled = rollUp(target(price, price, price), positions);
    const none = { endOfYear: null, nextYear: null, downside: null };
    expect(rolled).toMatchObject({ price: current, returns: none, gains: none, reason });
    expect(rolled.quantity).toBe(
      positions.length === 0 ? null : positions.reduce((sum, each) => sum + each.quantity, 0),
    );
  });

  test("a target of other shares, though there is a price", () => {
    const rolled = rollUp(target(10), [held(1, 5)], "split_since");
    expect(rolled).toMatchObject({ price: 5, reason: "split_since", returns: { endOfYear: null } });
  });

  test("a price of 0 has a gain, and no return", () => {
    const { returns, gains, reason } = rollUp(target(10), [held(2, 0)]);
    expect([returns.endOfYear, gains.endOfYear, reason]).toEqual([null, 2_000, "zero_price"]);
  });
});

describe("a portfolio's targets together", () => {
  const some = [
    rollUp(target(110, null, 80), [held(10, 100)]),
    rollUp(target(40), [held(-10, 50)]),
    rollUp(target(1_000), []),
  ];

  test("are sums of what is known, and fractions of the equity", () => {
    expect(rollUpAll(some, 100_000)).toEqual({
      gains: { endOfYear: 20_000, nextYear: null, downside: -20_000 },
      returns: { endOfYear: 0.2, nextYear: null, downside: -0.2 },
      reason: "no_target",
    });
  });

  test.each([
    [null, "no_snapshot"],
    [0, "non_positive_equity"],
    [-5, "non_positive_equity"],
  ] as const)("are no fraction of an equity of %p", (equity, reason) => {
    const { gains, returns, reason: told } = rollUpAll(some, equity);
    expect([gains.endOfYear, returns.endOfYear, told]).toEqual([20_000, null, reason as TargetReason]);
  });
});
