import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import fc from "fast-check";
import { addDays, type IsoDate, isoDate, toEpochDay } from "../../src/platform/iso-date.ts";
import { cents } from "../../src/platform/money.ts";
import { type InvestorFlow, moneyWeightedReturn } from "../../src/portfolio/money-weighted.ts";
import { Agreement, LOADING } from "../risk/agreement.ts";

interface OracleCase {
  readonly name: string;
  readonly start: IsoDate;
  readonly opening: number;
  readonly end: IsoDate;
  readonly closing: number;
  readonly flows: readonly (readonly [day: IsoDate, amount: number])[];
  readonly roots: number;
  readonly annualised: number;
  readonly period: number;
}

/** Figures of scipy and numpy; made by test/oracle/money-weighted/make_money_weighted.py. */
const { cases } = (await Bun.file(
  join(import.meta.dir, "..", "oracle", "money-weighted", "money-weighted.json"),
).json()) as { readonly cases: readonly OracleCase[] };

const START = isoDate("2023-01-03");
const NONE = { value: null, reason: "non_positive_equity" } as const;

/** By days after the start, in cents. */
function returnOf(
  opening: number,
  days: number,
  closing: number,
  ...flows: readonly (readonly [number, number])[]
) {
  return moneyWeightedReturn(
    { day: START, equity: cents(opening) },
    { day: addDays(START, days), equity: cents(closing) },
    flows.map(([day, amount]) => ({ day: addDays(START, day), amount: cents(amount) })),
  );
}

describe("the oracle", () => {
  const solved = (each: OracleCase) =>
    moneyWeightedReturn(
      { day: each.start, equity: cents(each.opening) },
      { day: each.end, equity: cents(each.closing) },
      each.flows.map(([day, amount]) => ({ day, amount: cents(amount) })),
    );

  test("has the same rates", () => {
    const found = new Agreement();
    for (const each of cases) {
      const made = solved(each);
      found.close(each.name, made.annualised.value, each.annualised, LOADING);
      found.close(`${each.name}, period`, made.periodReturn.value, each.period, LOADING);
    }
    expect(found.compared).toBeGreaterThan(100);
    expect(found.disagreements).toEqual([]);
  });

  test("among them some that several rates solve", () => {
    expect(cases.filter(({ roots }) => roots > 1).length).toBeGreaterThanOrEqual(2);
  });
});

describe("of several rates", () => {
  test("it is the one nearest 0", () => {
    // (g - 1.1) (g - 1.2) (g - 1.3), and with 0.95 for 1.2.
    expect(returnOf(10_000, 1095, 17_160, [365, 36_000], [730, -43_100]).annualised.value).toBeCloseTo(
      0.1,
      10,
    );
    const both = returnOf(1_000_000, 1095, 1_358_500, [365, 3_350_000], [730, -3_710_000]);
    expect(both.annualised.value).toBeCloseTo(-0.05, 10);
  });

  test("near is by the log: a half is as near as a double, and of the two it is the loss", () => {
    // (g - 0.5) (g - 2) (g - 4), and with 0.55 and 0.45 for the half.
    const of = (...[closing, late, early]: readonly [number, number, number]) =>
      returnOf(100_000, 1095, closing, [365, early], [730, -late]).annualised.value;
    expect(of(400_000, 1_100_000, 650_000)).toBeCloseTo(-0.5, 10);
    expect(of(440_000, 1_130_000, 655_000)).toBeCloseTo(-0.45, 10);
    expect(of(360_000, 1_070_000, 645_000)).toBeCloseTo(1, 10);
  });

  test("two within a step are told apart", () => {
    // (g - 1.1) (g - 1.103) (g - 1.106).
    const made = returnOf(
      100_000_000_000,
      1095,
      134_190_980_000,
      [365, 330_900_000_000],
      [730, -364_981_800_000],
    );
    expect(made.annualised.value).toBeCloseTo(0.1, 4);
  });
});

test("what was paid in or out makes no return", () => {
  expect(returnOf(100, 300, 350, [10, -300], [200, 50]).periodReturn).toEqual({ value: 0, reason: null });
  expect(returnOf(100, 300, 100)).toEqual({
    annualised: { value: 0, reason: null },
    periodReturn: { value: 0, reason: null },
  });
});

test("days count as 1/365 of a year, leap year or not", () => {
  const made = moneyWeightedReturn(
    { day: isoDate("2024-01-01"), equity: cents(100_000) },
    { day: isoDate("2025-01-01"), equity: cents(121_000) },
    [],
  );
  expect(made.periodReturn.value).toBeCloseTo(0.21, 14);
  expect(made.annualised.value).toBeCloseTo(1.21 ** (365 / 366) - 1, 14);
});

test("the day it begins has a return of 0, whatever the equity", () => {
  for (const equity of [500, 0, -500]) {
    expect(returnOf(equity, 0, equity, [0, -70])).toEqual({
      annualised: { value: 0, reason: null },
      periodReturn: { value: 0, reason: null },
    });
  }
});

describe("there is none", () => {
  test.each([
    ["that began with nothing", 0, 500, []],
    ["that began with debt", -100, 500, []],
    ["that was given its first money that day", 0, 500, [[0, -500]]],
    ["whose last money was taken out that day", 500, 0, [[100, 500]]],
    ["that ends with nothing", 500, 0, []],
    ["that ends with debt", 500, -1, [[50, -100]]],
    ["whose money left on the first day", 500, 500, [[0, 500]]],
    ["that new money alone keeps above 0", 500, 400, [[100, -400]]],
  ] as const)("of a portfolio %s", (_, opening, closing, flows) => {
    expect(returnOf(opening, 100, closing, ...flows)).toEqual({ annualised: NONE, periodReturn: NONE });
  });
});

test("a rate past what a double holds is not told, the period's return is", () => {
  const { annualised, periodReturn } = returnOf(100, 1, 900);
  expect(annualised).toEqual({ value: null, reason: "insufficient_history" });
  expect(periodReturn.value).toBeCloseTo(8, 13);
  expect(returnOf(100, 1, 690).annualised.value).toBeCloseTo(6.9 ** 365 - 1, -300);
});

test("days out of order are refused", () => {
  expect(() => returnOf(100, -1, 100)).toThrow(RangeError);
  expect(() => returnOf(100, 10, 100, [11, 5])).toThrow("A flow of 2023-01-14 lies outside of");
  expect(() => returnOf(100, 10, 100, [-1, 5])).toThrow(RangeError);
});

/** Flows of both signs about an equity that grows by chance and stays above 0. */
const anyBooks = fc
  .record({
    opening: fc.integer({ min: 1, max: 1e12 }),
    steps: fc.array(
      fc.record({
        days: fc.integer({ min: 0, max: 400 }),
        growth: fc.double({ min: 0.3, max: 2.5, noNaN: true }),
        share: fc.double({ min: -2, max: 0.95, noNaN: true }),
      }),
      { maxLength: 12 },
    ),
    days: fc.integer({ min: 1, max: 400 }),
    growth: fc.double({ min: 0.3, max: 2.5, noNaN: true }),
  })
  .map(({ opening, steps, days, growth }) => {
    const flows: InvestorFlow[] = [];
    let [equity, day] = [opening, START];
    for (const step of steps) {
      day = addDays(day, step.days);
      equity = Math.ceil(equity * step.growth);
      const amount = cents(Math.floor(equity * step.share));
      flows.push({ day, amount });
      equity -= amount;
    }
    const end = { day: addDays(day, days), equity: cents(Math.ceil(equity * growth)) };
    return { start: { day: START, equity: cents(opening) }, end, flows };
  });

test("the rate makes all payments worth nothing together", () => {
  let solved = 0;
  fc.assert(
    fc.property(anyBooks, ({ start, end, flows }) => {
      const { annualised, periodReturn } = moneyWeightedReturn(start, end, flows);
      const early = flows.filter(({ day }) => day === START).reduce((sum, { amount }) => sum + amount, 0);
      if (early >= start.equity) {
        expect([annualised, periodReturn]).toEqual([NONE, NONE]);
        return;
      }
      if (periodReturn.value === null || annualised.value === null) {
        expect(annualised.reason).toBe("insufficient_history");
        return;
      }
      // Nearer to a total loss 1 + r has too few digits to test by.
      if (periodReturn.value < -0.999) return;
      solved += 1;
      const days = toEpochDay(end.day) - toEpochDay(START);
      const elapsed = (day: IsoDate) => (toEpochDay(day) - toEpochDay(START)) / days;
      const growth = Math.log1p(periodReturn.value);
      let [sum, gross] = [0, 0];
      for (const { day, amount } of [
        { day: start.day, amount: -start.equity },
        ...flows,
        { day: end.day, amount: end.equity },
      ]) {
        const worth = amount * Math.exp(-growth * elapsed(day));
        sum += worth;
        gross += Math.abs(worth);
      }
      expect(Math.abs(sum)).toBeLessThan(1e-11 * gross);
      const expected = Math.exp((growth * 365) / days);
      expect(Math.abs(1 + annualised.value - expected)).toBeLessThan(1e-10 * Math.max(1, expected));
    }),
    { numRuns: 1_000 },
  );
  expect(solved).toBeGreaterThan(500);
});

test("neither the order of flows nor the unit of money matters", () => {
  fc.assert(
    fc.property(anyBooks, ({ start, end, flows }) => {
      const scaled = moneyWeightedReturn(
        { ...start, equity: cents(start.equity * 4) },
        { ...end, equity: cents(end.equity * 4) },
        flows.toReversed().map(({ day, amount }) => ({ day, amount: cents(amount * 4) })),
      );
      expect(scaled).toEqual(moneyWeightedReturn(start, end, flows));
    }),
    { numRuns: 300 },
  );
});
