import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { Holdings, PrivateAsset } from "../../src/risk/book.ts";
import { estimatePortfolio, type PortfolioStatistics } from "../../src/risk/portfolio-statistics.ts";
import type { Series } from "../../src/risk/sample.ts";
import { estimateAll, MARKET, SYMBOLS, sessionAt } from "./oracle.ts";
import { farApart } from "./portfolio-numbers.ts";

const AT = sessionAt("2026-05-29");
const ESTIMATED = estimateAll(AT);
const ISSUERS = new Map([["UHAL-B", "UHAL"]]);

const estimate = (holdings: Holdings, at = AT, symbols = ESTIMATED, market: Series = MARKET) =>
  estimatePortfolio({ holdings, symbols, market, issuers: ISSUERS, at });

/** Amounts with all their digits, but none so small that a double has none left for them. */
const deltaDollars = fc
  .double({ min: -1e6, max: 1e6, noNaN: true, noDefaultInfinity: true })
  .map((dollars) => (Math.abs(dollars) < 1e-3 ? 0 : dollars));
const position = fc.record({ underlying: fc.constantFrom(...SYMBOLS, "ZZZZ"), deltaDollars });
const holdings: fc.Arbitrary<Holdings> = fc.record({
  equity: fc.integer({ min: 100_000, max: 1e12 }).map((cents) => cents as Holdings["equity"]),
  positions: fc.array(position, { minLength: 1, maxLength: 25 }),
  privateAssets: fc.array(
    fc.record({
      name: fc.constantFrom("Barn", "Loan", "AAPL"),
      value: fc.integer({ min: 0, max: 1e9 }).map((cents) => cents as PrivateAsset["value"]),
    }),
    { maxLength: 3 },
  ),
  unpriced: fc.constant([]),
});

const check = <T>(property: fc.IProperty<T>) => fc.assert(property, { numRuns: 60 });

test("the order of positions and private assets changes no bit", () => {
  const shuffled = holdings.chain((made) =>
    fc.record({
      made: fc.constant(made),
      positions: fc.shuffledSubarray([...made.positions], { minLength: made.positions.length }),
      privateAssets: fc.shuffledSubarray([...made.privateAssets], {
        minLength: made.privateAssets.length,
      }),
    }),
  );
  check(
    fc.property(shuffled, ({ made, positions, privateAssets }) => {
      expect(estimate({ ...made, positions, privateAssets })).toEqual(estimate(made));
    }),
  );
});

/** Books in which no name all but cancels: there the net is rounding, and so is everything divided by it. */
const steady = holdings.filter(({ positions }) =>
  [...Map.groupBy(positions, ({ underlying }) => underlying).values()].every((lots) => {
    const net = lots.reduce((sum, { deltaDollars }) => sum + deltaDollars, 0);
    const gross = lots.reduce((sum, { deltaDollars }) => sum + Math.abs(deltaDollars), 0);
    return gross > 1 && Math.abs(net) > gross / 100;
  }),
);
/** The pro-forma regression's digits depend on how much the legs cancel: it is compared with the gross in mind. */
const ROUNDING = 1e-12;

test("a position split in two lots changes nothing beyond rounding", () => {
  check(
    fc.property(steady, fc.double({ min: 0.01, max: 0.99, noNaN: true }), (made, share) => {
      const [first, ...rest] = made.positions;
      if (first === undefined) return;
      const lots = [share, 1 - share].map((part) => ({
        ...first,
        deltaDollars: part * first.deltaDollars,
      }));
      expect(
        farApart(estimate({ ...made, positions: [...rest, ...lots] }), estimate(made), ROUNDING),
      ).toEqual([]);
    }),
  );
});

test("equity and positions scaled alike leave every number where it was", () => {
  check(
    fc.property(steady, fc.integer({ min: 2, max: 1000 }), (made, factor) => {
      const scaled: Holdings = {
        equity: (made.equity * factor) as Holdings["equity"],
        positions: made.positions.map(({ underlying, deltaDollars }) => ({
          underlying,
          deltaDollars: deltaDollars * factor,
        })),
        privateAssets: made.privateAssets.map(({ name, value }) => ({
          name,
          value: (value * factor) as PrivateAsset["value"],
        })),
        unpriced: [],
      };
      expect(farApart(estimate(scaled), estimate(made), ROUNDING)).toEqual([]);
    }),
  );
});

test("two legs that are equal but for rounding are the same book: a session with one of the two counts", () => {
  const legs = (long: number, short: number): Holdings => ({
    equity: 9_009_647_899 as Holdings["equity"],
    positions: [
      { underlying: "MINY", deltaDollars: long },
      { underlying: "AAPL", deltaDollars: -short },
    ],
    privateAssets: [],
    unpriced: [],
  });
  const exact = estimate(legs(1_000_000, 1_000_000));
  for (const [long, short] of [
    [1_000_000.0000000001, 1_000_000],
    [1_000_000, 1_000_000.0000000001],
    [999_999.9999999993, 999_999.9999999992],
  ] as const)
    expect(farApart(estimate(legs(long, short)), exact, 1e-9)).toEqual([]);
});

test("twice the positions on the same equity are twice the beta and the volatility, in the same places", () => {
  check(
    fc.property(holdings, (made) => {
      const positions = made.positions.map((each) => ({ ...each, deltaDollars: 2 * each.deltaDollars }));
      const [once, twice] = [estimate(made), estimate({ ...made, positions })];
      for (const pick of [
        (of: PortfolioStatistics) => of.beta[90].total,
        (of: PortfolioStatistics) => of.betaShrunk[252].total,
        (of: PortfolioStatistics) => of.regression[252].beta,
        (of: PortfolioStatistics) => of.realised[63],
      ]) {
        const { value, reason } = pick(once);
        expect([pick(twice).value, pick(twice).reason]).toEqual([value === null ? null : 2 * value, reason]);
      }
    }),
  );
});

test("a position without weight changes no bit", () => {
  check(
    fc.property(holdings, fc.constantFrom(...SYMBOLS, "ZZZZ"), (made, underlying) => {
      const positions = [...made.positions, { underlying, deltaDollars: 0 }];
      expect(estimate({ ...made, positions })).toEqual(estimate(made));
    }),
  );
});

test("contributions add up to their total", () => {
  check(
    fc.property(holdings, (made) => {
      const { beta, betaShrunk } = estimate(made);
      for (const { total, contributions } of [beta[90], beta[252], betaShrunk[90], betaShrunk[252]]) {
        const sum = contributions.reduce((to, { contribution }) => to + contribution, 0);
        expect(total.value ?? 0).toBe(sum);
      }
    }),
  );
});

describe("with complete samples", () => {
  const complete = SYMBOLS.filter((symbol) => {
    const valid = ESTIMATED.get(symbol)?.series.valid.slice(AT - 251, AT + 1);
    return valid?.every((value) => value === 1);
  });

  test("the weighted sum of betas is the pro-forma series' own beta", () => {
    expect(complete.length).toBeGreaterThan(40);
    const full = fc.record({
      equity: holdings.map(({ equity }) => equity),
      positions: fc.array(
        fc.record({
          underlying: fc.constantFrom(...complete),
          deltaDollars,
        }),
        { minLength: 1, maxLength: 25 },
      ),
      privateAssets: fc.constant([]),
      unpriced: fc.constant([]),
    });
    check(
      fc.property(full, (made) => {
        const { beta, regression } = estimate(made);
        for (const window of [90, 252] as const) {
          const { total, contributions } = beta[window];
          if (total.value === null) continue;
          const size = contributions.reduce((to, { contribution }) => to + Math.abs(contribution), 0);
          const gap = Math.abs(total.value - (regression[window].beta.value ?? Number.NaN));
          expect(gap).toBeLessThanOrEqual(1e-10 * Math.max(1, size));
        }
      }),
    );
  });
});

test("a past date's numbers are, to the bit, the same whatever comes later", () => {
  const past = sessionAt("2025-03-14");
  const before = estimateAll(past);
  const changed = ({ returns, valid }: Series): Series => ({
    returns: returns.map((value, t) => (t > past ? 1e6 * (t + 1) : value)),
    valid: valid.map((value, t) => (t > past ? 1 : value)),
  });
  const after = new Map(
    [...before].map(([symbol, each]) => [symbol, { ...each, series: changed(each.series) }]),
  );
  check(
    fc.property(holdings, (made) => {
      expect(estimate(made, past, after, changed(MARKET))).toEqual(estimate(made, past, before));
    }),
  );
});

test("contributions to the volatility add up to it, and shares of issuers to one", () => {
  check(
    fc.property(steady, (made) => {
      const { realised, volatilityContributions, concentration } = estimate(made);
      const { value } = realised[252];
      const sum = volatilityContributions.reduce((to, { contribution }) => to + contribution, 0);
      const size = volatilityContributions.reduce((to, { contribution }) => to + Math.abs(contribution), 0);
      if (value === null) expect(volatilityContributions).toEqual([]);
      else if (value > 0) expect(Math.abs(sum - value)).toBeLessThanOrEqual(1e-10 * Math.max(1, size));
      const shares = concentration.shares.reduce((to, { share }) => to + share, 0);
      if (concentration.hhi.value !== null) expect(Math.abs(shares - 1)).toBeLessThanOrEqual(1e-12);
    }),
  );
});

test("without equity nothing is weighed, and concentration stands", () => {
  check(
    fc.property(holdings, fc.integer({ min: -1e9, max: 0 }), (made, cents) => {
      const poor = estimate({ ...made, equity: cents as Holdings["equity"] });
      const rich = estimate(made);
      expect(poor.concentration).toEqual(rich.concentration);
      for (const { value, reason } of [
        poor.book.weights,
        poor.beta[90].total,
        poor.betaShrunk[252].total,
        poor.regression[90].beta,
        poor.regression[90].pValue,
        poor.realised[21],
      ]) {
        expect([value, reason]).toEqual([null, "non_positive_equity"]);
      }
    }),
  );
});

test("a portfolio of the market alone has its weight for a beta, exactly", () => {
  const made = estimate({
    equity: 10_000 as Holdings["equity"],
    positions: [{ underlying: "SPY", deltaDollars: 130 }],
    privateAssets: [],
    unpriced: [],
  });
  const { beta, pValue } = made.regression[252];
  expect(beta).toMatchObject({ value: 1.3, se: 0 });
  expect(pValue.reason).toBe("exact");
  expect(made.beta[252].total.value).toBe(1.3);
});
